/* sources: numbers/store.c numbers/table.c numbers/table_write.c numbers/records.c numbers/ranges.c numbers/index.c numbers/map.c numbers/arena.c numbers/number.c */
/* libs: -lpthread */
/*
 * The table in force: how one takes the place of another, and that nothing is freed
 * or overwritten under a reader, however long it takes. See tests/stress for many
 * readers at once.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "numbers/store.h"
#include "numbers/table_write.h"

#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>
#include <cmocka.h>

#define REGION ((size_t)64 << 20)
#define A UINT64_C(4930231000)

static struct acg_writer *table_with(
		struct acg_store *store, const char *account, enum acg_source source)
{
	char *region = acg_store_region(store);
	struct acg_row row = {.account_id = 1, .enabled = true, .services = 1};
	struct acg_writer *w;

	if(!region)
		return NULL;
	row.service[0] = (struct acg_row_service){1, NULL, 0, true};
	w = acg_writer_new(region, REGION, acg_store_epoch(store));
	assert_non_null(w);
	assert_null(acg_writer_service(w, 1, "zoom", true, true));
	assert_null(acg_writer_account(w, 1, account, true));
	assert_null(acg_writer_number(w, A, &row));
	acg_store_publish(store, region, source);
	return w;
}

static bool account_is(struct acg_store *store, const char *account)
{
	struct acg_service_match match;

	return acg_store_lookup(store, 0, A, &match) == ACG_FOUND
		   && strcmp(match.account, account) == 0;
}

static void without_a_table_nothing_is_provisioned(void **state)
{
	struct acg_store *store = acg_store_new(2, REGION);
	struct acg_service_match match;
	struct acg_store_info info;

	(void)state;
	assert_int_equal(
			acg_store_lookup(store, 0, A, &match), ACG_NOT_PROVISIONED);
	assert_false(acg_store_info(store, 0, &info));
	acg_store_free(store);
}

static void a_new_table_takes_the_place_of_the_old(void **state)
{
	struct acg_store *store = acg_store_new(2, REGION);
	struct acg_store_info info;

	(void)state;
	for(int i = 1; i <= 20; i++) {
		char account[24];
		snprintf(account, sizeof(account), "table-%d", i);
		acg_writer_free(table_with(
				store, account, i % 2 ? ACG_FROM_DATABASE : ACG_FROM_SNAPSHOT));
		assert_true(account_is(store, account));
		assert_true(acg_store_info(store, 0, &info));
		assert_int_equal(info.generation, i);
		assert_int_equal(
				info.source, i % 2 ? ACG_FROM_DATABASE : ACG_FROM_SNAPSHOT);
	}
	acg_store_free(store);
}

static void an_abandoned_region_is_empty_again(void **state)
{
	struct acg_store *store = acg_store_new(1, REGION);
	char *region;

	(void)state;
	acg_writer_free(table_with(store, "old", ACG_FROM_DATABASE));
	region = acg_store_region(store);
	memset(region, 0xff, 1 << 20);
	acg_store_abandon(store, region);
	assert_ptr_equal(acg_store_region(store), region);
	for(int i = 0; i < 1 << 20; i++)
		assert_int_equal(region[i], 0);
	/* As if the writer had died: taken over, and empty. */
	memset(region, 0xff, 4096);
	assert_ptr_equal(acg_store_region(store), region);
	assert_int_equal(region[0], 0);
	assert_true(account_is(store, "old"));
	acg_store_free(store);
}

/* A reader that is in an old epoch for ever holds what was replaced since, and
 * nobody else: tables can be replaced until memory is used up, and are freed when
 * it is gone. The reader is a process killed at a random point of its lookups. */
static void a_reader_that_is_stopped_loses_nothing(void **state)
{
	struct acg_store *store = acg_store_new(2, REGION);
	atomic_int *go = mmap(NULL, 4096, PROT_READ | PROT_WRITE,
			MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	int held = 0;

	(void)state;
	acg_writer_free(table_with(store, "first", ACG_FROM_DATABASE));
	for(int try = 0; try < 200 && held < 5; try++) {
		struct acg_writer *w;
		int replaced = 0;
		pid_t pid = fork();

		if(pid == 0) {
			struct acg_service_match match;
			for(;;) {
				atomic_store(go, 1);
				if(acg_store_lookup(store, 1, A, &match) != ACG_FOUND)
					_exit(1);
			}
		}
		while(!atomic_load(go))
			;
		usleep(100);
		kill(pid, SIGSTOP);
		waitpid(pid, NULL, WUNTRACED);
		while(replaced < 4
				&& (w = table_with(store, "next", ACG_FROM_DATABASE))) {
			acg_writer_free(w);
			replaced++;
		}
		assert_true(replaced >= 1);
		held += replaced < 4;
		assert_true(account_is(store, "next"));
		kill(pid, SIGCONT);
		usleep(200);
		assert_int_equal(waitpid(pid, NULL, WNOHANG), 0); /* it found it */
		for(int i = 0; i < 1000
					   && !(w = table_with(store, "freed", ACG_FROM_DATABASE));
				i++)
			usleep(1000);
		assert_non_null(w);
		acg_writer_free(w);
		kill(pid, SIGKILL);
		waitpid(pid, NULL, 0);
		/* Kamailio ends when one of its processes dies: here, a new store. */
		acg_store_free(store);
		store = acg_store_new(2, REGION);
		acg_writer_free(table_with(store, "first", ACG_FROM_DATABASE));
		atomic_store(go, 0);
	}
	assert_true(held > 0);
	acg_store_free(store);
	munmap(go, 4096);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
			cmocka_unit_test(without_a_table_nothing_is_provisioned),
			cmocka_unit_test(a_new_table_takes_the_place_of_the_old),
			cmocka_unit_test(an_abandoned_region_is_empty_again),
			cmocka_unit_test(a_reader_that_is_stopped_loses_nothing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
