/*
 * store: the table in force, and how a new one takes its place under readers
 * that never wait.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef ACG_STORE_H
#define ACG_STORE_H

#include "table.h"

struct acg_store; /* opaque, in the memory of the allocator given */

/* Where the table in force came from. */
struct acg_store_info {
	uint64_t generation; /* 1 for the first table, +1 at each replacement */
	uint64_t numbers;
	size_t bytes;
	time_t loaded_at; /* UTC */
};

/* A store without a table, for readers numbered 0..readers-1 (Kamailio:
 * process numbers). NULL when memory is short. `mem` must outlive the store. */
struct acg_store *acg_store_new(int readers, const struct acg_table_mem *mem);
void acg_store_free(struct acg_store *store);

/* Find a number as reader `reader`; wait-free, takes no lock. Returns
 * ACG_NOT_PROVISIONED while there is no table. */
enum acg_found acg_store_lookup(struct acg_store *store, int reader,
		acg_number_key_t number, struct acg_service_match *match);

/* Put `table` in force and free the one before as soon as no reader can hold
 * it. One writer at a time, the caller sees to that. Takes ownership. */
void acg_store_publish(struct acg_store *store, struct acg_table *table);

/* False while there is no table. */
bool acg_store_info(
		struct acg_store *store, int reader, struct acg_store_info *info);

#endif
