/*
 * map: from an integer to an integer, in an arena, one writer, many readers who
 * take no lock and never wait. Pure.
 *
 * Extendible hashing: the top bits of the key choose, through a directory, one
 * block of 4095 words of 8 bytes, searched by linear probing. The bits that
 * choose the block need not be stored in it: they are the room for the value.
 * A full block is split into two, so growing takes one block at a time, and a
 * directory of 8 bytes a block.
 *
 * Keys must be spread evenly: hash them by a permutation before.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef ACG_MAP_H
#define ACG_MAP_H

#include "numbers/arena.h"

#include <stdatomic.h>

/* Large blocks make a small directory, which stays in the processor's cache: a
 * lookup then costs little more than the one slot it must fetch. */
#define ACG_MAP_BLOCK_SIZE 32768
#define ACG_MAP_SLOTS (ACG_MAP_BLOCK_SIZE / 8 - 1)
#define ACG_MAP_SLOTS_FULL (ACG_MAP_SLOTS * 17 / 20)

/* All a reader needs, in shared memory: offset of the directory and its depth. */
typedef _Atomic uint64_t acg_map_root_t;

struct acg_map_item {
	uint64_t key, value;
};

/* The writer's handle, private to it. */
struct acg_map {
	struct acg_arena *arena;
	acg_map_root_t *root;
	int key_bits; /* 14 to 50: the width of keys */
	/* Called with all items of a full block before it is split; may change their
	 * order, and take some of them elsewhere by setting their value to 0. Nothing
	 * may be put into this map meanwhile. Returns how many it took. NULL: none. */
	int (*relieve)(void *context, struct acg_map_item *item, int count);
	void *context;
	const uint64_t *epoch; /* of the readers, for what is unlinked */
};

/* The value of `key`, 0 when it is not there. Any process. */
uint64_t acg_map_find(const char *base, const acg_map_root_t *root,
		int key_bits, uint64_t key);

/* Begin to fetch where `key` is looked for. The writer only. */
void acg_map_prefetch(const struct acg_map *map, uint64_t key);

/* Set the value (1 or more) of `key`; false when the arena is full, and then
 * the map is as it was. */
bool acg_map_put(struct acg_map *map, uint64_t key, uint64_t value);

/* Forget `key`; no effect when it is not there. */
void acg_map_remove(struct acg_map *map, uint64_t key);

/* Call visit() for every key, in no order. The writer only. */
void acg_map_walk(const struct acg_map *map,
		void (*visit)(void *context, uint64_t key, uint64_t value),
		void *context);

#endif
