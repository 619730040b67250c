/*
 * epoch: a block of shared memory in force, replaced under readers that never
 * wait. Pure.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef ACG_EPOCH_H
#define ACG_EPOCH_H

#include <stddef.h>
#include <stdint.h>

struct acg_epoch; /* opaque */

/* First member of each block. Zero at first; the epoch alone uses it. */
struct acg_epoch_block {
	struct acg_epoch_block *next;
	uint64_t generation;
};

struct acg_epoch_mem {
	void *(*alloc)(size_t size);
	void (*release)(void *p);					 /* the epoch's own memory */
	void (*free)(struct acg_epoch_block *block); /* one block and all it owns */
};

/* Without a block, for readers numbered 0..readers-1 (process numbers). NULL when
 * memory is short. `mem` must outlive it. */
struct acg_epoch *acg_epoch_new(int readers, const struct acg_epoch_mem *mem);
void acg_epoch_free(struct acg_epoch *epoch);

/* The block in force, NULL for none; it stays until the same reader leaves.
 * Wait-free. Not to be nested, and short: a reader that stays keeps the memory of
 * everything replaced meanwhile. */
const void *acg_epoch_enter(struct acg_epoch *epoch, int reader);
void acg_epoch_leave(struct acg_epoch *epoch, int reader);

/* Put `block` in force; free what no reader can hold any more, and the rest at
 * the next publication. One writer at a time. Takes ownership. */
void acg_epoch_publish(struct acg_epoch *epoch, struct acg_epoch_block *block);

#endif
