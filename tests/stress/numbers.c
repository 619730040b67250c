/*
 * The number table under a writer that inserts, changes, deletes, grows and
 * replaces it, and readers that check every answer.
 *
 *   usage: numbers OPERATIONS [READERS] [SEED]
 *
 * Numbers are of four kinds, told by number % 4: 0 always there, 1 never, 2 and 3
 * come and go; in some blocks none is always there, and whole pages come and go.
 * Dense blocks and sparse numbers take turns, so that numbers move into pages while
 * they are looked up. Ranges are always there, and replaced. A
 * row's account, service and header are all made from one variant, and a number or
 * range has variants of its own family only: an answer that mixes two rows, or is
 * another number's, is seen. Prints one line and exits 1 when any answer was wrong.
 *
 * What is freed too early must be seen as well: readers are stopped at any
 * instruction for longer than it takes to free (stops.c), freed blocks are
 * overwritten at once (ACG_ARENA_POISON), a few numbers are changed and looked up as
 * often as all others, and there are so many variants that most changes free
 * something. A reader that follows freed memory may also end the program.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "stops.h"

#include "numbers/store.h"
#include "numbers/table_write.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define REGION ((size_t)2 << 30)
#define ACCOUNTS 200
#define FAMILIES 64
#define VARIANTS (UINT32_C(4096) * FAMILIES)
#define HOT 4096 /* numbers that half of everything is about */
#define RANGES 40
#define RANGE_NUMBERS 1000
#define COMPLAINTS 10 /* shown in words */
#define RECLAIM_BYTES ((size_t)256 << 10)

static uint64_t numbers = 1 << 20; /* of the key space */
static uint32_t *model;			   /* variant + 1 of each, 0: not there */
static struct acg_store *store;
static atomic_bool stop;
static atomic_ullong lookups, wrong;

static uint64_t next(uint64_t *seed)
{
	uint64_t z = (*seed += UINT64_C(0x9e3779b97f4a7c15));

	z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
	z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
	return z ^ (z >> 31);
}

/* The i-th number: blocks of 1024 alternately dense and sparse. The last two
 * bits stay those of i. */
static acg_number_key_t number_of(uint64_t i)
{
	uint64_t block = i >> 10, sparse = i;

	if(block & 1)
		return UINT64_C(490000000000) + i;
	return UINT64_C(100000000000000)
		   + (next(&sparse) % UINT64_C(100000000000000) & ~UINT64_C(3))
		   + (i & 3);
}

static acg_number_key_t range_first(uint32_t range)
{
	return UINT64_C(440000000000) + (uint64_t)range * RANGE_NUMBERS;
}

/* Is the number in one of the dense blocks of which nothing need be there? */
static bool is_transient(uint64_t i)
{
	return (i >> 10 & 3) == 3;
}

static uint32_t family_of(uint64_t i)
{
	return (uint32_t)(i / 4 % FAMILIES);
}

/* One of the variants of a family. */
static uint32_t variant_of(uint32_t family, uint64_t random)
{
	return (uint32_t)(random % (VARIANTS / FAMILIES)) * FAMILIES + family;
}

/* Any number, or a hot one. */
static uint64_t choose(uint64_t random)
{
	return random >> 8 & 1 ? (random >> 9) % numbers : (random >> 9) % HOT;
}

/* The row of a variant; `header` is in use as long as the row is. */
static struct acg_row row_of(uint32_t variant, char header[static 32])
{
	struct acg_row row = {.account_id = 1 + variant % ACCOUNTS,
			.enabled = true,
			.services = 1};

	row.service[0] = (struct acg_row_service){
			.service_id = 1 + variant % 2, .enabled = true, .header = header};
	row.service[0].header_len = (size_t)snprintf(header, 32, "v%u", variant);
	return row;
}

static const char *put(struct acg_writer *w, uint64_t i, uint64_t random)
{
	uint32_t variant = variant_of(family_of(i), random);
	char header[32];
	struct acg_row row = row_of(variant, header);

	model[i] = variant + 1;
	return acg_writer_number(w, number_of(i), &row);
}

/* All ranges, each with another row. */
static const char *put_ranges(struct acg_writer *w, uint64_t random)
{
	static char header[RANGES][32];
	struct acg_range range[RANGES];

	for(uint32_t i = 0; i < RANGES; i++)
		range[i] = (struct acg_range){.first = range_first(i),
				.last = range_first(i) + RANGE_NUMBERS - 1,
				.row = row_of(variant_of(i % FAMILIES, random + i), header[i])};
	return acg_writer_ranges(w, range, RANGES);
}

/* Between two changes every number is what the writer last made of it. */
static uint64_t differences(void)
{
	uint64_t count = 0;

	for(uint64_t i = 0; i < numbers; i++) {
		struct acg_service_match match;
		bool found =
				acg_store_lookup(store, 0, number_of(i), &match) == ACG_FOUND;
		count += found != (model[i] != 0)
				 || (found && (uint32_t)atoi(match.header + 1) + 1 != model[i]);
	}
	return count;
}

static bool consistent(const struct acg_service_match *match, uint32_t family)
{
	unsigned int variant = (unsigned int)atoi(match->header + 1);
	char account[32];

	snprintf(account, sizeof(account), "account-%u", 1 + variant % ACCOUNTS);
	return variant % FAMILIES == family && strcmp(match->account, account) == 0
		   && strcmp(match->service, variant % 2 ? "two" : "one") == 0;
}

/* What may be found of a number. */
struct expectation {
	acg_number_key_t number;
	uint32_t family;
	bool always, never;
};

/* Of any number or, at times, one in a range. */
static struct expectation expect(uint64_t random)
{
	uint64_t i = choose(random);
	uint32_t range = (uint32_t)(random >> 4) % RANGES;

	if(random % 16 == 0)
		return (struct expectation){
				.number = range_first(range) + i % RANGE_NUMBERS,
				.family = range % FAMILIES,
				.always = true};
	return (struct expectation){.number = number_of(i),
			.family = family_of(i),
			.always = (i & 3) == 0 && !is_transient(i),
			.never = (i & 3) == 1};
}

/* Look up a number; count a wrong answer, and show it while they are few. */
static void look_up(int reader_number, uint64_t random)
{
	struct expectation e = expect(random);
	struct acg_service_match match = {0};
	enum acg_found found =
			acg_store_lookup(store, reader_number, e.number, &match);

	if(found == ACG_FOUND ? !e.never && consistent(&match, e.family)
						  : found == ACG_NOT_PROVISIONED && !e.always)
		return;
	if(atomic_fetch_add(&wrong, 1) >= COMPLAINTS)
		return;
	fprintf(stderr, "number %llu (%s): %s, %s %s %s\n",
			(unsigned long long)e.number,
			e.always  ? "always there"
			: e.never ? "never there"
					  : "comes and goes",
			acg_found_text(found), match.account, match.service, match.header);
}

static void *reader(void *arg)
{
	int me = (int)(long)arg;
	uint64_t seed = (uint64_t)me * 7919 + 1, count = 0;

	while(!atomic_load_explicit(&stop, memory_order_relaxed)) {
		look_up(me, next(&seed));
		count++;
	}
	atomic_fetch_add(&lookups, count);
	return NULL;
}

static void must(const char *error)
{
	if(error) {
		fprintf(stderr, "writer: %s\n", error);
		exit(2);
	}
}

/* A new table, complete, in place of the one in force. */
static struct acg_writer *replace(struct acg_writer *old, uint64_t present)
{
	char *region;
	struct acg_writer *w;
	char name[32];

	while(!(region = acg_store_region(store)))
		;
	w = acg_writer_new(region, REGION, acg_store_epoch(store));
	must(w ? NULL : "no memory");
	memset(model, 0, numbers * sizeof(*model));
	must(acg_writer_service(w, 1, "one", true, true));
	must(acg_writer_service(w, 2, "two", true, true));
	for(unsigned int i = 1; i <= ACCOUNTS; i++) {
		snprintf(name, sizeof(name), "account-%u", i);
		must(acg_writer_account(w, i, name, true));
	}
	for(uint64_t i = 0; i < present; i++) {
		if((i & 3) != 1)
			must(put(w, i, i / 4 / FAMILIES));
	}
	for(uint64_t i = present; i < numbers; i++) {
		if((i & 3) == 0)
			must(put(w, i, i / 4 / FAMILIES));
	}
	must(put_ranges(w, present));
	acg_store_publish(store, region, ACG_FROM_DATABASE);
	acg_writer_free(old);
	return w;
}

static void remove_number(struct acg_writer *w, uint64_t i)
{
	model[i] = 0;
	acg_writer_remove_number(w, number_of(i));
}

/* Fill a page of a transient block, or empty it; a hot one at times. */
static void turn_page(struct acg_writer *w, uint64_t random)
{
	uint64_t block = choose(random) >> 10 | 3;
	uint64_t first = block << 10 | (random >> 40 & 3) << 8;
	bool fill = random >> 50 & 1;

	for(uint64_t i = first; i < first + 256; i++) {
		if((i & 3) == 1)
			continue;
		if(fill)
			must(put(w, i, random >> 16));
		else
			remove_number(w, i);
	}
}

static void operate(struct acg_writer *w, uint64_t *seed, uint64_t operation)
{
	uint64_t r = next(seed), i = choose(r), random = next(seed);
	/* Long waves of more inserting, then of more deleting: the table grows and
	 * shrinks. */
	bool growing = operation / (numbers * 4) % 2 == 0;

	if((i & 3) == 1)
		i++;
	if((i & 3) == 0 || random % 4 < (growing ? 3 : 1))
		must(put(w, i, random >> 8));
	else
		remove_number(w, i);
	if((random >> 32) % 1024 == 0)
		turn_page(w, next(seed));
	if((random >> 40) % 1024 == 0)
		must(put_ranges(w, random >> 8));
	if((random >> 50) % 256 == 0) {
		char name[32];
		uint32_t account = 1 + (uint32_t)(r % ACCOUNTS);
		snprintf(name, sizeof(name), "account-%u", account);
		must(acg_writer_account(w, account, name, true));
	}
	if(acg_writer_retired(w) > RECLAIM_BYTES)
		acg_writer_reclaim(w, acg_store_advance(store));
}

int main(int argc, char **argv)
{
	uint64_t operations = argc > 1 ? strtoull(argv[1], NULL, 10) : 1000000;
	int readers = argc > 2 ? atoi(argv[2]) : 16;
	uint64_t seed = argc > 3 ? strtoull(argv[3], NULL, 10) : 1;
	pthread_t thread[64];
	struct acg_writer *w;
	struct acg_store_info info;
	uint64_t differ = 0;
	unsigned long long stops;

	if(operations < 10000000)
		numbers = operations < 100000 ? 1 << 13 : 1 << 16;
	/* Reader 0 is the writer itself. */
	store = acg_store_new(readers + 1, REGION);
	model = calloc(numbers, sizeof(*model));
	must(store && model && readers > 0 && readers <= 64 ? NULL
														: "cannot start");
	w = replace(NULL, 0);
	for(long i = 0; i < readers; i++)
		must(pthread_create(&thread[i], NULL, reader, (void *)(i + 1))
						? "cannot start a reader"
						: NULL);
	must(stops_begin(thread, readers) ? "cannot stop readers" : NULL);
	for(uint64_t i = 0; i < operations; i++) {
		operate(w, &seed, i);
		if(i % (operations / 10 + 1) == operations / 10) {
			differ += differences();
			w = replace(w, numbers / 2);
		}
	}
	stops = stops_end();
	atomic_store(&stop, true);
	for(int i = 0; i < readers; i++)
		pthread_join(thread[i], NULL);
	differ += differences();
	acg_store_info(store, 0, &info);
	printf("%llu operations, %llu lookups by %d readers stopped %llu times, "
		   "%llu "
		   "violations, %llu differences from the model, %llu tables, %llu "
		   "numbers, %.1f "
		   "bytes each at the end\n",
			(unsigned long long)operations, (unsigned long long)lookups,
			readers, stops, (unsigned long long)wrong,
			(unsigned long long)differ, (unsigned long long)info.generation,
			(unsigned long long)info.numbers,
			(double)info.bytes / (double)info.numbers);
	acg_writer_free(w);
	acg_store_free(store);
	return wrong || differ ? 1 : 0;
}
