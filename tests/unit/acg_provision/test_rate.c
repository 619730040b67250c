/* sources: admission/rate.c */
/*
 * How many events each second.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "admission/rate.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

static struct acg_rates rates;

static int set_up(void **state)
{
	(void)state;
	memset(&rates, 0, sizeof(rates));
	return 0;
}

static int passed(uint64_t key, int per_second, int64_t from_us, int64_t to_us,
		int64_t step_us)
{
	int n = 0;

	for(int64_t now = from_us; now < to_us; now += step_us)
		n += acg_rate_take(&rates, key, per_second, now);
	return n;
}

static void a_second_has_no_more_than_the_rate(void **state)
{
	(void)state;
	assert_int_equal(passed(7, 10, 1000000, 1000001, 1), 1);
	assert_int_equal(passed(8, 10, 1000000, 1000100, 1), 10);
	assert_int_equal(passed(9, 10, 1000000, 11000000, 10000), 110 - 1);
}

static void what_was_not_used_comes_back(void **state)
{
	(void)state;
	assert_int_equal(passed(7, 5, 1000000, 1000100, 1), 5);
	assert_false(acg_rate_take(&rates, 7, 5, 1000200));
	assert_true(acg_rate_take(&rates, 7, 5, 1200200));
	assert_int_equal(passed(7, 5, 9000000, 9000100, 1), 5);
}

static void keys_do_not_share(void **state)
{
	(void)state;
	assert_int_equal(passed(7, 3, 1000000, 1000100, 1), 3);
	assert_int_equal(passed(7 + ACG_RATE_SLOTS, 3, 1000000, 1000100, 1), 3);
}

static void more_keys_than_slots_never_pass_more(void **state)
{
	int n = 0;

	(void)state;
	for(uint64_t i = 0; i < 100; i++)
		n += acg_rate_take(&rates, 1 + i * ACG_RATE_SLOTS, 3, 1000000);
	assert_true(n <= 8 * 3);
}

static void keys_are_told_apart(void **state)
{
	(void)state;
	assert_true(acg_rate_key('a', "x", 1) != acg_rate_key('b', "x", 1));
	assert_true(acg_rate_key('a', "x", 1) != acg_rate_key('a', "y", 1));
	assert_true(acg_rate_key('a', "", 0) != 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
			cmocka_unit_test_setup(a_second_has_no_more_than_the_rate, set_up),
			cmocka_unit_test_setup(what_was_not_used_comes_back, set_up),
			cmocka_unit_test_setup(keys_do_not_share, set_up),
			cmocka_unit_test_setup(
					more_keys_than_slots_never_pass_more, set_up),
			cmocka_unit_test(keys_are_told_apart),
	};

	return cmocka_run_group_tests_name("rate", tests, NULL, NULL);
}
