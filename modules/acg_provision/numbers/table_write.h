/*
 * table_write: filling and changing a table, by one process, under readers.
 *
 * The writer's handle and all it remembers (which records are used how often,
 * what is free) is in that process's own memory; the table is in the region.
 * Pure.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef ACG_TABLE_WRITE_H
#define ACG_TABLE_WRITE_H

#include "numbers/table.h"

struct acg_writer; /* opaque */

/* What a row of acg.number or acg.number_range says: services by precedence.
 * `header` need not be NUL-terminated; len 0 = none. */
struct acg_row_service {
	uint32_t service_id;
	const char *header;
	size_t header_len;
	bool enabled;
};
struct acg_row {
	uint32_t account_id;
	bool enabled;
	int services; /* 1 to ACG_ALTERNATIVES_MAX */
	struct acg_row_service service[ACG_ALTERNATIVES_MAX];
};
struct acg_range {
	acg_number_key_t first, last;
	struct acg_row row;
};

/* A writer with an empty table in `region`, zero and aligned to a page; NULL
 * when memory is short. *epoch is the readers' (store.h). */
struct acg_writer *acg_writer_new(
		char *region, size_t size, const uint64_t *epoch);

/* A writer for the table that a snapshot has put into the region, of which
 * `used` bytes are taken. NULL when memory is short or the table is not sound. */
struct acg_writer *acg_writer_resume(
		char *region, size_t size, size_t used, const uint64_t *epoch);

/* The writer's own memory; the table stays. */
void acg_writer_free(struct acg_writer *writer);

struct acg_table *acg_writer_table(struct acg_writer *writer);
/* Bytes of the region from its start that hold the whole table. */
size_t acg_writer_used(const struct acg_writer *writer);

/* Begin to fetch where the number is kept, which takes longer than all the rest
 * of acg_writer_number() for it, a little later. */
void acg_writer_prefetch(const struct acg_writer *w, acg_number_key_t number);

/* Each sets what is there under that id or number, new or changed, and returns
 * NULL, or why not (static text), and then nothing has changed. */
const char *acg_writer_account(
		struct acg_writer *writer, uint32_t id, const char *name, bool enabled);
const char *acg_writer_service(struct acg_writer *writer, uint32_t id,
		const char *name, bool custom_header, bool enabled);
const char *acg_writer_number(struct acg_writer *writer,
		acg_number_key_t number, const struct acg_row *row);
/* All ranges at once, in any order. */
const char *acg_writer_ranges(
		struct acg_writer *writer, const struct acg_range *range, int count);

/* No effect on what is not there. An account that rows still name stays. */
void acg_writer_remove_number(
		struct acg_writer *writer, acg_number_key_t number);
void acg_writer_remove_account(struct acg_writer *writer, uint32_t id);

/* Bytes that wait for readers to leave; and to be called when all have left the
 * epochs before `epoch`. */
size_t acg_writer_retired(const struct acg_writer *writer);
void acg_writer_reclaim(struct acg_writer *writer, uint64_t epoch);

#endif
