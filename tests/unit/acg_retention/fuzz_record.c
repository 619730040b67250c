/* sources: record/record.c record/json.c record/copy.c base/text.c base/clock.c */
/*
 * Fuzz target: any bytes as a record, a good record with any edits, and any bytes
 * as the texts of one. What is accepted gives the same bytes again and JSON within
 * bounds; what is encoded is accepted.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "record/copy.h"
#include "record/json.h"
#include "example_record.h"

#include <stdlib.h>

static void must(bool condition)
{
	if(!condition)
		abort();
}

static void check_decoded(const uint8_t *data, size_t size)
{
	static char json[ACG_RECORD_JSON_MAX], line[ACG_RECORD_COPY_MAX];
	uint8_t again[ACG_RECORD_MAX];
	struct acg_record record;

	if(!acg_record_decode(&record, data, size))
		return;
	must(acg_record_encode(&record, again) == size);
	must(memcmp(again, data, size) == 0);
	must(acg_record_json(&record, json) <= sizeof(json));
	must(acg_record_copy(&record, line) <= sizeof(line));
}

/* Edits: a place, as two bytes, and the byte to put there. */
static void check_edited(const uint8_t *data, size_t size)
{
	struct acg_record record = example_record();
	uint8_t bytes[ACG_RECORD_MAX];
	size_t len = acg_record_encode(&record, bytes);

	for(size_t i = 0; i + 3 <= size; i += 3)
		bytes[(data[i] | data[i + 1] << 8) % len] = data[i + 2];
	check_decoded(bytes, len);
}

static void check_encoded(const uint8_t *data, size_t size)
{
	static char json[ACG_RECORD_JSON_MAX];
	struct acg_record record = example_record(), back;
	uint8_t bytes[ACG_RECORD_MAX];
	size_t len;

	for(int i = 0; i < ACG_RECORD_TEXTS; i++)
		record.text[i] = (struct acg_text){(const char *)data, size};
	len = acg_record_encode(&record, bytes);
	must(acg_record_decode(&back, bytes, len));
	must(acg_record_json(&back, json) <= sizeof(json));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	check_decoded(data, size);
	check_edited(data, size);
	check_encoded(data, size);
	return 0;
}
