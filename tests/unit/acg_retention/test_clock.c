/* sources: base/clock.c base/backoff.c */
/*
 * The clock to delete by does not follow a jump ahead; waits grow, vary, and stay
 * within bounds.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "base/backoff.h"
#include "base/clock.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#define HOUR_US (3600 * ACG_US_PER_S)
#define START_US (20000 * ACG_US_PER_DAY)

static void test_a_clock_that_runs_is_believed(void **state)
{
	(void)state;
	assert_int_equal(acg_clock_cautious_us(START_US + ACG_US_PER_DAY, START_US,
							 ACG_US_PER_DAY),
			START_US + ACG_US_PER_DAY);
}

static void test_an_honest_correction_is_believed(void **state)
{
	(void)state;
	assert_int_equal(acg_clock_cautious_us(START_US + HOUR_US, START_US, 0),
			START_US + HOUR_US);
}

static void test_a_jump_ahead_is_not(void **state)
{
	(void)state;
	assert_int_equal(
			acg_clock_cautious_us(START_US + 60 * ACG_US_PER_DAY, START_US, 5),
			START_US + 5 + HOUR_US);
}

static void test_a_jump_back_is_believed(void **state)
{
	(void)state;
	assert_int_equal(
			acg_clock_cautious_us(START_US - ACG_US_PER_DAY, START_US, HOUR_US),
			START_US - ACG_US_PER_DAY);
}

static void test_the_guard_keeps_to_the_clock(void **state)
{
	struct acg_clock_guard guard;
	int64_t before_us, now_us;

	(void)state;
	acg_clock_guard_init(&guard);
	before_us = acg_clock_now_us();
	now_us = acg_clock_guard_now_us(&guard);
	assert_in_range(now_us, before_us, acg_clock_now_us());
}

static void test_waits_double_up_to_half_a_minute(void **state)
{
	static const int middle_ms[] = {
			250, 500, 1000, 2000, 4000, 8000, 16000, 30000, 30000};
	struct acg_backoff backoff = {0};

	(void)state;
	for(size_t i = 0; i < sizeof(middle_ms) / sizeof(middle_ms[0]); i++)
		/* A quarter to either side; this number takes the middle. */
		assert_int_equal(
				acg_backoff_next(&backoff, (unsigned)(middle_ms[i] / 4)),
				middle_ms[i]);
}

static void test_waits_vary_by_a_quarter(void **state)
{
	struct acg_backoff low = {0}, high = {0};

	(void)state;
	assert_int_equal(acg_backoff_next(&low, 0), 250 - 62);
	assert_int_equal(acg_backoff_next(&high, 124), 250 + 62);
}

static void test_success_begins_anew(void **state)
{
	struct acg_backoff backoff = {0};

	(void)state;
	acg_backoff_next(&backoff, 0);
	acg_backoff_next(&backoff, 0);
	acg_backoff_reset(&backoff);
	assert_int_equal(acg_backoff_next(&backoff, 62), 250);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
			cmocka_unit_test(test_a_clock_that_runs_is_believed),
			cmocka_unit_test(test_an_honest_correction_is_believed),
			cmocka_unit_test(test_a_jump_ahead_is_not),
			cmocka_unit_test(test_a_jump_back_is_believed),
			cmocka_unit_test(test_the_guard_keeps_to_the_clock),
			cmocka_unit_test(test_waits_double_up_to_half_a_minute),
			cmocka_unit_test(test_waits_vary_by_a_quarter),
			cmocka_unit_test(test_success_begins_anew),
	};

	return cmocka_run_group_tests_name("clock", tests, NULL, NULL);
}
