/*
 * copy: a call record as a line of COPY ... FROM STDIN in text format.
 *
 * Clean text has no control characters, so the backslash alone must be escaped.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "record/copy.h"
#include "record/json.h"

#include <string.h>

static char *put_string(char *out, const char *s)
{
	out = stpcpy(out, s);
	*out++ = '\t';
	return out;
}

static char *put_text(char *out, struct acg_text text)
{
	size_t i;

	if(!text.s)
		return put_string(out, "\\N");
	for(i = 0; i < text.len; i++) {
		if(text.s[i] == '\\')
			*out++ = '\\';
		*out++ = text.s[i];
	}
	*out++ = '\t';
	return out;
}

static char *put_bytes(char *out, struct acg_sealed bytes)
{
	if(!bytes.s)
		return put_string(out, "\\N");
	out = acg_hex(stpcpy(out, "\\\\x"), bytes.s, bytes.len);
	*out++ = '\t';
	return out;
}

static char *put_number(char *out, int64_t value)
{
	char digits[24];
	size_t len = 0;
	uint64_t rest = (uint64_t)value;

	do
		digits[len++] = (char)('0' + rest % 10);
	while((rest /= 10) > 0);
	while(len > 0)
		*out++ = digits[--len];
	*out++ = '\t';
	return out;
}

static char *put_instant(char *out, bool known, int64_t us)
{
	char text[ACG_INSTANT_TEXT_SIZE];

	if(!known)
		return put_string(out, "\\N");
	acg_instant_text(us, text);
	return put_string(out, text);
}

static char *put_flag(char *out, bool flag)
{
	return put_string(out, flag ? "t" : "f");
}

size_t acg_record_copy(
		const struct acg_record *record, char out[static ACG_RECORD_COPY_MAX])
{
	const char *side = acg_side_name(record->code_from);
	char id[ACG_RECORD_ID_TEXT_SIZE];
	char *p = put_instant(out, true, record->started_at);
	int i;

	acg_record_id_text(record->id, id);
	p = put_string(p, id);
	p = put_instant(p, record->answered, record->answered_at);
	p = put_instant(p, true, record->ended_at);
	p = put_number(p, record->code);
	p = put_string(p, side ? side : "\\N");
	p = put_string(p, acg_end_reason_name(record->end_reason));
	p = put_number(p, record->ring_ms);
	p = put_number(p, record->talk_ms);
	p = put_flag(p, record->emergency);
	p = put_flag(p, record->cancel_crossed);
	for(i = 0; i < ACG_FIRST_PERSONAL; i++)
		p = put_text(p, record->text[i]);
	for(i = 0; i < ACG_RECORD_TAGS; i++)
		p = put_bytes(p, record->tag[i]);
	p = put_bytes(p, record->sealed);
	p[-1] = '\n';
	return (size_t)(p - out);
}
