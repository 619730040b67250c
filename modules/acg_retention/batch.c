/*
 * batch: records of one segment on their way to the database.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "batch.h"

#include <string.h>

void acg_batch_clear(struct acg_batch *batch)
{
	batch->count = 0;
	batch->len = 0;
}

bool acg_batch_has_room(const struct acg_batch *batch)
{
	/* 3: a comma, the closing bracket and the zero. */
	return batch->count < ACG_BATCH_ROWS
		   && batch->len + ACG_RECORD_JSON_MAX + 3 <= sizeof(batch->json);
}

void acg_batch_add(struct acg_batch *batch, const struct acg_record *record)
{
	struct acg_batch_row *row = batch->rows + batch->count;

	batch->json[batch->len++] = batch->count == 0 ? '[' : ',';
	row->json = batch->len;
	row->json_len = acg_record_json(record, batch->json + batch->len);
	row->started_at = record->started_at;
	acg_record_id_text(record, row->id);
	batch->len += row->json_len;
	batch->count++;
}

const char *acg_batch_array(struct acg_batch *batch)
{
	strcpy(batch->json + batch->len, batch->count == 0 ? "[]" : "]");
	return batch->json;
}

void acg_batch_row(const struct acg_batch *batch, size_t row,
		char out[static ACG_RECORD_JSON_MAX + 1])
{
	size_t len = batch->rows[row].json_len;

	memcpy(out, batch->json + batch->rows[row].json, len);
	out[len] = '\0';
}
