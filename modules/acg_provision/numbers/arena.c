/*
 * arena: blocks inside one region of memory, named by their offset.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "numbers/arena.h"

#include <stdlib.h>
#include <string.h>

static size_t to_units(size_t size)
{
	return (size + ACG_ARENA_UNIT - 1) & ~(size_t)(ACG_ARENA_UNIT - 1);
}

/* Of a block. */
static size_t rounded(size_t size)
{
	size_t power = ACG_ARENA_SMALL;

	if(size <= ACG_ARENA_SMALL)
		return to_units(size);
	while(power < size)
		power *= 2;
	return power;
}

/* Class of a rounded size. */
static int class_of(size_t size)
{
	if(size <= ACG_ARENA_SMALL)
		return (int)(size / ACG_ARENA_UNIT);
	return ACG_ARENA_SMALL / ACG_ARENA_UNIT + __builtin_ctzll(size)
		   - __builtin_ctzll(ACG_ARENA_SMALL);
}

static size_t alignment(size_t size)
{
	return size >= 4096 ? 4096 : size >= 512 ? 512 : ACG_ARENA_UNIT;
}

void acg_arena_init(
		struct acg_arena *arena, char *base, size_t size, size_t reserved)
{
	memset(arena, 0, sizeof(*arena));
	arena->base = base;
	arena->size = size;
	arena->top = to_units(reserved); /* a whole table, perhaps */
}

void acg_arena_release(struct acg_arena *arena)
{
	free(arena->retired);
	arena->retired = NULL;
}

/* The first bytes of a free block hold the offset of the next of its class. */
static uint64_t pop(struct acg_arena *arena, int class, size_t size)
{
	uint64_t offset = arena->free[class];

	memcpy(&arena->free[class], arena->base + offset, sizeof(uint64_t));
	memset(arena->base + offset, 0, size);
	arena->free_bytes -= size;
	return offset;
}

uint64_t acg_arena_alloc(struct acg_arena *arena, size_t size)
{
	size_t whole = rounded(size), at;
	int class = class_of(whole);

	if(arena->free[class])
		return pop(arena, class, whole);
	at = (arena->top + alignment(whole) - 1) & ~(alignment(whole) - 1);
	if(at > arena->size || whole > arena->size - at)
		return 0;
	/* What alignment leaves between is made small blocks of. */
	while(arena->top < at) {
		size_t gap = at - arena->top;
		size_t piece = gap < 512 ? gap : 512 - (arena->top & 511);
		acg_arena_free(arena, arena->top, piece);
		arena->top += piece;
	}
	arena->top = at + whole;
	return at;
}

void acg_arena_free(struct acg_arena *arena, uint64_t offset, size_t size)
{
	size_t whole = rounded(size);
	int class = class_of(whole);

#ifdef ACG_ARENA_POISON /* of the stress test: who still reads it is to notice */
	memset(arena->base + offset, ACG_ARENA_POISON, whole);
#endif
	memcpy(arena->base + offset, &arena->free[class], sizeof(uint64_t));
	arena->free[class] = offset;
	arena->free_bytes += whole;
}

bool acg_arena_retire(
		struct acg_arena *arena, uint64_t offset, size_t size, uint64_t epoch)
{
	if(arena->retired_count == arena->retired_room) {
		size_t room = arena->retired_room ? arena->retired_room * 2 : 256;
		void *grown = realloc(arena->retired, room * sizeof(*arena->retired));
		if(!grown)
			return false;
		arena->retired = grown;
		arena->retired_room = room;
	}
	arena->retired[arena->retired_count++] =
			(struct acg_arena_retired){offset, epoch, size};
	arena->retired_bytes += rounded(size);
	return true;
}

void acg_arena_reclaim(struct acg_arena *arena, uint64_t epoch)
{
	size_t kept = 0;

	for(size_t i = 0; i < arena->retired_count; i++) {
		struct acg_arena_retired *block = &arena->retired[i];
		if(block->epoch < epoch) {
			arena->retired_bytes -= rounded(block->size);
			acg_arena_free(arena, block->offset, block->size);
		} else {
			arena->retired[kept++] = *block;
		}
	}
	arena->retired_count = kept;
}
