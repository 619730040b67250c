/*
 * map: from an integer to an integer, in an arena.
 *
 * Why readers need no lock. Everything a reader follows is one aligned word that
 * the writer replaces by one release store after what it leads to is complete,
 * and that readers load with acquire: the root (directory), a directory entry
 * (block), a slot (key and value together). So a reader sees either the whole of
 * the old or the whole of the new.
 * - Insert fills an empty slot or one whose key was removed. A key never moves
 *   within a block, so a probe for another key is not led astray.
 * - Update replaces the word: same key, new value.
 * - Remove leaves a mark that probes pass over. It becomes an empty slot only
 *   where the next slot is empty, that is where no probe goes on anyway.
 * - A split, or the clearing of marks, fills new blocks aside and then replaces
 *   directory entries one by one. The old block holds the same keys and is not
 *   written to again, so it does not matter which of them a reader meets.
 * Replaced blocks and directories are retired and freed by epoch, see store.c.
 * A probe makes at most ACG_MAP_SLOTS steps: readers never wait.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "numbers/map.h"

#include <string.h>

#define EMPTY UINT64_C(0)
#define REMOVED UINT64_MAX /* no value is all ones, see value_fits() */
#define DEPTH_MASK UINT64_C(63)

/* `live` and `used` (live or removed) are the writer's. */
struct block {
	uint16_t live, used;
	uint32_t unused;
	_Atomic uint64_t slot[ACG_MAP_SLOTS];
};
_Static_assert(sizeof(struct block) == ACG_MAP_BLOCK_SIZE, "a block's size");

typedef _Atomic uint64_t entry_t; /* of a directory: offset | depth, 0: none */

static inline entry_t *directory_of(const char *base, uint64_t root)
{
	return (entry_t *)(base + (root & ~DEPTH_MASK));
}

static inline struct block *block_of(const char *base, uint64_t entry)
{
	return (struct block *)(base + (entry & ~(uint64_t)DEPTH_MASK));
}

static inline uint64_t index_of(uint64_t key, int key_bits, int depth)
{
	return depth ? key >> (key_bits - depth) : 0;
}

/* How many low bits of a slot are the value. */
static inline int value_bits(int key_bits, int depth)
{
	return 64 - key_bits + depth;
}

static inline bool value_fits(uint64_t value, int bits)
{
	return value < (UINT64_C(1) << bits) - 1;
}

static inline int first_slot(uint64_t key)
{
	uint64_t mixed = key * UINT64_C(0x9e3779b97f4a7c15);

	return (int)(((mixed >> 32) * ACG_MAP_SLOTS) >> 32);
}

static inline int next_slot(int i)
{
	return i + 1 == ACG_MAP_SLOTS ? 0 : i + 1;
}

/* The slot that holds the key whose stored part is `want`, or -1. */
static inline int probe(
		const struct block *block, int first, uint64_t want, int bits)
{
	int i = first;

	for(int step = 0; step < ACG_MAP_SLOTS; step++) {
		uint64_t word =
				atomic_load_explicit(&block->slot[i], memory_order_acquire);
		if(word == EMPTY)
			return -1;
		if((word ^ want) >> bits == 0 && word != REMOVED)
			return i;
		i = next_slot(i);
	}
	return -1;
}

uint64_t acg_map_find(const char *base, const acg_map_root_t *root_word,
		int key_bits, uint64_t key)
{
	uint64_t root = atomic_load_explicit(root_word, memory_order_acquire);
	uint64_t entry, word, want;
	const struct block *block;
	int bits, i;

	if(!root)
		return 0;
	entry = atomic_load_explicit(
			&directory_of(base,
					root)[index_of(key, key_bits, (int)(root & DEPTH_MASK))],
			memory_order_acquire);
	if(!entry)
		return 0;
	bits = value_bits(key_bits, (int)(entry & DEPTH_MASK));
	want = key << bits;
	block = block_of(base, entry);
	i = first_slot(key);
	for(int step = 0; step < ACG_MAP_SLOTS; step++) {
		word = atomic_load_explicit(&block->slot[i], memory_order_acquire);
		if(word == EMPTY)
			return 0;
		if((word ^ want) >> bits == 0 && word != REMOVED)
			return word & ((UINT64_C(1) << bits) - 1);
		i = next_slot(i);
	}
	return 0;
}

/* --- the writer ----------------------------------------------------------- */

/* Where a key's block hangs. */
struct place {
	entry_t *directory;
	int directory_depth;
	uint64_t index; /* of the key's entry */
	uint64_t entry;
	int depth; /* of the block */
};

static bool find_place(
		const struct acg_map *map, uint64_t key, struct place *at)
{
	uint64_t root = atomic_load_explicit(map->root, memory_order_relaxed);

	if(!root)
		return false;
	at->directory = directory_of(map->arena->base, root);
	at->directory_depth = (int)(root & DEPTH_MASK);
	at->index = index_of(key, map->key_bits, at->directory_depth);
	at->entry = atomic_load_explicit(
			&at->directory[at->index], memory_order_relaxed);
	at->depth = (int)(at->entry & DEPTH_MASK);
	return true;
}

void acg_map_prefetch(const struct acg_map *map, uint64_t key)
{
	struct place at;

	if(find_place(map, key, &at) && at.entry)
		__builtin_prefetch((const void *)&block_of(map->arena->base, at.entry)
								   ->slot[first_slot(key)]);
}

static void retire(struct acg_map *map, uint64_t offset, size_t size)
{
	acg_arena_retire(map->arena, offset, size, *map->epoch);
}

static size_t directory_size(int depth)
{
	size_t size = sizeof(entry_t) << depth;

	return size < 512 ? 512 : size;
}

static bool make_root(struct acg_map *map)
{
	uint64_t directory = acg_arena_alloc(map->arena, directory_size(0));

	if(directory)
		atomic_store_explicit(map->root, directory, memory_order_release);
	return directory != 0;
}

static bool double_directory(struct acg_map *map, const struct place *at)
{
	int depth = at->directory_depth + 1;
	uint64_t offset = acg_arena_alloc(map->arena, directory_size(depth));
	uint64_t old = atomic_load_explicit(map->root, memory_order_relaxed);
	entry_t *grown;

	if(!offset)
		return false;
	grown = (entry_t *)(map->arena->base + offset);
	for(uint64_t i = 0; i < UINT64_C(1) << depth; i++)
		atomic_store_explicit(&grown[i],
				atomic_load_explicit(
						&at->directory[i >> 1], memory_order_relaxed),
				memory_order_relaxed);
	atomic_store_explicit(
			map->root, offset | (uint64_t)depth, memory_order_release);
	retire(map, old & ~DEPTH_MASK, directory_size(at->directory_depth));
	return true;
}

/* Let all entries of the block at `at` lead to `low` and, in their second half,
 * to `high` (each an entry, or 0). */
static void replace_entries(const struct place *at, uint64_t low, uint64_t high)
{
	int shift = at->directory_depth - at->depth;
	uint64_t first = at->index >> shift << shift;
	uint64_t count = UINT64_C(1) << shift;

	for(uint64_t i = 0; i < count; i++)
		atomic_store_explicit(&at->directory[first + i],
				i < count / 2 ? low : high, memory_order_release);
}

/* The whole keys and the values of a block. */
static int items_of(const struct acg_map *map, const struct place *at,
		struct acg_map_item item[static ACG_MAP_SLOTS])
{
	const struct block *block = block_of(map->arena->base, at->entry);
	int bits = value_bits(map->key_bits, at->depth), count = 0;
	int rest = map->key_bits - at->depth;
	uint64_t prefix = at->index >> (at->directory_depth - at->depth);

	for(int i = 0; i < ACG_MAP_SLOTS; i++) {
		uint64_t word =
				atomic_load_explicit(&block->slot[i], memory_order_relaxed);
		if(word == EMPTY || word == REMOVED)
			continue;
		item[count].key = (at->depth ? prefix << rest : 0) | word >> bits;
		item[count++].value = word & ((UINT64_C(1) << bits) - 1);
	}
	return count;
}

static void fill(struct block *block, const struct acg_map_item *item,
		int count, int key_bits, int depth)
{
	int bits = value_bits(key_bits, depth);

	for(int n = 0; n < count; n++) {
		int i = first_slot(item[n].key);
		while(atomic_load_explicit(&block->slot[i], memory_order_relaxed))
			i = next_slot(i);
		atomic_store_explicit(&block->slot[i],
				item[n].key << bits | item[n].value, memory_order_relaxed);
	}
	block->live = block->used = (uint16_t)count;
}

/* A block of `count` items as a directory's entry in *entry, 0 for no items. */
static bool make_block(struct acg_map *map, const struct acg_map_item *item,
		int count, int depth, uint64_t *entry)
{
	uint64_t offset;

	*entry = 0;
	if(count == 0)
		return true;
	offset = acg_arena_alloc(map->arena, ACG_MAP_BLOCK_SIZE);
	if(!offset)
		return false;
	fill((struct block *)(map->arena->base + offset), item, count,
			map->key_bits, depth);
	*entry = offset | (uint64_t)depth;
	return true;
}

/* The block with what is live in it, without the marks of removed keys. */
static bool rebuild(struct acg_map *map, const struct place *at,
		const struct acg_map_item *item, int count)
{
	uint64_t entry;

	if(!make_block(map, item, count, at->depth, &entry))
		return false;
	replace_entries(at, entry, entry);
	retire(map, at->entry & ~DEPTH_MASK, ACG_MAP_BLOCK_SIZE);
	return true;
}

static bool split(struct acg_map *map, const struct place *at,
		struct acg_map_item *item, int count)
{
	uint64_t half = UINT64_C(1) << (map->key_bits - at->depth - 1);
	uint64_t low, high;
	int lows = 0;

	if(at->depth == at->directory_depth)
		return double_directory(map, at); /* the caller comes again */
	for(int i = 0; i < count; i++) {
		struct acg_map_item moved = item[i];
		if(moved.key & half)
			continue;
		item[i] = item[lows];
		item[lows++] = moved;
	}
	if(!make_block(map, item, lows, at->depth + 1, &low))
		return false;
	if(!make_block(map, item + lows, count - lows, at->depth + 1, &high)) {
		if(low)
			acg_arena_free(map->arena, low & ~DEPTH_MASK, ACG_MAP_BLOCK_SIZE);
		return false;
	}
	replace_entries(at, low, high);
	retire(map, at->entry & ~DEPTH_MASK, ACG_MAP_BLOCK_SIZE);
	return true;
}

/* Let the owner take keys elsewhere, and mark them removed here. Returns how
 * many items are left. */
static int relieve(struct acg_map *map, const struct place *at,
		struct acg_map_item *item, int count)
{
	struct block *block = block_of(map->arena->base, at->entry);
	int bits = value_bits(map->key_bits, at->depth), kept = 0;

	if(map->relieve(map->context, item, count) == 0)
		return count;
	for(int i = 0; i < count; i++) {
		uint64_t key = item[i].key;
		if(item[i].value) {
			item[kept++] = item[i];
			continue;
		}
		atomic_store_explicit(
				&block->slot[probe(block, first_slot(key), key << bits, bits)],
				REMOVED, memory_order_release);
		block->live--;
	}
	return kept;
}

/* The block is full, or too shallow for a value: make room. */
static bool make_room(struct acg_map *map, const struct place *at, bool full)
{
	struct acg_map_item item[ACG_MAP_SLOTS];
	int count = items_of(map, at, item), left = count;

	if(full && map->relieve)
		left = relieve(map, at, item, count);
	if(left < count || (full && count <= ACG_MAP_SLOTS_FULL * 3 / 4))
		return rebuild(map, at, item, left);
	return split(map, at, item, count);
}

static bool add_block(struct acg_map *map, const struct place *at)
{
	uint64_t offset = acg_arena_alloc(map->arena, ACG_MAP_BLOCK_SIZE);

	if(offset)
		atomic_store_explicit(&at->directory[at->index],
				offset | (uint64_t)at->directory_depth, memory_order_release);
	return offset != 0;
}

/* Where a new key goes: the first removed slot of its probe, or the empty one. */
static int slot_for(const struct block *block, int i, bool *reuses)
{
	uint64_t word;

	for(;; i = next_slot(i)) {
		word = atomic_load_explicit(&block->slot[i], memory_order_relaxed);
		if(word == EMPTY || word == REMOVED) {
			*reuses = word == REMOVED;
			return i;
		}
	}
}

/* Put into a block with room. False: it has none. */
static bool put_in_block(
		struct block *block, uint64_t key, uint64_t value, int bits)
{
	uint64_t want = key << bits;
	int i = probe(block, first_slot(key), want, bits);

	if(i < 0) {
		bool reuses;
		i = slot_for(block, first_slot(key), &reuses);
		if(!reuses && block->used >= ACG_MAP_SLOTS_FULL)
			return false;
		block->live++;
		block->used += !reuses;
	}
	atomic_store_explicit(&block->slot[i], want | value, memory_order_release);
	return true;
}

bool acg_map_put(struct acg_map *map, uint64_t key, uint64_t value)
{
	for(;;) {
		struct place at;
		bool fits;

		if(!find_place(map, key, &at)) {
			if(!make_root(map))
				return false;
			continue;
		}
		if(!at.entry) {
			if(!add_block(map, &at))
				return false;
			continue;
		}
		fits = value_fits(value, value_bits(map->key_bits, at.depth));
		if(fits
				&& put_in_block(block_of(map->arena->base, at.entry), key,
						value, value_bits(map->key_bits, at.depth)))
			return true;
		if(!make_room(map, &at, fits))
			return false;
	}
}

/* Slot i is removed: make it, and the removed ones before it, empty again if
 * the one after it is. */
static void clear_marks(struct block *block, int i)
{
	if(atomic_load_explicit(&block->slot[next_slot(i)], memory_order_relaxed)
			!= EMPTY)
		return;
	while(atomic_load_explicit(&block->slot[i], memory_order_relaxed)
			== REMOVED) {
		atomic_store_explicit(&block->slot[i], EMPTY, memory_order_release);
		block->used--;
		i = i ? i - 1 : ACG_MAP_SLOTS - 1;
	}
}

void acg_map_remove(struct acg_map *map, uint64_t key)
{
	struct place at;
	struct block *block;
	int bits, i;

	if(!find_place(map, key, &at) || !at.entry)
		return;
	block = block_of(map->arena->base, at.entry);
	bits = value_bits(map->key_bits, at.depth);
	i = probe(block, first_slot(key), key << bits, bits);
	if(i < 0)
		return;
	atomic_store_explicit(&block->slot[i], REMOVED, memory_order_release);
	block->live--;
	clear_marks(block, i);
	if(block->live == 0) {
		replace_entries(&at, 0, 0);
		retire(map, at.entry & ~DEPTH_MASK, ACG_MAP_BLOCK_SIZE);
	}
}

void acg_map_walk(const struct acg_map *map,
		void (*visit)(void *context, uint64_t key, uint64_t value),
		void *context)
{
	struct acg_map_item item[ACG_MAP_SLOTS];
	struct place at;
	uint64_t last = 0;

	if(!find_place(map, 0, &at))
		return;
	for(at.index = 0; at.index < UINT64_C(1) << at.directory_depth;
			at.index++) {
		at.entry = atomic_load_explicit(
				&at.directory[at.index], memory_order_relaxed);
		at.depth = (int)(at.entry & DEPTH_MASK);
		if(!at.entry || at.entry == last)
			continue;
		last = at.entry;
		for(int i = 0, count = items_of(map, &at, item); i < count; i++)
			visit(context, item[i].key, item[i].value);
	}
}
