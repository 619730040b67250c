/*
 * index: a set of 32-bit names of things, found by what they contain. Private
 * to one process. Pure.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef ACG_INDEX_H
#define ACG_INDEX_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct acg_index_slot {
	uint32_t hash, name; /* name 0: empty, UINT32_MAX: removed */
};

/* Zero-initialise. */
struct acg_index {
	struct acg_index_slot *slot;
	size_t room, used;
};

/* The name whose thing is `key`, as same() tells; 0: not there. */
uint32_t acg_index_find(const struct acg_index *index, uint32_t hash,
		bool (*same)(const void *context, uint32_t name, const void *key),
		const void *context, const void *key);

/* False when memory is short. */
bool acg_index_add(struct acg_index *index, uint32_t hash, uint32_t name);
void acg_index_remove(struct acg_index *index, uint32_t hash, uint32_t name);
void acg_index_release(struct acg_index *index);

uint32_t acg_index_hash(const void *data, size_t len);

#endif
