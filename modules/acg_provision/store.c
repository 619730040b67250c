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

#define WAIT_STEPS 2000 /* of one millisecond each */
#define CACHE_LINE 64

/* 0: not reading; otherwise the generation seen when it began. Padded, so that
 * readers do not take each other's cache line. */
struct reader {
	atomic_uint_fast64_t generation;
	char padding[CACHE_LINE - sizeof(atomic_uint_fast64_t)];
};

struct acg_store {
	const struct acg_table_mem *mem;
	_Atomic(struct acg_table *) current;
	atomic_uint_fast64_t generation;
	_Atomic(time_t) loaded_at;
	struct acg_table *retired; /* newest first; the writer's alone */
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
	while(store->retired) {
		struct acg_table *table = store->retired;
		store->retired = acg_table_link(table)->next;
		acg_table_free(table, store->mem);
	}
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

/* Free the retired tables that no reader can hold. */
static void reclaim(struct acg_store *store)
{
	struct acg_table **at = &store->retired;

	while(*at) {
		struct acg_table *table = *at;
		struct acg_table_link *link = acg_table_link(table);

		if(unreachable(store, link->generation)) {
			*at = link->next;
			acg_table_free(table, store->mem);
		} else {
			at = &link->next;
		}
	}
}

/* `table` was replaced when the generation became what it is now. */
static void retire(struct acg_store *store, struct acg_table *table)
{
	struct acg_table_link *link = acg_table_link(table);

	link->generation = atomic_load(&store->generation);
	link->next = store->retired;
	store->retired = table;
}

void acg_store_publish(struct acg_store *store, struct acg_table *table)
{
	const struct timespec millisecond = {.tv_nsec = 1000000};
	struct acg_table *old = atomic_exchange(&store->current, table);

	atomic_store(&store->loaded_at, time(NULL));
	atomic_fetch_add(&store->generation, 1);
	if(old)
		retire(store, old);
	reclaim(store);
	for(int step = 0; store->retired && step < WAIT_STEPS; step++) {
		nanosleep(&millisecond, NULL);
		reclaim(store);
	}
}
