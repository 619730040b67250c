/* sources: shipping/batch.c record/tally.c record/record.c record/copy.c record/json.c base/text.c base/clock.c */
/*
 * Records are counted into groups without anything personal; a call that is answered
 * and ends within a batch is its end alone.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "shipping/batch.h"
#include "example_record.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <cmocka.h>

static struct acg_batch batch;

static const struct acg_tally_group *only_group(void)
{
	const struct acg_tally_group *found = NULL;

	assert_int_equal(batch.tally.count, 1);
	for(size_t i = 0; i < ACG_TALLY_GROUPS; i++)
		if(batch.tally.groups[i].calls > 0)
			found = batch.tally.groups + i;
	assert_non_null(found);
	return found;
}

static void add(const struct acg_record *record)
{
	uint8_t bytes[ACG_RECORD_MAX];
	size_t len = acg_record_encode(record, bytes);
	struct acg_record back;

	assert_true(acg_record_decode(&back, bytes, len));
	acg_batch_add(&batch, &back, bytes, len);
}

static void test_calls_are_summed_and_put_into_bins(void **state)
{
	struct acg_record record = example_record();
	const struct acg_tally_group *group;

	(void)state;
	acg_batch_clear(&batch);
	add(&record);
	record.ring_ms = 99;
	record.talk_ms = 4000000;
	record.text[ACG_TEXT_MOS] = example_text("1.9");
	add(&record);
	group = only_group();
	assert_int_equal(group->hour, 492311); /* 2026-02-28 23:00 UTC */
	assert_string_equal(group->result, "answered");
	assert_string_equal(group->account, "acme");
	assert_int_equal(group->calls, 2);
	assert_int_equal(group->setup_ms, 4249 + 99);
	assert_int_equal(group->setup_bins[0], 1);
	assert_int_equal(group->setup_bins[5], 1); /* 2 to 5 seconds */
	assert_int_equal(group->talk_bins[4], 1);  /* 1 to 3 minutes */
	assert_int_equal(group->talk_bins[8], 1);
	assert_int_equal(group->mos_hundredths, 431 + 190);
	assert_int_equal(group->mos_bins[0], 1);
	assert_int_equal(group->mos_bins[5], 1);
}

static void test_a_group_as_json(void **state)
{
	static const char expected[] =
			"{\"hour\":492311,\"calls\":1,\"setup_ms\":0,\"talk_ms\":0,"
			"\"mos_calls\":0,\"mos_hundredths\":0,\"service\":\"zoom\","
			"\"account\":\"a\\\"b\",\"direction\":\"to_cloud\",\"peer\":\"\","
			"\"result\":\"4xx\",\"setup_bins\":[0,0,0,0,0,0,0,0,0,0],"
			"\"talk_bins\":[0,0,0,0,0,0,0,0,0],\"mos_bins\":[0,0,0,0,0,0]}";
	char json[ACG_TALLY_JSON_MAX];
	struct acg_record record = example_record();

	(void)state;
	acg_batch_clear(&batch);
	record.answered = false;
	record.code = 486;
	record.end_reason = ACG_END_FAILED;
	record.text[ACG_TEXT_ACCOUNT] = example_text("a\"b");
	record.text[ACG_TEXT_PEER] = (struct acg_text){0};
	record.text[ACG_TEXT_MOS] = (struct acg_text){0};
	add(&record);
	assert_int_equal(acg_tally_json(only_group(), json), strlen(expected));
	assert_string_equal(json, expected);
}

static void test_every_result_has_its_word(void **state)
{
	struct acg_record record = example_record();

	(void)state;
	assert_string_equal(acg_tally_result(&record), "answered");
	record.end_reason = ACG_END_LOST;
	assert_string_equal(acg_tally_result(&record), "lost");
	record.answered = false;
	record.end_reason = ACG_END_CANCELLED;
	assert_string_equal(acg_tally_result(&record), "cancelled");
	record.end_reason = ACG_END_FAILED;
	record.code = 603;
	assert_string_equal(acg_tally_result(&record), "6xx");
}

static void test_groups_that_differ_are_counted_apart(void **state)
{
	char name[16];
	struct acg_record record = example_record();

	(void)state;
	acg_batch_clear(&batch);
	for(int i = 0; i < 700; i++) {
		snprintf(name, sizeof(name), "a%d", i);
		record.text[ACG_TEXT_ACCOUNT] = example_text(name);
		record.id[0] = (uint8_t)i;
		add(&record);
		add(&record);
	}
	assert_int_equal(batch.tally.count, 700);
	acg_batch_clear(&batch);
	assert_int_equal(batch.tally.count, 0);
}

static void test_a_start_goes_when_its_end_is_there(void **state)
{
	struct acg_record start = example_record(), end = start, other = start;

	(void)state;
	acg_batch_clear(&batch);
	start.start = true;
	start.started = false;
	other.start = true;
	other.id[0] ^= 1;
	add(&other);
	add(&start);
	assert_int_equal(batch.starts, 2);
	assert_int_equal(batch.lines_len, 0);
	assert_int_equal(batch.tally.count, 0);
	add(&end);
	assert_int_equal(batch.starts, 1);
	assert_false(batch.rows[0].dropped);
	assert_true(batch.rows[1].dropped);
	assert_true(batch.rows[2].met);
	assert_int_equal(only_group()->calls, 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
			cmocka_unit_test(test_calls_are_summed_and_put_into_bins),
			cmocka_unit_test(test_a_group_as_json),
			cmocka_unit_test(test_every_result_has_its_word),
			cmocka_unit_test(test_groups_that_differ_are_counted_apart),
			cmocka_unit_test(test_a_start_goes_when_its_end_is_there),
	};

	return cmocka_run_group_tests_name("tally", tests, NULL, NULL);
}
