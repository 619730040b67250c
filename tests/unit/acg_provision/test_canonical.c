/* sources: sip/canonical.c numbers/number.c */
/*
 * User parts of SIP and tel URIs as canonical numbers: RFC 3966, 4694, 4904, and
 * what field reports have seen; that a canonical number is its own canonical
 * number; and how numbers are written to a peer.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "sip/canonical.h"
#include "test_name.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

/* Nothing but +E.164 and emergency codes; Germany; North America, whose numbers
 * come without any prefix; a peer that leaves the '+' away. */
enum plan { NONE, DE, US, BARE, PLANS };

#define EMERGENCY               \
	{                           \
		3,                      \
		{                       \
			"112", "911", "999" \
		}                       \
	}

static const struct acg_number_plan plans[PLANS] = {
		[NONE] = {.emergency = EMERGENCY},
		[DE] = {.country = "49",
				.national_prefix = "0",
				.international_prefix = "00",
				.output = ACG_FORM_NATIONAL,
				.left_alone = {2, {"115", "118"}},
				.emergency = {3, {"112", "110", "911"}},
				.contexts = 2,
				.context = {"example.net", "b.example"}},
		[US] = {.country = "1",
				.national_prefix = "1",
				.international_prefix = "011",
				.bare = ACG_BARE_NATIONAL,
				.emergency = {2, {"911", "933"}}},
		[BARE] = {.bare = ACG_BARE_INTERNATIONAL,
				.output = ACG_FORM_BARE,
				.emergency = EMERGENCY},
};

enum uri { SIP, PHONE, TEL }; /* sip:, sip: with user=phone, tel: */

struct row {
	enum plan plan;
	enum uri uri;
	const char *user;
	size_t len;
	enum acg_number_error error;
	enum acg_number_kind kind;
	const char *text;
};

#define ROW(plan, uri, user, error, kind, text)                           \
	{                                                                     \
		plan, uri, user, sizeof(user) - 1, ACG_NUMBER_##error, kind, text \
	}
#define E164(plan, uri, user, text) \
	ROW(plan, uri, user, OK, ACG_KIND_E164, text)
#define CODE(plan, uri, user, text) \
	ROW(plan, uri, user, OK, ACG_KIND_CODE, text)
#define SOS(plan, uri, user, text) \
	ROW(plan, uri, user, OK, ACG_KIND_EMERGENCY, text)
#define NO(plan, uri, user, error) ROW(plan, uri, user, error, 0, "")

#define B "+4930231250"

/* clang-format off */
static const struct row rows[] = {
	/* RFC 3966 sections 3 to 6: global numbers */
	E164(NONE, TEL, "+1-201-555-0123", "+12015550123"),
	E164(NONE, TEL, "+1(201)555-0123", "+12015550123"),
	E164(NONE, TEL, "+1.201.555.0123", "+12015550123"),
	E164(NONE, TEL, "+12015550123", "+12015550123"),
	E164(NONE, TEL, "+358-555-1234567", "+3585551234567"),
	E164(NONE, TEL, "+358-555-1234567;postd=pp22", "+3585551234567"),
	E164(NONE, TEL, "+1-800-555-0123;ext=77", "+18005550123"),
	E164(NONE, TEL, "+44-20-7946-0148;isub=1411", "+442079460148"),
	E164(NONE, TEL, "+49-30-23125-0", B),
	E164(NONE, TEL, "+49-30-23125-0;phone-context=+1", B),
	/* RFC 3966: local numbers and their context */
	E164(NONE, TEL, "863-1234;phone-context=+1-914-555", "+19145558631234"),
	E164(NONE, TEL, "12345;phone-context=+49", "+4912345"),
	E164(NONE, TEL, "231250;phone-context=+49-30", B),
	E164(NONE, TEL, "231250;PHONE-CONTEXT=+4930", B),
	E164(NONE, TEL, "231250;ext=1;phone-context=+4930", B),
	E164(NONE, TEL, "231250;phone-context=+4930;ext=1", B),
	E164(NONE, SIP, "231250;phone-context=+4930", B),
	E164(NONE, PHONE, "23-12-50;phone-context=+4930", B),
	NO(NONE, TEL, "7042;phone-context=example.com", UNKNOWN_CONTEXT),
	NO(NONE, TEL, "12345;phone-context=example.net", UNKNOWN_CONTEXT),
	NO(DE, TEL, "12345;phone-context=example.net", NOT_GLOBAL),
	E164(DE, TEL, "030231250;phone-context=example.net", B),
	E164(DE, TEL, "030-231250;phone-context=EXAMPLE.NET", B),
	E164(DE, TEL, "030231250;phone-context=b.example", B),
	NO(DE, TEL, "030231250;phone-context=c.example", UNKNOWN_CONTEXT),
	NO(DE, TEL, "030231250;phone-context=example.net.evil", UNKNOWN_CONTEXT),
	NO(DE, TEL, "030231250;phone-context=", UNKNOWN_CONTEXT),
	NO(DE, TEL, "030231250;phone-context", UNKNOWN_CONTEXT),
	NO(NONE, TEL, "12345", NO_CONTEXT),
	NO(DE, TEL, "030231250", NO_CONTEXT),
	NO(NONE, TEL, "12345;ext=77", NO_CONTEXT),
	NO(NONE, TEL, "12345;xphone-context=+49", NO_CONTEXT),
	NO(NONE, SIP, "12345;phone-context=+0", BAD_START),
	NO(NONE, SIP, "1;phone-context=+", UNKNOWN_CONTEXT),
	NO(NONE, SIP, "12345;phone-context=+49a", BAD_DIGIT),
	NO(NONE, SIP, "12345;phone-context=+4912345678901", BAD_LENGTH),

	/* SIP user parts: the same number with and without user=phone */
	E164(NONE, SIP, B, B),
	E164(NONE, PHONE, B, B),
	E164(NONE, SIP, "+12", "+12"),
	E164(NONE, SIP, "+999999999999999", "+999999999999999"),
	E164(NONE, SIP, "+49-30-231250", B),
	E164(NONE, PHONE, "+49-30-231250", B),
	E164(NONE, SIP, "+(49)(30)231250", B),
	E164(NONE, SIP, "+49.30.231.250", B),
	E164(NONE, SIP, "+-49--30231250-", B),
	E164(NONE, SIP, B ";cic=0001", B),
	E164(NONE, PHONE, B ";cic=0001", B),
	E164(NONE, SIP, B ";cic=+1-0001;npdi", B),
	E164(NONE, SIP, B ";ext=77", B),
	E164(NONE, PHONE, B ";ext=77", B),
	E164(NONE, SIP, B ";isub=1411", B),
	E164(NONE, SIP, B ";", B),
	E164(NONE, SIP, B ";;;", B),
	E164(NONE, SIP, B ";=", B),
	/* RFC 4694: npdi and rn are not part of the number */
	E164(NONE, SIP, B ";npdi", B),
	E164(NONE, SIP, B ";npdi;rn=+4915200001", B),
	E164(NONE, PHONE, B ";npdi;rn=+4915200001", B),
	E164(NONE, SIP, B ";rn=+4915200001;npdi", B),
	E164(NONE, SIP, B ";rn=+1-202-544-1000", B),
	E164(NONE, TEL, "+1-202-533-1234;npdi;rn=+1-202-544-0000", "+12025331234"),
	E164(NONE, TEL, "+1-202-533-1234;rn=544-0000;rn-context=+1-202", "+12025331234"),
	/* RFC 4904: trunk groups */
	E164(NONE, SIP, B ";tgrp=t1;trunk-context=example.net", B),
	E164(NONE, PHONE, B ";tgrp=t1;trunk-context=example.net", B),
	E164(NONE, SIP, "+16305550100;tgrp=TG-1;trunk-context=+1-630", "+16305550100"),
	E164(NONE, TEL, "+16305550100;trunk-context=isp.example.net;tgrp=local", "+16305550100"),
	E164(DE, TEL, "030231250;phone-context=example.net;tgrp=a;trunk-context=example.net", B),

	/* escapes, once */
	E164(NONE, SIP, "%2B4930231250", B),
	E164(NONE, SIP, "%2b4930231250", B),
	E164(NONE, SIP, "+4930%32312%350", B),
	E164(NONE, SIP, "%2B49%2D30%2D231250", B),
	NO(NONE, SIP, "%252B4930231250", BAD_DIGIT),
	NO(NONE, SIP, B "%3Bext=77", BAD_DIGIT),
	NO(NONE, SIP, B "%3B77", BAD_DIGIT),
	NO(NONE, SIP, B "%", BAD_ESCAPE),
	NO(NONE, SIP, B "%3", BAD_ESCAPE),
	NO(NONE, SIP, B "%3x", BAD_ESCAPE),
	NO(NONE, SIP, "%zz4930", BAD_ESCAPE),
	NO(NONE, SIP, "%", BAD_ESCAPE),
	NO(NONE, SIP, B "%00", BAD_DIGIT),
	NO(NONE, SIP, B "%0d%0aX-Evil:1", BAD_DIGIT),
	NO(NONE, SIP, B "%20", BAD_DIGIT),
	NO(NONE, SIP, B "%ff", BAD_DIGIT),

	/* service codes; Teams sends '#' as it is */
	CODE(NONE, SIP, "#123", "#123"),
	CODE(NONE, PHONE, "#123", "#123"),
	CODE(NONE, SIP, "%23123", "#123"),
	CODE(NONE, SIP, "%2A99", "*99"),
	CODE(NONE, SIP, "*99", "*99"),
	CODE(NONE, SIP, "*21*+4930231250#", "*21*+4930231250#"),
	CODE(NONE, SIP, "*21*%2B4930231250%23", "*21*+4930231250#"),
	CODE(NONE, SIP, "*#06#", "*#06#"),
	CODE(NONE, SIP, "**04*1234*1234#", "**04*1234*1234#"),
	CODE(NONE, SIP, "##002#", "##002#"),
	CODE(NONE, SIP, "112#", "112#"),
	CODE(DE, SIP, "0*1", "0*1"),
	CODE(NONE, TEL, "*99;phone-context=example.net", "*99"),
	CODE(NONE, TEL, "#123", "#123"),
	CODE(NONE, PHONE, "*2-1", "*21"),
	CODE(NONE, SIP, "*1234567890123456789012345678901", "*1234567890123456789012345678901"),
	NO(NONE, SIP, "*12345678901234567890123456789012", BAD_LENGTH),
	NO(NONE, SIP, "*2-1", BAD_DIGIT),
	NO(NONE, SIP, "+49#", BAD_DIGIT),
	NO(NONE, SIP, "+49*30", BAD_DIGIT),
	NO(NONE, SIP, "12+*3", BAD_DIGIT),
	/* codes the plan leaves alone */
	CODE(DE, SIP, "115", "115"),
	CODE(DE, PHONE, "1-1-5", "115"),
	CODE(DE, SIP, "118", "118"),
	CODE(DE, TEL, "115;phone-context=+49", "115"),
	NO(DE, SIP, "116", NOT_GLOBAL),
	NO(NONE, SIP, "115", NOT_GLOBAL),

	/* emergency codes before everything else */
	SOS(NONE, SIP, "112", "112"),
	SOS(NONE, SIP, "911", "911"),
	SOS(NONE, PHONE, "9-1-1", "911"),
	SOS(NONE, SIP, "%31%31%32", "112"),
	SOS(NONE, SIP, "112;phone-context=+49", "112"),
	SOS(NONE, TEL, "112", "112"),
	SOS(NONE, TEL, "911;phone-context=+1", "911"),
	SOS(NONE, TEL, "112;phone-context=example.net", "112"),
	SOS(DE, SIP, "110", "110"),
	SOS(DE, SIP, "112", "112"),
	SOS(DE, SIP, "+49112", "112"),
	SOS(DE, SIP, "+49-110", "110"),
	SOS(DE, SIP, "0049112", "112"),
	SOS(DE, SIP, "0112", "112"),
	SOS(US, SIP, "911", "911"),
	SOS(US, SIP, "933", "933"),
	SOS(US, SIP, "+1911", "911"),
	SOS(US, SIP, "1911", "911"),
	SOS(BARE, SIP, "112", "112"),
	E164(NONE, SIP, "+49112", "+49112"),
	E164(DE, SIP, "+44112", "+44112"),
	E164(DE, SIP, "+491120", "+491120"),
	NO(NONE, SIP, "1120", NOT_GLOBAL),
	NO(NONE, SIP, "110", NOT_GLOBAL),

	/* number plans: Germany */
	E164(DE, SIP, B, B),
	E164(DE, SIP, "030231250", B),
	E164(DE, SIP, "004930231250", B),
	E164(DE, SIP, "00442079460148", "+442079460148"),
	E164(DE, PHONE, "(030)231250", B),
	NO(DE, SIP, "(030)231250", BAD_DIGIT),
	NO(DE, SIP, "030-231250", BAD_DIGIT),
	NO(DE, SIP, "4930231250", NOT_GLOBAL),
	NO(DE, SIP, "30231250", NOT_GLOBAL),
	NO(DE, SIP, "231250", NOT_GLOBAL),
	NO(DE, SIP, "0", BAD_LENGTH),
	E164(DE, SIP, "01", "+491"),
	NO(DE, SIP, "000", BAD_START),
	NO(DE, SIP, "00", BAD_LENGTH),
	NO(DE, SIP, "001", BAD_LENGTH),
	NO(DE, SIP, "0012345678901234567", BAD_LENGTH),
	/* North America */
	E164(US, SIP, "2015550123", "+12015550123"),
	E164(US, SIP, "12015550123", "+12015550123"),
	E164(US, SIP, "+12015550123", "+12015550123"),
	E164(US, SIP, "0114930231250", B),
	E164(US, PHONE, "(201)555-0123", "+12015550123"),
	/* the '+' left away */
	E164(BARE, SIP, "4930231250", B),
	E164(BARE, SIP, B, B),
	NO(BARE, SIP, "030231250", BAD_START),
	NO(BARE, SIP, "4", BAD_LENGTH),
	NO(BARE, SIP, "1234567890123456", BAD_LENGTH),
	/* none: nothing is guessed */
	NO(NONE, SIP, "4930231250", NOT_GLOBAL),
	NO(NONE, SIP, "004930231250", NOT_GLOBAL),
	NO(NONE, SIP, "030231250", NOT_GLOBAL),
	NO(NONE, SIP, "0114930231250", NOT_GLOBAL),
	NO(NONE, SIP, "3391234567", NOT_GLOBAL),

	/* nobody, and names */
	NO(NONE, SIP, "", EMPTY),
	NO(NONE, TEL, "", EMPTY),
	NO(NONE, SIP, ";phone-context=+49", EMPTY),
	NO(NONE, SIP, "anonymous", ANONYMOUS),
	NO(NONE, SIP, "Anonymous", ANONYMOUS),
	NO(NONE, SIP, "ANONYMOUS;ext=1", ANONYMOUS),
	NO(NONE, SIP, "anonymou%73", ANONYMOUS),
	NO(NONE, SIP, "Restricted", ANONYMOUS),
	NO(NONE, SIP, "unavailable", ANONYMOUS),
	NO(NONE, SIP, "private", ANONYMOUS),
	NO(NONE, SIP, "anonymous1", NAME),
	NO(NONE, SIP, "alice", NAME),
	NO(NONE, SIP, "alice.smith", NAME),
	NO(NONE, PHONE, "alice", NAME),
	NO(NONE, SIP, "1-800-FLOWERS", BAD_DIGIT),
	NO(NONE, PHONE, "1-800-FLOWERS", NAME),
	NO(NONE, SIP, "+49302312a0", NAME),
	NO(NONE, SIP, "0x49", NAME),
	NO(DE, SIP, "030a", NAME),

	/* nothing but digits and separators */
	NO(NONE, SIP, "++4930231250", BAD_DIGIT),
	NO(NONE, SIP, "+49+30231250", BAD_DIGIT),
	NO(NONE, SIP, "4930231250+", BAD_DIGIT),
	NO(NONE, SIP, "+49 30 231250", BAD_DIGIT),
	NO(NONE, SIP, " " B, BAD_DIGIT),
	NO(NONE, SIP, B " ", BAD_DIGIT),
	NO(NONE, SIP, "+49/30231250", BAD_DIGIT),
	NO(NONE, SIP, "+49,30231250", BAD_DIGIT),
	NO(NONE, SIP, "+49:30231250", BAD_DIGIT),
	NO(NONE, SIP, "+49&30231250", BAD_DIGIT),
	NO(NONE, SIP, "+49=30231250", BAD_DIGIT),
	NO(NONE, SIP, "+49$30231250", BAD_DIGIT),
	NO(NONE, SIP, B "\r\nX-Evil: 1", BAD_DIGIT),
	NO(NONE, SIP, "\0" B, BAD_DIGIT),
	NO(NONE, SIP, "+49\xd9\xa3\xd9\xa0", BAD_DIGIT), /* Arabic-Indic digits */
	NO(NONE, SIP, "\xef\xbc\x8b" "4930231250", BAD_DIGIT), /* fullwidth plus */

	/* ITU-T E.164 */
	NO(NONE, SIP, "+", BAD_LENGTH),
	NO(NONE, SIP, "+-.()", BAD_LENGTH),
	NO(NONE, SIP, "+;ext=1", BAD_LENGTH),
	NO(NONE, SIP, "+4", BAD_LENGTH),
	NO(NONE, SIP, "+4930231250123456", BAD_LENGTH),
	NO(NONE, SIP, "+18446744073709551617", BAD_LENGTH), /* 2^64 + 1 */
	NO(NONE, SIP, "+0", BAD_START),
	NO(NONE, SIP, "+04930231250", BAD_START),
	NO(NONE, SIP, "+(0)4930231250", BAD_START),
	NO(NONE, SIP, "+049", BAD_START),
};
/* clang-format on */
#define ROWS (sizeof(rows) / sizeof(rows[0]))

static enum acg_number_error canonical_of(
		const struct row *row, const char *user, struct acg_canonical *out)
{
	struct acg_number_source source = {.user = user,
			.len = row->len,
			.tel = row->uri == TEL,
			.phone = row->uri == PHONE};

	return acg_canonical(&source, &plans[row->plan], out);
}

/* Each row from memory of exactly its length: reading on is an ASan error. */
static void test_row(void **state)
{
	const struct row *row = *state;
	char *user = malloc(row->len ? row->len : 1);
	struct acg_canonical out = {.text = "untouched"};

	assert_non_null(user);
	memcpy(user, row->user, row->len);
	assert_int_equal(canonical_of(row, user, &out), row->error);
	free(user);
	if(row->error) {
		assert_string_equal(out.text, "untouched");
		return;
	}
	assert_string_equal(out.text, row->text);
	assert_int_equal(out.kind, row->kind);
	if(row->kind == ACG_KIND_E164) {
		char text[ACG_NUMBER_SIZE];
		acg_number_format(out.key, text);
		assert_string_equal(text, row->text);
	}
}

static void assert_own_canonical(
		const struct acg_number_plan *plan, const struct acg_canonical *once)
{
	struct acg_number_source again = {
			.user = once->text, .len = strlen(once->text)};
	struct acg_canonical twice;

	assert_int_equal(acg_canonical(&again, plan, &twice), ACG_NUMBER_OK);
	assert_string_equal(twice.text, once->text);
	assert_int_equal(twice.kind, once->kind);
	assert_int_equal(twice.key, once->key);
}

/* canonical(canonical(x)) = canonical(x), for every row under every plan, and for
 * random strings of the characters that matter. */
static void test_canonical_of_canonical_is_itself(void **state)
{
	static const char alphabet[] = "+0001111223344567899999*#-.(;";
	struct acg_canonical once;
	uint64_t random = 42;
	int numbers = 0;

	(void)state;
	for(size_t i = 0; i < ROWS; i++) {
		for(int p = 0; p < PLANS; p++) {
			struct row row = rows[i];
			row.plan = p;
			if(canonical_of(&row, row.user, &once) == ACG_NUMBER_OK)
				assert_own_canonical(&plans[p], &once);
		}
	}
	for(int i = 0; i < 200000; i++) {
		char user[24];
		struct row row = {.user = user};

		for(row.len = 0; row.len < sizeof(user); row.len++) {
			random = random * 6364136223846793005u + 1442695040888963407u;
			if(row.len > 1 && (random >> 33) % 8 == 0)
				break;
			user[row.len] = alphabet[(random >> 40) % (sizeof(alphabet) - 1)];
		}
		row.plan = (enum plan)(i % PLANS);
		row.uri = (enum uri)(i / PLANS % 3);
		if(canonical_of(&row, user, &once) != ACG_NUMBER_OK)
			continue;
		numbers++;
		assert_own_canonical(&plans[row.plan], &once);
	}
	assert_true(numbers > 20000); /* else it proves little */
}

static void assert_written(enum plan plan, const char *user, const char *wire)
{
	struct row row = {.plan = NONE, .user = user, .len = strlen(user)};
	struct acg_canonical number;
	char out[ACG_NUMBER_WIRE_SIZE];

	assert_int_equal(canonical_of(&row, user, &number), ACG_NUMBER_OK);
	assert_int_equal(
			acg_number_write(&number, &plans[plan], out), strlen(wire));
	assert_string_equal(out, wire);
}

static void test_is_written_as_the_peer_wants_it(void **state)
{
	(void)state;
	assert_written(NONE, B, B);
	assert_written(US, B, B);
	assert_written(BARE, B, "4930231250");
	assert_written(DE, B, "030231250");
	assert_written(DE, "+442079460148", "00442079460148");
	assert_written(NONE, "112", "112");
	assert_written(DE, "112", "112");
	/* RFC 3261 section 25.1: '#' is not allowed in a user part */
	assert_written(NONE, "*21*+4930231250#", "*21*+4930231250%23");
	assert_written(NONE, "#123", "%23123");
}

static void assert_param(const char *user, const char *name, const char *value)
{
	struct acg_number_source source = {.user = user, .len = strlen(user)};
	const char *found;
	size_t len;

	if(!value) {
		assert_false(acg_number_param(&source, name, &found, &len));
		return;
	}
	assert_true(acg_number_param(&source, name, &found, &len));
	assert_int_equal(len, strlen(value));
	assert_memory_equal(found, value, len);
}

static void test_parameters_are_kept_apart(void **state)
{
	(void)state;
	assert_param(B ";npdi;rn=+4915200001", "rn", "+4915200001");
	assert_param(B ";npdi;rn=+4915200001", "npdi", "");
	assert_param(B ";npdi;rn=+4915200001", "np", NULL);
	assert_param(B ";tgrp=t1;trunk-context=a.example", "tgrp", "t1");
	assert_param(
			B ";tgrp=t1;trunk-context=a.example", "trunk-context", "a.example");
	assert_param(B ";TGRP=t1", "tgrp", "t1");
	assert_param(B ";a=b=c", "a", "b=c");
	assert_param(B, "rn", NULL);
	assert_param(B ";", "rn", NULL);
	assert_param("rn=1", "rn", NULL);
}

int main(void)
{
	static char names[ROWS][TEST_NAME_SIZE];
	struct CMUnitTest tests[ROWS + 3] = {
			cmocka_unit_test(test_canonical_of_canonical_is_itself),
			cmocka_unit_test(test_is_written_as_the_peer_wants_it),
			cmocka_unit_test(test_parameters_are_kept_apart)};

	for(size_t i = 0; i < ROWS; i++)
		tests[3 + i] = (struct CMUnitTest){
				.name = test_name(names[i], acg_number_strerror(rows[i].error),
						rows[i].user, rows[i].len),
				.test_func = test_row,
				.initial_state = (void *)&rows[i]};
	return cmocka_run_group_tests_name("canonical", tests, NULL, NULL);
}
