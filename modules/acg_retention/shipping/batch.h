/*
 * batch: records of one segment on their way to the database. Pure.
 *
 * Of a call that was answered and has ended within one batch only the end is kept.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef ACG_BATCH_H
#define ACG_BATCH_H

#include "record/copy.h"
#include "record/json.h"
#include "record/tally.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define ACG_BATCH_ROWS 4000
#define ACG_BATCH_BYTES (8 << 20)

/* The start or the end of a call. */
struct acg_batch_row {
	int64_t started_at;
	uint8_t id[ACG_RECORD_ID_SIZE];
	bool start;
	bool dropped;	/* a start whose end is here, too */
	bool met;		/* an end whose start is here, too */
	bool started;	/* an end whose start was written */
	bool no_day;	/* its day has expired, or is too far ahead */
	uint32_t bytes; /* where its bytes begin */
	uint32_t bytes_len;
	uint32_t line; /* where its line for COPY begins; of ends only */
	uint32_t line_len;
};

struct acg_batch {
	size_t limit; /* 1 to ACG_BATCH_ROWS; 0 is ACG_BATCH_ROWS */
	size_t count;
	size_t starts;
	struct acg_batch_row rows[ACG_BATCH_ROWS];
	struct acg_tally tally; /* of the ends */
	size_t lines_len;		/* of the ends, one after the other */
	char lines[ACG_BATCH_BYTES];
	size_t bytes_len;
	uint8_t bytes[ACG_BATCH_BYTES];
};

void acg_batch_clear(struct acg_batch *batch);

/* Is there certainly room for one more? A batch is of `limit` rows at most. */
bool acg_batch_has_room(const struct acg_batch *batch);

/* Needs room. `bytes` are those the record was decoded from. */
void acg_batch_add(struct acg_batch *batch, const struct acg_record *record,
		const uint8_t *bytes, size_t len);

/* The record of a row again. */
void acg_batch_record(
		const struct acg_batch *batch, size_t row, struct acg_record *record);

#endif
