/*
 * Memory and lookup time of the number table, beside a bare linear-probing table of
 * the same words (50 bits of key, 14 of value, 80 % full) in the same kind of
 * memory. Prints "metric value unit peer peer_value" lines.
 *
 *   usage: table NUMBERS ACCOUNTS
 *
 * Both are asked for the same random numbers, all of which are there, in turns;
 * each figure is the median of 9 rounds. "chained" makes each number depend on the
 * answer before, as one call after the other does.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "numbers/store.h"
#include "numbers/table_write.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <time.h>

#define REGION ((size_t)16 << 30)
#define HUGE_PAGE ((size_t)2 << 20)
#ifndef MADV_COLLAPSE
#define MADV_COLLAPSE 25
#endif
#define LOOKUPS 2000000
#define ROUNDS 9

static uint64_t next(uint64_t *seed)
{
	uint64_t z = (*seed += UINT64_C(0x9e3779b97f4a7c15));

	z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
	z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
	return z ^ (z >> 31);
}

/* Any 12 digits, or blocks of 1000 consecutive numbers. */
static acg_number_key_t sparse(uint64_t i)
{
	return UINT64_C(100000000000) + next(&i) % UINT64_C(900000000000);
}

static acg_number_key_t dense(uint64_t i)
{
	uint64_t block = i / 1000;

	return UINT64_C(100000000000) + next(&block) % 900000000 * 1000 + i % 1000;
}

static void must(const char *error)
{
	if(error) {
		fprintf(stderr, "table: %s\n", error);
		exit(1);
	}
}

static struct acg_writer *fill(struct acg_store *store, uint64_t numbers,
		uint32_t accounts, acg_number_key_t (*number)(uint64_t))
{
	char *region = acg_store_region(store), name[32];
	struct acg_writer *w =
			acg_writer_new(region, REGION, acg_store_epoch(store));

	must(w ? NULL : "no memory");
	must(acg_writer_service(w, 1, "operator_connect", true, true));
	must(acg_writer_service(w, 2, "zoom", true, true));
	for(uint32_t i = 1; i <= accounts; i++) {
		snprintf(name, sizeof(name), "account-%u", i);
		must(acg_writer_account(w, i, name, true));
	}
	for(uint64_t i = 0; i < numbers; i++) {
		/* An account holds consecutive blocks, half of them in each service. */
		uint32_t account = (uint32_t)(i / 1000 % accounts);
		struct acg_row row = {
				.account_id = 1 + account, .enabled = true, .services = 1};
		row.service[0] = (struct acg_row_service){
				.service_id = 1 + i / 100 % 2, .enabled = true, .header = name};
		row.service[0].header_len =
				(size_t)snprintf(name, sizeof(name), "site-%u", account);
		must(acg_writer_number(w, number(i), &row));
		if(acg_writer_retired(w) > 4 << 20)
			acg_writer_reclaim(w, acg_store_advance(store));
	}
	acg_writer_reclaim(w, acg_store_advance(store));
	acg_store_publish(store, region, ACG_FROM_DATABASE);
	return w;
}

/* --- the bare table ---------------------------------------------------------- */

static uint64_t *bare, bare_room;

static uint64_t bare_slot(uint64_t key)
{
	uint64_t hash = key * UINT64_C(0x9e3779b97f4a7c15);

	hash ^= hash >> 32;
	hash *= UINT64_C(0xbf58476d1ce4e5b9);
	return (uint64_t)(((unsigned __int128)hash * bare_room) >> 64);
}

/* Memory of the kind that the store has: shared, in huge pages where there are. */
static void *map_huge(size_t size)
{
	uintptr_t room = (uintptr_t)mmap(NULL, size + HUGE_PAGE, PROT_NONE,
			MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
	void *at = mmap((void *)((room + HUGE_PAGE - 1) & ~(HUGE_PAGE - 1)), size,
			PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS | MAP_FIXED, -1,
			0);

	must(at == MAP_FAILED ? "no memory" : NULL);
	return at;
}

static void bare_fill(uint64_t numbers)
{
	bare_room = numbers * 10 / 8;
	bare = map_huge(bare_room * 8);
	for(uint64_t i = 0; i < numbers; i++) {
		uint64_t key = sparse(i), at = bare_slot(key);
		while(bare[at] && bare[at] >> 14 != key)
			at = at + 1 == bare_room ? 0 : at + 1;
		bare[at] = key << 14 | (i / 1000 % 10000 + 1);
	}
	madvise(bare, bare_room * 8, MADV_COLLAPSE);
}

static uint32_t bare_find(uint64_t key)
{
	uint64_t at = bare_slot(key);

	while(bare[at] && bare[at] >> 14 != key)
		at = at + 1 == bare_room ? 0 : at + 1;
	return bare[at] & 0x3fff;
}

/* --- timing ------------------------------------------------------------------ */

static const struct acg_table *table;
static struct acg_store *shared_store;

static uint32_t table_find(uint64_t key)
{
	return acg_table_find(table, key);
}

/* The whole lookup of a call: epoch, record, account, service, header, copied. */
static uint32_t store_find(uint64_t key)
{
	struct acg_service_match match;

	return acg_store_lookup(shared_store, 0, key, &match) == ACG_FOUND;
}

static double time_round(
		uint32_t (*find)(uint64_t), const uint64_t *key, bool chained)
{
	struct timespec a, b;
	uint64_t sum = 0;

	clock_gettime(CLOCK_MONOTONIC, &a);
	for(int i = 0; i < LOOKUPS; i++) {
		uint32_t found = find(key[i]);
		must(found ? NULL : "a number was not found");
		if(chained)
			__asm__ volatile("" : "+r"(sum) : "r"(found));
		sum += chained ? found : 0;
		if(chained)
			__asm__ volatile("lfence" ::: "memory");
	}
	clock_gettime(CLOCK_MONOTONIC, &b);
	return ((double)(b.tv_sec - a.tv_sec) * 1e9
				   + (double)(b.tv_nsec - a.tv_nsec))
		   / LOOKUPS;
}

static int by_value(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return x < y ? -1 : x > y;
}

/* Medians of both, alternating. */
static void compare(const char *metric, uint32_t (*ours)(uint64_t),
		const uint64_t *key, bool chained)
{
	double mine[ROUNDS], theirs[ROUNDS];

	for(int r = 0; r < ROUNDS; r++) {
		mine[r] = time_round(ours, key, chained);
		theirs[r] = time_round(bare_find, key, chained);
	}
	qsort(mine, ROUNDS, sizeof(*mine), by_value);
	qsort(theirs, ROUNDS, sizeof(*theirs), by_value);
	printf("%s %.1f ns/lookup bare_linear_probing %.1f\n", metric,
			mine[ROUNDS / 2], theirs[ROUNDS / 2]);
}

int main(int argc, char **argv)
{
	uint64_t numbers = argc > 1 ? strtoull(argv[1], NULL, 10) : 10000000;
	uint32_t accounts = argc > 2 ? (uint32_t)atoi(argv[2]) : 10000;
	uint64_t *key = malloc(LOOKUPS * sizeof(*key)), seed = 42;
	struct acg_store_info info;
	struct acg_writer *w;

	shared_store = acg_store_new(1, REGION);
	must(shared_store && key ? NULL : "no memory");
	w = fill(shared_store, numbers, accounts, dense);
	acg_store_info(shared_store, 0, &info);
	printf("bytes_per_number_dense %.2f bytes - 0\n",
			(double)info.bytes / (double)info.numbers);
	acg_writer_free(w);
	w = fill(shared_store, numbers, accounts, sparse);
	acg_store_info(shared_store, 0, &info);
	printf("bytes_per_number %.2f bytes - 0\n",
			(double)info.bytes / (double)info.numbers);
	bare_fill(numbers);
	for(int i = 0; i < LOOKUPS; i++)
		key[i] = sparse(next(&seed) % numbers);
	table = acg_writer_table(w);
	compare("lookup_vs_bare_table", table_find, key, false);
	compare("lookup_vs_bare_table_chained", table_find, key, true);
	compare("whole_lookup_vs_bare_table", store_find, key, false);
	compare("whole_lookup_vs_bare_table_chained", store_find, key, true);
	return 0;
}
