/*
 * batch: records of one segment on their way to the database.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "shipping/batch.h"

#include <string.h>

void acg_batch_clear(struct acg_batch *batch)
{
	batch->count = 0;
	batch->starts = 0;
	batch->lines_len = 0;
	batch->bytes_len = 0;
	acg_tally_clear(&batch->tally);
}

bool acg_batch_has_room(const struct acg_batch *batch)
{
	return batch->count < (batch->limit ? batch->limit : ACG_BATCH_ROWS)
		   && batch->lines_len + ACG_RECORD_COPY_MAX <= sizeof(batch->lines)
		   && batch->bytes_len + ACG_RECORD_MAX <= sizeof(batch->bytes)
		   && acg_tally_has_room(&batch->tally);
}

/* The start of a call comes not long before its end, or not in this batch. */
static void drop_start(struct acg_batch *batch, struct acg_batch_row *end)
{
	size_t i = batch->count, left = batch->starts;
	struct acg_batch_row *row;

	while(i-- > 0 && left > 0) {
		row = batch->rows + i;
		if(!row->start || row->dropped)
			continue;
		left--;
		if(memcmp(row->id, end->id, sizeof(row->id)) != 0)
			continue;
		row->dropped = true;
		end->met = true;
		batch->starts--;
		return;
	}
}

void acg_batch_add(struct acg_batch *batch, const struct acg_record *record,
		const uint8_t *bytes, size_t len)
{
	struct acg_batch_row *row = batch->rows + batch->count;

	*row = (struct acg_batch_row){.started_at = record->started_at,
			.start = record->start,
			.started = record->started,
			.bytes = (uint32_t)batch->bytes_len,
			.bytes_len = (uint32_t)len,
			.line = (uint32_t)batch->lines_len};
	memcpy(row->id, record->id, sizeof(row->id));
	memcpy(batch->bytes + batch->bytes_len, bytes, len);
	batch->bytes_len += len;
	if(record->start) {
		batch->starts++;
	} else {
		if(record->started)
			drop_start(batch, row);
		row->line_len = (uint32_t)acg_record_copy(
				record, batch->lines + batch->lines_len);
		batch->lines_len += row->line_len;
		acg_tally_add(&batch->tally, record);
	}
	batch->count++;
}

void acg_batch_record(
		const struct acg_batch *batch, size_t row, struct acg_record *record)
{
	/* Cannot fail: it was decoded from the same bytes before. */
	(void)acg_record_decode(record, batch->bytes + batch->rows[row].bytes,
			batch->rows[row].bytes_len);
}
