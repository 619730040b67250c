/*
 * arena: blocks inside one region of memory, named by their offset from its
 * start, so that every process, and a file, can hold the same names.
 *
 * The region is the caller's and may be shared; what this structure knows
 * (what is free, what waits to be freed) is private to the one writer. Pure.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef ACG_ARENA_H
#define ACG_ARENA_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Largest block whose size is kept exactly; above, powers of two. */
#define ACG_ARENA_UNIT 16
#define ACG_ARENA_SMALL 4096
#define ACG_ARENA_CLASSES (ACG_ARENA_SMALL / ACG_ARENA_UNIT + 1 + 48)

struct acg_arena_retired {
	uint64_t offset;
	uint64_t epoch; /* the readers' epoch in which it was unlinked */
	size_t size;
};

struct acg_arena {
	char *base;
	size_t size; /* of the region, bytes */
	size_t top;	 /* first byte never handed out */
	size_t free_bytes;
	size_t retired_bytes;
	uint64_t free[ACG_ARENA_CLASSES]; /* 0: none */
	struct acg_arena_retired *retired;
	size_t retired_count, retired_room;
};

/* Blocks begin after the first `reserved` bytes, which are the caller's. The
 * region must be zero, and base aligned to a page. */
void acg_arena_init(
		struct acg_arena *arena, char *base, size_t size, size_t reserved);
void acg_arena_release(struct acg_arena *arena);

/* A block of `size` bytes, all zero, aligned to 16 bytes, to 512 from that size
 * on, and to 4096 from that size on. 0 when the region is full. */
uint64_t acg_arena_alloc(struct acg_arena *arena, size_t size);

/* Give back a block that no reader can know of. */
void acg_arena_free(struct acg_arena *arena, uint64_t offset, size_t size);

/* Give back a block that was unlinked in `epoch` and may still be read. False
 * when memory for the note is short: the block then stays unused for good. */
bool acg_arena_retire(
		struct acg_arena *arena, uint64_t offset, size_t size, uint64_t epoch);

/* Free what was retired in an epoch before `epoch`. */
void acg_arena_reclaim(struct acg_arena *arena, uint64_t epoch);

#endif
