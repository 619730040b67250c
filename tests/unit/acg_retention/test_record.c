/* sources: record/record.c record/json.c record/copy.c base/text.c base/clock.c */
/*
 * A record comes back from its bytes as it was; bytes that are no record are
 * refused; its JSON has every column.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "record/record.h"
#include "record/copy.h"
#include "record/json.h"
#include "example_record.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <cmocka.h>

/* Places in the encoded form, see record.c. */
#define AT_VERSION 0
#define AT_FLAGS 1
#define AT_END_REASON 2
#define AT_SIDE 3
#define AT_CODE 4
#define AT_STARTED_AT 22
#define AT_RING_MS 46
#define AT_FIRST_TEXT 70

static void assert_same(const struct acg_record *a, const struct acg_record *b)
{
	assert_memory_equal(a->id, b->id, ACG_RECORD_ID_SIZE);
	assert_int_equal(a->started_at, b->started_at);
	assert_int_equal(a->answered, b->answered);
	assert_int_equal(a->answered_at, b->answered_at);
	assert_int_equal(a->ended_at, b->ended_at);
	assert_int_equal(a->ring_ms, b->ring_ms);
	assert_int_equal(a->talk_ms, b->talk_ms);
	assert_int_equal(a->code, b->code);
	assert_int_equal(a->incarnation, b->incarnation);
	assert_int_equal(a->start, b->start);
	assert_int_equal(a->started, b->started);
	assert_int_equal(a->emergency, b->emergency);
	assert_int_equal(a->cancel_crossed, b->cancel_crossed);
	assert_int_equal(a->code_from, b->code_from);
	assert_int_equal(a->end_reason, b->end_reason);
	for(int i = 0; i < ACG_RECORD_TEXTS; i++) {
		assert_int_equal(a->text[i].len, b->text[i].len);
		assert_int_equal(a->text[i].s == NULL, b->text[i].s == NULL);
		if(a->text[i].s)
			assert_memory_equal(a->text[i].s, b->text[i].s, a->text[i].len);
	}
}

static void test_comes_back_as_it_was(void **state)
{
	struct acg_record record = example_record(), back;
	uint8_t bytes[ACG_RECORD_MAX];
	size_t len = acg_record_encode(&record, bytes);

	(void)state;
	assert_true(acg_record_decode(&back, bytes, len));
	assert_same(&record, &back);
}

static void test_what_is_not_known_stays_so(void **state)
{
	struct acg_record record = example_record(), back;
	uint8_t bytes[ACG_RECORD_MAX];

	(void)state;
	record.answered = false;
	record.answered_at = 0;
	record.text[ACG_TEXT_TO_TAG] = (struct acg_text){0};
	record.text[ACG_TEXT_ACCOUNT] = example_text("");
	assert_true(
			acg_record_decode(&back, bytes, acg_record_encode(&record, bytes)));
	assert_same(&record, &back);
}

static void test_a_time_of_an_answer_that_was_none_is_refused(void **state)
{
	struct acg_record record = example_record(), back;
	uint8_t bytes[ACG_RECORD_MAX];
	size_t len = acg_record_encode(&record, bytes);

	(void)state;
	bytes[AT_FLAGS] &= (uint8_t)~4;
	assert_false(acg_record_decode(&back, bytes, len));
}

static void test_longest_record_fits(void **state)
{
	char *huge = test_malloc(100000);
	struct acg_record record = example_record(), back;
	uint8_t bytes[ACG_RECORD_MAX];
	size_t len;

	(void)state;
	memset(huge, 0xff, 100000);
	for(int i = 0; i < ACG_RECORD_TEXTS; i++)
		record.text[i] = (struct acg_text){huge, 100000};
	len = acg_record_encode(&record, bytes);
	assert_in_range(len, 1, ACG_RECORD_MAX);
	assert_true(acg_record_decode(&back, bytes, len));
	assert_int_equal(back.text[ACG_TEXT_CALL_ID].len, 510);
	assert_memory_equal(back.text[ACG_TEXT_CALL_ID].s, "%FF%FF", 6);
	test_free(huge);
}

static void test_longest_json_fits(void **state)
{
	char quotes[512];
	struct acg_record record = example_record(), back;
	uint8_t bytes[ACG_RECORD_MAX];
	char *json = test_malloc(ACG_RECORD_JSON_MAX);

	(void)state;
	memset(quotes, '"', sizeof(quotes));
	for(int i = 0; i < ACG_RECORD_TEXTS; i++)
		record.text[i] = (struct acg_text){quotes, sizeof(quotes)};
	record.ring_ms = INT64_MAX;
	record.talk_ms = INT64_MAX;
	assert_true(
			acg_record_decode(&back, bytes, acg_record_encode(&record, bytes)));
	assert_in_range(acg_record_json(&back, json), 1, ACG_RECORD_JSON_MAX);
	test_free(json);
}

static void test_every_cut_is_refused(void **state)
{
	struct acg_record record = example_record(), back;
	uint8_t bytes[ACG_RECORD_MAX + 1];
	size_t len = acg_record_encode(&record, bytes);

	(void)state;
	for(size_t cut = 0; cut < len; cut++) {
		/* On the heap, so that reading beyond it is noticed. */
		uint8_t *part = malloc(cut ? cut : 1);

		assert_non_null(part);
		memcpy(part, bytes, cut);
		assert_false(acg_record_decode(&back, part, cut));
		free(part);
	}
	bytes[len] = 0;
	assert_false(acg_record_decode(&back, bytes, len + 1));
}

/* The node, of at most 64 bytes, made longer by one. */
static void test_a_text_longer_than_its_column_is_refused(void **state)
{
	struct acg_record record = example_record(), back;
	uint8_t bytes[ACG_RECORD_MAX + 1];
	uint8_t *node = bytes + AT_FIRST_TEXT;
	char name[64];
	size_t len;

	(void)state;
	memset(name, 'n', sizeof(name));
	record.text[ACG_TEXT_NODE] = (struct acg_text){name, sizeof(name)};
	len = acg_record_encode(&record, bytes);
	assert_true(acg_record_decode(&back, bytes, len));
	memmove(node + 3, node + 2, len - AT_FIRST_TEXT - 2);
	node[0]++;
	assert_false(acg_record_decode(&back, bytes, len + 1));
}

static const struct damage {
	const char *name;
	size_t at;
	uint8_t byte;
} damages[] = {
		{"version 0 is refused", AT_VERSION, 0},
		{"version 1 is refused", AT_VERSION, 1},
		{"an unknown end reason is refused", AT_END_REASON, ACG_END_REASONS},
		{"an unknown flag is refused", AT_FLAGS, 0x20 | 4},
		{"an unknown side is refused", AT_SIDE, ACG_SIDES},
		{"a code below 100 is refused", AT_CODE, 99},
		{"a code above 699 is refused", AT_CODE + 1, 3},
		{"a time before 1970 is refused", AT_STARTED_AT + 7, 0x80},
		{"a time after 9999 is refused", AT_STARTED_AT + 7, 0x7f},
		{"a negative duration is refused", AT_RING_MS + 7, 0x80},
		{"a text with a control character is refused", AT_FIRST_TEXT + 2, 7},
		{"a text that is no UTF-8 is refused", AT_FIRST_TEXT + 2, 0xff},
};

static void test_damage(void **state)
{
	const struct damage *damage = *state;
	struct acg_record record = example_record(), back;
	uint8_t bytes[ACG_RECORD_MAX];
	size_t len;

	record.code = 100;
	len = acg_record_encode(&record, bytes);
	assert_true(acg_record_decode(&back, bytes, len));
	bytes[damage->at] = damage->byte;
	assert_false(acg_record_decode(&back, bytes, len));
}

static void assert_json(const struct acg_record *record, const char *expected)
{
	char json[ACG_RECORD_JSON_MAX];
	size_t len = acg_record_json(record, json);

	assert_int_equal(len, strlen(expected));
	assert_memory_equal(json, expected, len);
}

static void test_json_of_an_answered_call(void **state)
{
	struct acg_record record = example_record();

	(void)state;
	assert_json(&record,
			"{\"record_id\":\"cb0a1f20-a618-4f3d-9b21-0afcbdaec76a\","
			"\"started_at\":\"2026-02-28T23:59:59.000001Z\","
			"\"answered_at\":\"2026-03-01T00:00:03.250000Z\","
			"\"ended_at\":\"2026-03-01T00:01:10.000000Z\","
			"\"code\":200,\"ring_ms\":4249,\"talk_ms\":66750,"
			"\"end_reason\":\"bye\",\"code_from\":\"far_end\","
			"\"emergency\":true,\"cancel_crossed\":false,"
			"\"node\":\"node1\",\"correlation\":\"call-7\","
			"\"direction\":\"to_cloud\","
			"\"account\":\"acme\",\"service\":\"zoom\","
			"\"peer\":\"cloud1\",\"peers_tried\":\"cloud2 503, cloud1 200\","
			"\"inbound_tls\":\"TLSv1.3 TLS_AES_256_GCM_SHA384\","
			"\"outbound_tls\":\"TLSv1.2 ECDHE-RSA-AES256-GCM-SHA384\","
			"\"inbound_media\":\"SRTP AES_CM_128_HMAC_SHA1_80\","
			"\"outbound_media\":\"RTP\",\"codec\":\"PCMA\","
			"\"mos\":\"4.31\",\"jitter_ms\":\"2.5\",\"loss_percent\":\"0\","
			"\"packets\":\"3300\",\"call_id\":\"call@host\","
			"\"from_tag\":\"from\",\"to_tag\":\"to\","
			"\"number\":\"+4930123456\",\"caller\":\"alice\","
			"\"callee\":\"+4930123456\",\"reason\":\"OK\","
			"\"inbound_address\":\"192.0.2.1:5061\","
			"\"outbound_address\":\"192.0.2.2:5061\","
			"\"other\":\"+498970000001\",\"number_tag\":null,"
			"\"other_tag\":null,\"call_id_tag\":null,\"sealed\":null}");
}

/* Sealed: bytes of any kind stand for the personal texts. */
static void test_json_of_a_failed_call(void **state)
{
	struct acg_record record = example_record();

	(void)state;
	memset(record.text, 0, sizeof(record.text));
	record.emergency = false;
	record.code_from = ACG_SIDE_UNKNOWN;
	record.sealed = (struct acg_sealed){(const uint8_t *)"\x01\xff", 2};
	record.tag[ACG_TAG_OTHER] =
			(struct acg_sealed){(const uint8_t *)"0123456789abcdef", 16};
	record.answered = false;
	record.code = 487;
	record.end_reason = ACG_END_CANCELLED;
	record.text[ACG_TEXT_PEER] = example_text("say \"no\" \\ leave");
	assert_json(&record,
			"{\"record_id\":\"cb0a1f20-a618-4f3d-9b21-0afcbdaec76a\","
			"\"started_at\":\"2026-02-28T23:59:59.000001Z\","
			"\"answered_at\":null,"
			"\"ended_at\":\"2026-03-01T00:01:10.000000Z\","
			"\"code\":487,\"ring_ms\":4249,\"talk_ms\":66750,"
			"\"end_reason\":\"cancelled\",\"code_from\":null,"
			"\"emergency\":false,\"cancel_crossed\":false,"
			"\"node\":null,\"correlation\":null,\"direction\":null,"
			"\"account\":null,\"service\":null,"
			"\"peer\":\"say \\\"no\\\" \\\\ leave\",\"peers_tried\":null,"
			"\"inbound_tls\":null,\"outbound_tls\":null,"
			"\"inbound_media\":null,\"outbound_media\":null,\"codec\":null,"
			"\"mos\":null,\"jitter_ms\":null,\"loss_percent\":null,"
			"\"packets\":null,\"number_tag\":null,"
			"\"other_tag\":\"\\\\x30313233343536373839616263646566\","
			"\"call_id_tag\":null,\"sealed\":\"\\\\x01ff\"}");
}

static void test_line_for_copy(void **state)
{
	char line[ACG_RECORD_COPY_MAX];
	struct acg_record record = example_record();
	const char *expected =
			"2026-02-28T23:59:59.000001Z\t"
			"cb0a1f20-a618-4f3d-9b21-0afcbdaec76a\t\\N\t"
			"2026-03-01T00:01:10.000000Z\t486\tgateway\tfailed\t4249\t0\tt\tf\t"
			"a\\\\b\t\\N\t\\N\t\\N\t\\N\t\\N\t\\N\t\\N\t\\N\t\\N\t\\N\t\\N\t\\N"
			"\t\\N\t"
			"\\N\t\\N\t\\N\t\\N\t\\N\t\\\\x01ff\n";

	(void)state;
	memset(record.text, 0, sizeof(record.text));
	record.answered = false;
	record.code = 486;
	record.talk_ms = 0;
	record.code_from = ACG_SIDE_GATEWAY;
	record.end_reason = ACG_END_FAILED;
	record.text[ACG_TEXT_NODE] = example_text("a\\b");
	record.sealed = (struct acg_sealed){(const uint8_t *)"\x01\xff", 2};
	assert_int_equal(acg_record_copy(&record, line), strlen(expected));
	assert_memory_equal(line, expected, strlen(expected));
}

/* Of what the routing script sets, only numbers reach a column of numbers. */
static void test_a_number_that_is_none_is_left_out(void **state)
{
	static const char *const none[] = {"", ".", "1.", ".5", "1.2.3", "-1",
			"4,3", "NaN", "123456789", "1.23456"};
	uint8_t bytes[ACG_RECORD_MAX];
	struct acg_record record, back;

	(void)state;
	for(size_t i = 0; i < sizeof(none) / sizeof(none[0]); i++) {
		record = example_record();
		record.text[ACG_TEXT_MOS] = example_text(none[i]);
		assert_true(acg_record_decode(
				&back, bytes, acg_record_encode(&record, bytes)));
		assert_null(back.text[ACG_TEXT_MOS].s);
		assert_non_null(back.text[ACG_TEXT_JITTER].s);
	}
}

#define COUNT (sizeof(damages) / sizeof(damages[0]))
#define OTHERS 11

int main(void)
{
	struct CMUnitTest tests[OTHERS + COUNT] = {
			cmocka_unit_test(test_comes_back_as_it_was),
			cmocka_unit_test(test_what_is_not_known_stays_so),
			cmocka_unit_test(test_a_time_of_an_answer_that_was_none_is_refused),
			cmocka_unit_test(test_longest_record_fits),
			cmocka_unit_test(test_longest_json_fits),
			cmocka_unit_test(test_every_cut_is_refused),
			cmocka_unit_test(test_a_text_longer_than_its_column_is_refused),
			cmocka_unit_test(test_json_of_an_answered_call),
			cmocka_unit_test(test_json_of_a_failed_call),
			cmocka_unit_test(test_line_for_copy),
			cmocka_unit_test(test_a_number_that_is_none_is_left_out),
	};

	for(size_t i = 0; i < COUNT; i++)
		tests[OTHERS + i] = (struct CMUnitTest){.name = damages[i].name,
				.test_func = test_damage,
				.initial_state = (void *)&damages[i]};
	return cmocka_run_group_tests_name("record", tests, NULL, NULL);
}
