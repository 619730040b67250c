/*
 * record_json: a call record as JSON, the form in which the database takes it.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "record_json.h"
#include "clock.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

void acg_instant_text(int64_t us, char out[static ACG_INSTANT_TEXT_SIZE])
{
	time_t seconds = (time_t)(us / ACG_US_PER_S);
	int fraction = (int)(us % ACG_US_PER_S);
	struct tm tm;
	size_t len;

	if(!gmtime_r(&seconds, &tm))
		memset(&tm, 0, sizeof(tm));
	len = strftime(out, ACG_INSTANT_TEXT_SIZE, "%Y-%m-%dT%H:%M:%S", &tm);
	snprintf(out + len, ACG_INSTANT_TEXT_SIZE - len, ".%06dZ", fraction);
}

void acg_record_id_text(const struct acg_record *record,
		char out[static ACG_RECORD_ID_TEXT_SIZE])
{
	const uint8_t *id = record->id;
	int i;

	for(i = 0; i < ACG_RECORD_ID_SIZE; i++)
		out += sprintf(out,
				i == 4 || i == 6 || i == 8 || i == 10 ? "-%02x" : "%02x",
				id[i]);
}

static char *put_text(char *out, const char *name, struct acg_text text)
{
	size_t i;

	if(!text.s)
		return out + sprintf(out, ",\"%s\":null", name);
	out += sprintf(out, ",\"%s\":\"", name);
	for(i = 0; i < text.len; i++) {
		if(text.s[i] == '"' || text.s[i] == '\\')
			*out++ = '\\';
		*out++ = text.s[i];
	}
	*out++ = '"';
	return out;
}

static char *put_instant(char *out, const char *name, int64_t us)
{
	char text[ACG_INSTANT_TEXT_SIZE];

	acg_instant_text(us, text);
	return out + sprintf(out, ",\"%s\":\"%s\"", name, text);
}

size_t acg_record_json(
		const struct acg_record *record, char out[static ACG_RECORD_JSON_MAX])
{
	char id[ACG_RECORD_ID_TEXT_SIZE];
	char *p = out;
	int i;

	acg_record_id_text(record, id);
	p += sprintf(p, "{\"record_id\":\"%s\"", id);
	p = put_instant(p, "started_at", record->started_at);
	if(record->answered)
		p = put_instant(p, "answered_at", record->answered_at);
	else
		p += sprintf(p, ",\"answered_at\":null");
	p = put_instant(p, "ended_at", record->ended_at);
	p += sprintf(p,
			",\"code\":%u,\"end_reason\":\"%s\",\"ring_ms\":%" PRId64
			",\"talk_ms\":%" PRId64,
			(unsigned)record->code, acg_end_reason_name(record->end_reason),
			record->ring_ms, record->talk_ms);
	for(i = 0; i < ACG_RECORD_TEXTS; i++)
		p = put_text(p, acg_record_text_name((enum acg_record_text)i),
				record->text[i]);
	*p++ = '}';
	return (size_t)(p - out);
}
