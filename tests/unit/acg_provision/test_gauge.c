/* sources: admission/gauge.c */
/* libs: -lpthread */
/*
 * How many are there at once.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "admission/gauge.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>
#include <pthread.h>

#define KEY (UINT64_C(7) << 40)
#define OTHER (UINT64_C(9) << 40) /* begins at the same slot */

static struct acg_gauge gauge;

static int set_up(void **state)
{
	(void)state;
	memset(&gauge, 0, sizeof(gauge));
	return 0;
}

static void no_more_than_the_most(void **state)
{
	int slot;

	(void)state;
	slot = acg_gauge_take(&gauge, KEY, 2);
	assert_true(slot >= 0);
	assert_int_equal(acg_gauge_take(&gauge, KEY, 2), slot);
	assert_int_equal(acg_gauge_take(&gauge, KEY, 2), ACG_GAUGE_FULL);
	assert_int_equal(acg_gauge_take(&gauge, KEY, 0), ACG_GAUGE_FULL);
	assert_int_equal(acg_gauge_take(&gauge, KEY, -1), slot);
	assert_int_equal(acg_gauge_count(&gauge, KEY), 3);
}

static void a_place_given_back_is_free(void **state)
{
	int slot = acg_gauge_take(&gauge, KEY, 1);

	(void)state;
	acg_gauge_give_back(&gauge, slot);
	assert_int_equal(acg_gauge_count(&gauge, KEY), 0);
	assert_true(acg_gauge_take(&gauge, KEY, 1) >= 0);
	acg_gauge_give_back(&gauge, ACG_GAUGE_NO_SLOT);
	assert_int_equal(acg_gauge_count(&gauge, KEY), 1);
}

static void keys_do_not_share(void **state)
{
	int one = acg_gauge_take(&gauge, KEY, 1);
	int two = acg_gauge_take(&gauge, OTHER, 1);

	(void)state;
	assert_true(two >= 0 && two != one);
	assert_int_equal(acg_gauge_count(&gauge, KEY), 1);
	acg_gauge_give_back(&gauge, one);
	assert_int_equal(acg_gauge_count(&gauge, OTHER), 1);
}

static void without_a_slot_it_says_so(void **state)
{
	int slot = 0;

	(void)state;
	for(uint64_t i = 1; slot >= 0 && i < 100; i++)
		slot = acg_gauge_take(&gauge, i << 40, -1);
	assert_int_equal(slot, ACG_GAUGE_NO_SLOT);
}

static void *take_and_give_back(void *taken)
{
	for(int i = 0; i < 100000; i++) {
		int slot = acg_gauge_take(&gauge, KEY, 3);

		if(slot < 0)
			continue;
		++*(long *)taken;
		acg_gauge_give_back(&gauge, slot);
	}
	return NULL;
}

static void nothing_is_lost_between_threads(void **state)
{
	pthread_t thread[4];
	long taken[4] = {0};

	(void)state;
	for(int i = 0; i < 4; i++)
		assert_int_equal(
				pthread_create(&thread[i], NULL, take_and_give_back, &taken[i]),
				0);
	for(int i = 0; i < 4; i++) {
		pthread_join(thread[i], NULL);
		assert_true(taken[i] > 0);
	}
	assert_int_equal(acg_gauge_count(&gauge, KEY), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
			cmocka_unit_test_setup(no_more_than_the_most, set_up),
			cmocka_unit_test_setup(a_place_given_back_is_free, set_up),
			cmocka_unit_test_setup(keys_do_not_share, set_up),
			cmocka_unit_test_setup(without_a_slot_it_says_so, set_up),
			cmocka_unit_test_setup(nothing_is_lost_between_threads, set_up),
	};

	return cmocka_run_group_tests_name("gauge", tests, NULL, NULL);
}
