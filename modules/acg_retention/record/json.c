/*
 * json: a call record as JSON, the form in which the database takes it.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "record/json.h"
#include "base/clock.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

static char *two_digits(char *out, unsigned value)
{
	out[0] = (char)('0' + value / 10);
	out[1] = (char)('0' + value % 10);
	return out + 2;
}

/* The day of the civil calendar, cached: most instants are of today. */
static void day_text(int64_t day, char out[static 11])
{
	static int64_t known_day = -1;
	static char known[32];
	time_t seconds = (time_t)(day * 86400);
	struct tm tm;

	if(day != known_day) {
		if(!gmtime_r(&seconds, &tm))
			memset(&tm, 0, sizeof(tm));
		strftime(known, sizeof(known), "%Y-%m-%dT", &tm);
		known_day = day;
	}
	memcpy(out, known, 11);
}

void acg_instant_text(int64_t us, char out[static ACG_INSTANT_TEXT_SIZE])
{
	unsigned second = (unsigned)(us / ACG_US_PER_S % 86400);
	unsigned fraction = (unsigned)(us % ACG_US_PER_S);
	char *p = out + 11;

	day_text(us / ACG_US_PER_DAY, out);
	p = two_digits(p, second / 3600);
	*p++ = ':';
	p = two_digits(p, second / 60 % 60);
	*p++ = ':';
	p = two_digits(p, second % 60);
	*p++ = '.';
	p = two_digits(p, fraction / 10000);
	p = two_digits(p, fraction / 100 % 100);
	p = two_digits(p, fraction % 100);
	memcpy(p, "Z", 2);
}

void acg_record_id_text(const uint8_t id[static ACG_RECORD_ID_SIZE],
		char out[static ACG_RECORD_ID_TEXT_SIZE])
{
	int i;

	for(i = 0; i < ACG_RECORD_ID_SIZE; i++) {
		if(i == 4 || i == 6 || i == 8 || i == 10)
			*out++ = '-';
		out = acg_hex(out, id + i, 1);
	}
	*out = '\0';
}

char *acg_hex(char *out, const uint8_t *bytes, size_t len)
{
	static const char digits[] = "0123456789abcdef";
	size_t i;

	for(i = 0; i < len; i++) {
		*out++ = digits[bytes[i] >> 4];
		*out++ = digits[bytes[i] & 15];
	}
	return out;
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

/* As PostgreSQL writes bytea. */
static char *put_bytes(char *out, const char *name, struct acg_sealed bytes)
{
	if(!bytes.s)
		return out + sprintf(out, ",\"%s\":null", name);
	out += sprintf(out, ",\"%s\":\"\\\\x", name);
	out = acg_hex(out, bytes.s, bytes.len);
	*out++ = '"';
	return out;
}

static char *put_instant(char *out, const char *name, bool known, int64_t us)
{
	char text[ACG_INSTANT_TEXT_SIZE];

	if(!known)
		return out + sprintf(out, ",\"%s\":null", name);
	acg_instant_text(us, text);
	return out + sprintf(out, ",\"%s\":\"%s\"", name, text);
}

static char *put_word(char *out, const char *name, const char *word)
{
	return out
		   + (word ? sprintf(out, ",\"%s\":\"%s\"", name, word)
				   : sprintf(out, ",\"%s\":null", name));
}

static char *put_flag(char *out, const char *name, bool flag)
{
	return out + sprintf(out, ",\"%s\":%s", name, flag ? "true" : "false");
}

size_t acg_record_json(
		const struct acg_record *record, char out[static ACG_RECORD_JSON_MAX])
{
	char id[ACG_RECORD_ID_TEXT_SIZE];
	char *p = out;
	int i;

	acg_record_id_text(record->id, id);
	p += sprintf(p, "{\"record_id\":\"%s\"", id);
	p = put_instant(p, "started_at", true, record->started_at);
	p = put_instant(p, "answered_at", record->answered, record->answered_at);
	p = put_instant(p, "ended_at", true, record->ended_at);
	p += sprintf(p, ",\"code\":%u,\"ring_ms\":%" PRId64 ",\"talk_ms\":%" PRId64,
			(unsigned)record->code, record->ring_ms, record->talk_ms);
	p = put_word(p, "end_reason", acg_end_reason_name(record->end_reason));
	p = put_word(p, "code_from", acg_side_name(record->code_from));
	p = put_flag(p, "emergency", record->emergency);
	p = put_flag(p, "cancel_crossed", record->cancel_crossed);
	for(i = 0; i < ACG_RECORD_TEXTS; i++)
		if(i < ACG_FIRST_PERSONAL || !record->sealed.s || record->text[i].s)
			p = put_text(p, acg_record_text_name((enum acg_record_text)i),
					record->text[i]);
	for(i = 0; i < ACG_RECORD_TAGS; i++)
		p = put_bytes(
				p, acg_record_tag_name((enum acg_record_tag)i), record->tag[i]);
	p = put_bytes(p, "sealed", record->sealed);
	*p++ = '}';
	return (size_t)(p - out);
}

size_t acg_record_personal_json(
		const struct acg_record *record, char out[static ACG_RECORD_JSON_MAX])
{
	char *p = out;
	int i;

	for(i = ACG_FIRST_PERSONAL; i < ACG_RECORD_TEXTS; i++)
		p = put_text(p, acg_record_text_name((enum acg_record_text)i),
				record->text[i]);
	return (size_t)(p - out);
}
