/*
 * store: the table in force, and how a new one takes its place.
 *
 * Why a reader can never hold freed memory. A reader first announces the
 * generation it saw in its own slot, then loads `current`; when done it clears
 * the slot. The writer first exchanges `current`, then raises the generation,
 * then looks at the slots. All of these are sequentially consistent, so in their
 * single order either the reader's load comes after the exchange (it got the new
 * table), or its announcement comes before the exchange, hence before the
 * writer's look, which finds a slot with an older generation and does not free.
 * A reader that announced an old generation but loaded the new table only makes
 * the writer wait a little longer.
 *
 * A process can be stopped between announcing and clearing. The writer gives up
 * waiting after a bound and keeps the old table on a list of retired ones, tried
 * again at the next publication: memory is lent, never freed under a reader.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "store.h"

#include <stdatomic.h>
#include <string.h>

#define RETIRED_MAX 8
#define WAIT_STEPS 2000 /* of one millisecond each */
#define CACHE_LINE 64

/* 0: not reading; otherwise the generation seen when it began. Padded, so that
 * readers do not take each other's cache line. */
struct reader {
	atomic_uint_fast64_t generation;
	char padding[CACHE_LINE - sizeof(atomic_uint_fast64_t)];
};

/* A table that was replaced when the generation became `generation`. */
struct retired {
	struct acg_table *table;
	uint64_t generation;
};

struct acg_store {
	const struct acg_table_mem *mem;
	_Atomic(struct acg_table *) current;
	atomic_uint_fast64_t generation;
	_Atomic(time_t) loaded_at;
	struct retired retired[RETIRED_MAX]; /* the writer's alone */
	int readers;
	struct reader reader[];
};

struct acg_store *acg_store_new(int readers, const struct acg_table_mem *mem)
{
	size_t size =
			sizeof(struct acg_store) + (size_t)readers * sizeof(struct reader);
	struct acg_store *store = mem->alloc(size);

	if(!store)
		return NULL;
	memset(store, 0, size);
	store->mem = mem;
	store->readers = readers;
	return store;
}

void acg_store_free(struct acg_store *store)
{
	if(!store)
		return;
	for(int i = 0; i < RETIRED_MAX; i++)
		acg_table_free(store->retired[i].table, store->mem);
	acg_table_free(atomic_load(&store->current), store->mem);
	store->mem->release(store);
}

static const struct acg_table *read_begin(struct acg_store *store, int reader)
{
	/* The generation is 0 before the first table: announce at least 1. */
	uint64_t seen = atomic_load(&store->generation);

	atomic_store(&store->reader[reader].generation, seen ? seen : 1);
	return atomic_load(&store->current);
}

static void read_end(struct acg_store *store, int reader)
{
	atomic_store_explicit(
			&store->reader[reader].generation, 0, memory_order_release);
}

enum acg_found acg_store_lookup(struct acg_store *store, int reader,
		acg_number_key_t number, struct acg_service_match *match)
{
	const struct acg_table *table = read_begin(store, reader);
	enum acg_found found = table ? acg_table_lookup(table, number, match)
								 : ACG_NOT_PROVISIONED;

	read_end(store, reader);
	return found;
}

bool acg_store_info(
		struct acg_store *store, int reader, struct acg_store_info *info)
{
	const struct acg_table *table = read_begin(store, reader);

	if(table) {
		info->generation = atomic_load(&store->generation);
		info->numbers = acg_table_count(table);
		info->bytes = acg_table_bytes(table);
		info->loaded_at = atomic_load(&store->loaded_at);
	}
	read_end(store, reader);
	return table != NULL;
}

/* True when no reader can hold a table replaced at `generation`. */
static bool unreachable(struct acg_store *store, uint64_t generation)
{
	for(int i = 0; i < store->readers; i++) {
		uint64_t seen = atomic_load(&store->reader[i].generation);
		if(seen && seen < generation)
			return false;
	}
	return true;
}

/* Free what no reader can hold; returns how many tables remain retired. */
static int reclaim(struct acg_store *store)
{
	int remaining = 0;

	for(int i = 0; i < RETIRED_MAX; i++) {
		struct retired *old = &store->retired[i];
		if(!old->table)
			continue;
		if(unreachable(store, old->generation)) {
			acg_table_free(old->table, store->mem);
			old->table = NULL;
		} else {
			remaining++;
		}
	}
	return remaining;
}

/* Wait, at most `steps` milliseconds, until at most `limit` tables are retired. */
static void wait_for_readers(struct acg_store *store, int limit, int steps)
{
	const struct timespec millisecond = {.tv_nsec = 1000000};

	while(reclaim(store) > limit && steps-- > 0)
		nanosleep(&millisecond, NULL);
}

static void retire(struct acg_store *store, struct acg_table *table)
{
	for(int i = 0; i < RETIRED_MAX; i++) {
		if(!store->retired[i].table) {
			store->retired[i].table = table;
			store->retired[i].generation = atomic_load(&store->generation);
			return;
		}
	}
	/* Eight stopped processes' worth of tables: leaking is the safe end. */
}

void acg_store_publish(struct acg_store *store, struct acg_table *table)
{
	struct acg_table *old = atomic_exchange(&store->current, table);

	atomic_store(&store->loaded_at, time(NULL));
	atomic_fetch_add(&store->generation, 1);
	if(!old)
		return;
	wait_for_readers(store, RETIRED_MAX - 1, WAIT_STEPS);
	retire(store, old);
	wait_for_readers(store, 0, WAIT_STEPS);
}
