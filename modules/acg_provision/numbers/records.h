/*
 * records: the writer's side of what numbers share: accounts, services, header
 * values, and records that combine them; each kept once, counted, and given back
 * when the last user is gone. Pure.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef ACG_RECORDS_H
#define ACG_RECORDS_H

#include "numbers/index.h"
#include "numbers/table_layout.h"
#include "numbers/table_write.h"

struct acg_string {
	acg_ref_t ref;
	uint32_t refs;
};

struct acg_account_entry {
	uint32_t id;
	uint32_t refs; /* records that name it */
};

struct acg_retired_record {
	uint32_t record;
	uint64_t epoch;
};

/* Of the writer. Zero-initialise, set the first three. */
struct acg_records {
	struct acg_arena *arena;
	struct acg_table *table;
	const uint64_t *epoch;

	struct acg_index by_content; /* of records */
	uint32_t *refs;				 /* by record index */
	uint32_t top, room;			 /* indices given out; size of refs */
	uint32_t *unused;			 /* indices below top to be used again */
	uint32_t unused_count, unused_room;
	struct acg_retired_record *retired;
	uint32_t retired_count, retired_room;

	struct acg_index by_text; /* of header values: index into string, + 1 */
	struct acg_string *string;
	uint32_t strings, string_room;
	uint32_t free_string; /* + 1; a free one's ref is the next */

	uint32_t *by_small_id; /* of accounts: index + 1, for ids below small_ids */
	uint32_t small_ids;
	struct acg_index by_id; /* the same for larger ids */
	struct acg_account_entry *account;
	uint32_t accounts, account_room;
	uint32_t service_id[ACG_SERVICES_MAX];
	uint32_t services;
};

/* Each returns NULL or why not, and then nothing has changed. */
const char *acg_records_account(struct acg_records *records, uint32_t id,
		const char *name, bool enabled);
const char *acg_records_service(struct acg_records *records, uint32_t id,
		const char *name, bool custom_header, bool enabled);
void acg_records_remove_account(struct acg_records *records, uint32_t id);

/* The record of a row in *index, which the caller then uses once. */
const char *acg_records_take(struct acg_records *records,
		const struct acg_row *row, uint32_t *index);
/* One use less. */
void acg_records_release(struct acg_records *records, uint32_t index);

/* Indices retired before `epoch` may be used again. */
void acg_records_reclaim(struct acg_records *records, uint64_t epoch);

/* Learn again what a table that was read from a file holds: first a call per use
 * of a record, then one at the end. False when memory is short or the table is
 * not sound. */
bool acg_records_relearn_use(struct acg_records *records, uint32_t index);
bool acg_records_relearn(struct acg_records *records);

void acg_records_free(struct acg_records *records);

#endif
