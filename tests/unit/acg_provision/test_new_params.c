/* sources: sip/new_params.c */
/*
 * Parameters of an address that were not there before.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "sip/new_params.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

/* What is left of `params` without the new ones, both without NULs behind them. */
static void assert_left(
		const char *params, const char *known, const char *wanted)
{
	size_t len = strlen(params), known_len = strlen(known), left = 0, done = 0;
	size_t at = 0, start, end;
	char *copy = malloc(len + 1), *other = malloc(known_len + 1);
	char out[200];

	memcpy(copy, params, len);
	memcpy(other, known, known_len);
	copy = realloc(copy, len ? len : 1);
	other = realloc(other, known_len ? known_len : 1);
	while(acg_new_param_next((struct acg_params){copy, len},
			(struct acg_params){other, known_len}, &at, &start, &end)) {
		memcpy(out + left, copy + done, start - done);
		left += start - done;
		done = end;
	}
	memcpy(out + left, copy + done, len - done);
	left += len - done;
	out[left] = '\0';
	assert_string_equal(out, wanted);
	free(copy);
	free(other);
}

static void test_new_ones(void **state)
{
	(void)state;
	assert_left(";tag=1", "", ";tag=1");
	assert_left(";a=1;tag=1;b", "", ";tag=1");
	assert_left(";a=1;tag=1;b", ";b;A=2", ";a=1;tag=1;b");
	assert_left(" ; a = 1 ; TAG = 1", "", " ; TAG = 1");
	assert_left(";user=phone;x", ";user=phone", ";user=phone");
	assert_left(";userx=1;use=2", ";user", "");
	assert_left(";;", "", "");
	assert_left(";", ";", ";");
	assert_left("", ";a", "");
	assert_left("", "", "");
}

static void test_quoted_values_are_one(void **state)
{
	(void)state;
	assert_left(";a=\"x;tag=2\";tag=1", "", ";tag=1");
	assert_left(";a=\"x\\\";tag=2\";tag=1", "", ";tag=1");
	assert_left(";tag=\"a;b=c\"", "", ";tag=\"a;b=c\"");
	assert_left(";b=1", ";a=\";b=1\"", "");
	assert_left(";a=\"never closed;tag=1", "", "");
	assert_left(";a=\"\\", "", "");
}

static void assert_params(const char *uri, const char *wanted)
{
	size_t len = strlen(uri);
	char *copy = malloc(len + 1);
	struct acg_params params;

	memcpy(copy, uri, len);
	copy = realloc(copy, len ? len : 1);
	params = acg_params_of_uri(copy, len);
	assert_int_equal(params.len, strlen(wanted));
	assert_memory_equal(params.s ? params.s : "", wanted, params.len);
	free(copy);
}

static void test_of_uris(void **state)
{
	(void)state;
	assert_params("sip:a@b;x=1;y?h=;z", ";x=1;y");
	assert_params("SIPS:a@b;x", ";x");
	assert_params("sip:+49;npdi;rn=1@b", "");
	assert_params("sip:+49;npdi@b:5060;user=phone", ";user=phone");
	assert_params("sip:b;x", ";x");
	assert_params("sip:b?h;x", "");
	assert_params("tel:+49;phone-context=x", "");
	assert_params("sip:", "");
	assert_params("", "");
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(test_new_ones),
			cmocka_unit_test(test_quoted_values_are_one),
			cmocka_unit_test(test_of_uris)};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
