/*
 * store: the table in force, in memory that processes share; who reads it; and
 * when what was replaced may be freed. Readers take no lock and never wait.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef ACG_STORE_H
#define ACG_STORE_H

#include "numbers/table.h"

#include <time.h>

struct acg_store; /* opaque */

enum acg_source { ACG_FROM_NOWHERE, ACG_FROM_DATABASE, ACG_FROM_SNAPSHOT };

/* What is in force. */
struct acg_store_info {
	uint64_t generation; /* 1 for the first table, +1 at each replacement */
	enum acg_source source;
	time_t loaded_at; /* UTC */
	uint64_t numbers, ranges;
	size_t bytes;
};

/* A store without a table, for readers numbered 0..readers-1 (Kamailio: process
 * numbers), whose tables have at most `region_size` bytes (a multiple of the
 * page size). Address space for several tables is reserved; memory is taken as
 * it is written. Call before forking. NULL when memory is short. */
struct acg_store *acg_store_new(int readers, size_t region_size);
void acg_store_free(struct acg_store *store);

/* As acg_table_lookup() and acg_table_explain(), as reader `reader`; wait-free.
 * ACG_NOT_PROVISIONED, or 0, while there is no table. */
enum acg_found acg_store_lookup(struct acg_store *store, int reader,
		acg_number_key_t number, struct acg_service_match *match);
int acg_store_explain(struct acg_store *store, int reader,
		acg_number_key_t number, struct acg_candidate *candidate, int max);

/* False while there is no table. */
bool acg_store_info(
		struct acg_store *store, int reader, struct acg_store_info *info);

/* --- the writer: one process, one thread ------------------------------------ */

/* The readers' epoch, for acg_writer_new(). */
const uint64_t *acg_store_epoch(const struct acg_store *store);

/* Begin a new epoch. Returns the oldest epoch in which a reader may still be:
 * what was unlinked before it may be freed. Does not wait for readers; may take
 * some milliseconds. */
uint64_t acg_store_advance(struct acg_store *store);

/* A region for a new table, zero. A region that a dead writer left behind is
 * taken over. NULL when readers still hold each of the replaced tables. */
char *acg_store_region(struct acg_store *store);
size_t acg_store_region_size(const struct acg_store *store);
/* Give back a region whose table will not be put in force. */
void acg_store_abandon(struct acg_store *store, char *region);

/* Put the table in `region` in force; the one before is freed when no reader is
 * left in it, at a later call of acg_store_region() or acg_store_tidy(). */
void acg_store_publish(
		struct acg_store *store, char *region, enum acg_source source);
void acg_store_tidy(struct acg_store *store);

#endif
