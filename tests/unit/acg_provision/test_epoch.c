/* sources: base/epoch.c */
/* libs: -lpthread */
/*
 * A block is replaced under readers: none holds freed memory, and what nobody can
 * hold any more is freed.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "base/epoch.h"

#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <cmocka.h>

#define READERS 3
#define BLOCKS 2000

struct block {
	struct acg_epoch_block link;
	int value;
	int same; /* as value */
};

static atomic_int alive;

static void free_block(struct acg_epoch_block *block)
{
	((struct block *)block)->value = -1;
	atomic_fetch_sub(&alive, 1);
	free(block);
}

static const struct acg_epoch_mem mem = {malloc, free, free_block};

static void publish(struct acg_epoch *epoch, int value)
{
	struct block *block = calloc(1, sizeof(*block));

	assert_non_null(block);
	block->value = block->same = value;
	atomic_fetch_add(&alive, 1);
	acg_epoch_publish(epoch, &block->link);
}

static int value_of(const void *block)
{
	return block ? ((const struct block *)block)->value : 0;
}

static void test_a_reader_keeps_what_it_entered(void **state)
{
	struct acg_epoch *epoch = acg_epoch_new(READERS, &mem);
	const void *held;

	(void)state;
	assert_null(acg_epoch_enter(epoch, 0));
	acg_epoch_leave(epoch, 0);
	publish(epoch, 1);
	held = acg_epoch_enter(epoch, 0);
	publish(epoch, 2);
	publish(epoch, 3);
	assert_int_equal(value_of(held), 1);
	assert_int_equal(atomic_load(&alive), 3);
	assert_int_equal(value_of(acg_epoch_enter(epoch, 1)), 3);
	acg_epoch_leave(epoch, 1);
	acg_epoch_leave(epoch, 0);
	publish(epoch, 4);
	assert_int_equal(atomic_load(&alive), 1);
	acg_epoch_free(epoch);
	assert_int_equal(atomic_load(&alive), 0);
}

struct reading {
	struct acg_epoch *epoch;
	atomic_bool *stop;
	int reader;
	long bad;
};

static void *read_on(void *arg)
{
	struct reading *reading = arg;

	while(!atomic_load(reading->stop)) {
		const struct block *block =
				acg_epoch_enter(reading->epoch, reading->reader);

		/* ASan sees the use of a freed block; this sees a torn one. */
		reading->bad += block->value != block->same || block->value < 1;
		acg_epoch_leave(reading->epoch, reading->reader);
	}
	return NULL;
}

static void test_readers_under_a_writer(void **state)
{
	struct acg_epoch *epoch = acg_epoch_new(READERS, &mem);
	atomic_bool stop = false;
	struct reading reading[READERS];
	pthread_t thread[READERS];

	(void)state;
	publish(epoch, 1);
	for(int i = 0; i < READERS; i++) {
		reading[i] = (struct reading){epoch, &stop, i, 0};
		pthread_create(&thread[i], NULL, read_on, &reading[i]);
	}
	for(int i = 2; i < BLOCKS; i++)
		publish(epoch, i);
	atomic_store(&stop, true);
	for(int i = 0; i < READERS; i++) {
		pthread_join(thread[i], NULL);
		assert_int_equal(reading[i].bad, 0);
	}
	publish(epoch, BLOCKS);
	assert_int_equal(atomic_load(&alive), 1);
	acg_epoch_free(epoch);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
			cmocka_unit_test(test_a_reader_keeps_what_it_entered),
			cmocka_unit_test(test_readers_under_a_writer)};

	return cmocka_run_group_tests_name("epoch", tests, NULL, NULL);
}
