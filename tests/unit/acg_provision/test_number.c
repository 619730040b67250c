/* sources: numbers/number.c */
/*
 * The user part of a SIP or tel URI as an E.164 number: which are numbers, which
 * are not and why, and that a number is written as it was read.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "numbers/number.h"
#include "test_name.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

struct row {
	const char *user;
	size_t len;
	enum acg_number_error error;
	acg_number_key_t key; /* where error is ACG_NUMBER_OK */
};

#define NUMBER(user, key)                          \
	{                                              \
		user, sizeof(user) - 1, ACG_NUMBER_OK, key \
	}
#define NO_NUMBER(user, error)                        \
	{                                                 \
		user, sizeof(user) - 1, ACG_NUMBER_##error, 0 \
	}

/* clang-format off */
static const struct row rows[] = {
	/* a global number, at its shortest and longest */
	NUMBER("+4930231250", 4930231250),
	NUMBER("+12", 12),
	NUMBER("+999999999999999", 999999999999999),

	/* RFC 3966: visual separators anywhere, also next to each other */
	NUMBER("+49-30-23125-0", 4930231250),
	NUMBER("+49.30.231250", 4930231250),
	NUMBER("+(49)(30)231250", 4930231250),
	NUMBER("+-49--30231250-", 4930231250),

	/* parameters are not part of the number, with or without user=phone */
	NUMBER("+4930231250;ext=77", 4930231250),
	NUMBER("+4930231250;npdi;rn=+4915200001", 4930231250),
	NUMBER("+4930231250;cic=0001", 4930231250),
	NUMBER("+4930231250;tgrp=t1;trunk-context=example.net", 4930231250),
	NUMBER("+4930231250;", 4930231250),

	/* nobody */
	NO_NUMBER("", EMPTY),
	NO_NUMBER(";phone-context=+49", EMPTY),
	NO_NUMBER("anonymous", EMPTY),
	NO_NUMBER("Anonymous", EMPTY),
	NO_NUMBER("ANONYMOUS;ext=1", EMPTY),

	/* local forms are never completed by guessing a country */
	NO_NUMBER("4930231250", NOT_GLOBAL),
	NO_NUMBER("004930231250", NOT_GLOBAL),
	NO_NUMBER("030231250", NOT_GLOBAL),
	NO_NUMBER("112", NOT_GLOBAL),
	NO_NUMBER("*21*+4930231250#", NOT_GLOBAL),
	NO_NUMBER("#123", NOT_GLOBAL),
	NO_NUMBER("alice", NOT_GLOBAL),
	NO_NUMBER("Restricted", NOT_GLOBAL),
	NO_NUMBER("anonymous1", NOT_GLOBAL),
	NO_NUMBER("anonymou", NOT_GLOBAL),
	NO_NUMBER(" +4930231250", NOT_GLOBAL),
	NO_NUMBER("%2B4930231250", NOT_GLOBAL),
	NO_NUMBER("\0+4930231250", NOT_GLOBAL),

	/* nothing but digits and separators after the plus */
	NO_NUMBER("++4930231250", BAD_DIGIT),
	NO_NUMBER("+49 30 231250", BAD_DIGIT),
	NO_NUMBER("+4930231250 ", BAD_DIGIT),
	NO_NUMBER("+4930231250#", BAD_DIGIT),
	NO_NUMBER("+4930231250*", BAD_DIGIT),
	NO_NUMBER("+49302312a0", BAD_DIGIT),
	NO_NUMBER("+49/30231250", BAD_DIGIT),
	NO_NUMBER("+49,30231250", BAD_DIGIT),
	NO_NUMBER("+49:30231250", BAD_DIGIT),
	NO_NUMBER("+4930%32", BAD_DIGIT),
	NO_NUMBER("+4930231250\r\nX-Evil: 1", BAD_DIGIT),
	NO_NUMBER("+49\0" "30231250", BAD_DIGIT),
	NO_NUMBER("+49\xd9\xa3\xd9\xa0", BAD_DIGIT), /* Arabic-Indic digits */

	/* E.164: 15 digits; one digit is a country code, not a number */
	NO_NUMBER("+", BAD_LENGTH),
	NO_NUMBER("+-.()", BAD_LENGTH),
	NO_NUMBER("+;ext=1", BAD_LENGTH),
	NO_NUMBER("+4", BAD_LENGTH),
	NO_NUMBER("+4930231250123456", BAD_LENGTH),
	NO_NUMBER("+18446744073709551617", BAD_LENGTH), /* 2^64 + 1 */

	/* no country code begins with 0 */
	NO_NUMBER("+0", BAD_START),
	NO_NUMBER("+04930231250", BAD_START),
	NO_NUMBER("+(0)4930231250", BAD_START),
};
/* clang-format on */

/* Each row from memory of exactly its length: reading on is an ASan error. */
static void test_row(void **state)
{
	const struct row *row = *state;
	char *user = malloc(row->len ? row->len : 1);
	acg_number_key_t key = 4711;

	assert_non_null(user);
	memcpy(user, row->user, row->len);
	assert_int_equal(acg_number_parse(user, row->len, &key), row->error);
	assert_int_equal(key, row->error ? 4711 : row->key);
	free(user);
}

static void test_null_of_length_0_is_empty(void **state)
{
	acg_number_key_t key;

	(void)state;
	assert_int_equal(acg_number_parse(NULL, 0, &key), ACG_NUMBER_EMPTY);
}

static void test_is_written_as_read(void **state)
{
	static const char *const canonical[] = {
			"+12", "+4930231250", "+100000000000000", "+999999999999999"};
	char text[ACG_NUMBER_SIZE];
	acg_number_key_t key;

	(void)state;
	for(size_t i = 0; i < sizeof(canonical) / sizeof(canonical[0]); i++) {
		assert_int_equal(
				acg_number_parse(canonical[i], strlen(canonical[i]), &key),
				ACG_NUMBER_OK);
		assert_int_equal(acg_number_format(key, text), strlen(canonical[i]));
		assert_string_equal(text, canonical[i]);
	}
}

static void test_fits_the_bits_of_a_key(void **state)
{
	acg_number_key_t key;

	(void)state;
	assert_int_equal(acg_number_parse("+999999999999999", 16, &key), 0);
	assert_int_equal(key >> ACG_NUMBER_KEY_BITS, 0);
}

/* An administrator must be able to tell the reasons apart. */
static void test_each_reason_has_words_of_its_own(void **state)
{
	(void)state;
	for(int a = ACG_NUMBER_OK; a <= ACG_NUMBER_BAD_START; a++) {
		assert_string_not_equal(acg_number_strerror(a), "unknown");
		for(int b = ACG_NUMBER_OK; b < a; b++)
			assert_string_not_equal(
					acg_number_strerror(a), acg_number_strerror(b));
	}
}

#define ROWS (sizeof(rows) / sizeof(rows[0]))

int main(void)
{
	static char names[ROWS][TEST_NAME_SIZE];
	struct CMUnitTest tests[ROWS + 4] = {
			cmocka_unit_test(test_null_of_length_0_is_empty),
			cmocka_unit_test(test_is_written_as_read),
			cmocka_unit_test(test_fits_the_bits_of_a_key),
			cmocka_unit_test(test_each_reason_has_words_of_its_own)};

	for(size_t i = 0; i < ROWS; i++)
		tests[4 + i] = (struct CMUnitTest){
				.name = test_name(names[i], acg_number_strerror(rows[i].error),
						rows[i].user, rows[i].len),
				.test_func = test_row,
				.initial_state = (void *)&rows[i]};
	return cmocka_run_group_tests_name("number", tests, NULL, NULL);
}
