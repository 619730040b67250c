/*
 * epoch: a block in force, replaced under readers that never wait.
 *
 * A reader announces the generation it saw in its own slot, then loads `current`,
 * and clears the slot when done. The writer exchanges `current`, then raises the
 * generation, then looks at the slots. All of it is sequentially consistent: a
 * reader whose load came before the exchange announced itself before the writer
 * looked, with a generation older than the one the block was replaced at, and the
 * block is kept. A reader that announced an old generation and loaded the new
 * block only delays the end of the old one.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "base/epoch.h"

#include <stdatomic.h>
#include <stdbool.h>
#include <string.h>

#define CACHE_LINE 64

/* 0: not reading. Padded, so that readers do not share a cache line. */
struct reader {
	atomic_uint_fast64_t generation;
	char padding[CACHE_LINE - sizeof(atomic_uint_fast64_t)];
};

struct acg_epoch {
	const struct acg_epoch_mem *mem;
	_Atomic(struct acg_epoch_block *) current;
	atomic_uint_fast64_t generation; /* 1 at first */
	struct acg_epoch_block *retired; /* the writer's alone */
	int readers;
	struct reader reader[];
};

struct acg_epoch *acg_epoch_new(int readers, const struct acg_epoch_mem *mem)
{
	size_t size =
			sizeof(struct acg_epoch) + (size_t)readers * sizeof(struct reader);
	struct acg_epoch *epoch = mem->alloc(size);

	if(!epoch)
		return NULL;
	memset(epoch, 0, size);
	epoch->mem = mem;
	epoch->readers = readers;
	atomic_init(&epoch->generation, 1);
	return epoch;
}

void acg_epoch_free(struct acg_epoch *epoch)
{
	struct acg_epoch_block *current;

	if(!epoch)
		return;
	while(epoch->retired) {
		struct acg_epoch_block *block = epoch->retired;
		epoch->retired = block->next;
		epoch->mem->free(block);
	}
	current = atomic_load(&epoch->current);
	if(current)
		epoch->mem->free(current);
	epoch->mem->release(epoch);
}

const void *acg_epoch_enter(struct acg_epoch *epoch, int reader)
{
	atomic_store(
			&epoch->reader[reader].generation, atomic_load(&epoch->generation));
	return atomic_load(&epoch->current);
}

void acg_epoch_leave(struct acg_epoch *epoch, int reader)
{
	atomic_store_explicit(
			&epoch->reader[reader].generation, 0, memory_order_release);
}

/* True when no reader can hold a block replaced at `generation`. */
static bool unreachable(struct acg_epoch *epoch, uint64_t generation)
{
	for(int i = 0; i < epoch->readers; i++) {
		uint64_t seen = atomic_load(&epoch->reader[i].generation);
		if(seen && seen < generation)
			return false;
	}
	return true;
}

static void reclaim(struct acg_epoch *epoch)
{
	struct acg_epoch_block **at = &epoch->retired;

	while(*at) {
		struct acg_epoch_block *block = *at;

		if(unreachable(epoch, block->generation)) {
			*at = block->next;
			epoch->mem->free(block);
		} else {
			at = &block->next;
		}
	}
}

void acg_epoch_publish(struct acg_epoch *epoch, struct acg_epoch_block *block)
{
	struct acg_epoch_block *old = atomic_exchange(&epoch->current, block);
	uint64_t generation = atomic_fetch_add(&epoch->generation, 1) + 1;

	if(old) {
		old->generation = generation;
		old->next = epoch->retired;
		epoch->retired = old;
	}
	reclaim(epoch);
}
