/*
 * batch: records of one segment on their way to the database. Pure.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef ACG_BATCH_H
#define ACG_BATCH_H

#include "record_json.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define ACG_BATCH_ROWS 500

struct acg_batch_row {
	int64_t started_at;
	char id[ACG_RECORD_ID_TEXT_SIZE];
	size_t json; /* where its object begins */
	size_t json_len;
};

struct acg_batch {
	size_t count;
	struct acg_batch_row rows[ACG_BATCH_ROWS];
	size_t len;
	/* The rows as a JSON array, terminated once acg_batch_array() was called. */
	char json[ACG_BATCH_ROWS * (ACG_RECORD_JSON_MAX / 4)];
};

void acg_batch_clear(struct acg_batch *batch);

/* Is there certainly room for one more? */
bool acg_batch_has_room(const struct acg_batch *batch);

/* Needs room. */
void acg_batch_add(struct acg_batch *batch, const struct acg_record *record);

/* All rows as one JSON array. Nothing can be added afterwards. */
const char *acg_batch_array(struct acg_batch *batch);

/* One row as a JSON object, terminated. */
void acg_batch_row(const struct acg_batch *batch, size_t row,
		char out[static ACG_RECORD_JSON_MAX + 1]);

#endif
