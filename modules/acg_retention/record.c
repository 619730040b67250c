/*
 * record: one call record, and its form as bytes in the journal.
 *
 * Version 1, all numbers little-endian: version u8, end reason u8, answered u8,
 * reserved u8 (0), code u16, id 16 bytes, then as i64 started_at, answered_at (0
 * where not answered), ended_at, ring_ms, talk_ms, then for each text its length
 * as u16 (0xffff: not known) and its bytes. Nothing follows.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "record.h"
#include "bytes.h"

#include <string.h>

#define FORMAT_VERSION 1
#define UNKNOWN 0xffff

/* 9999-12-31T23:59:59.999999Z, what every reader of ISO 8601 can still read. */
#define LAST_INSTANT INT64_C(253402300799999999)

static const struct {
	const char *name;
	size_t max;
} texts[ACG_RECORD_TEXTS] = {
		[ACG_TEXT_NODE] = {"node", 64},
		[ACG_TEXT_CALL_ID] = {"call_id", 512},
		[ACG_TEXT_FROM_TAG] = {"from_tag", 256},
		[ACG_TEXT_TO_TAG] = {"to_tag", 256},
		[ACG_TEXT_DIRECTION] = {"direction", 16},
		[ACG_TEXT_NUMBER] = {"number", 64},
		[ACG_TEXT_ACCOUNT] = {"account", 100},
		[ACG_TEXT_SERVICE] = {"service", 64},
		[ACG_TEXT_CALLER] = {"caller", 256},
		[ACG_TEXT_CALLEE] = {"callee", 256},
		[ACG_TEXT_REASON] = {"reason", 256},
		[ACG_TEXT_INBOUND_TLS] = {"inbound_tls", 96},
		[ACG_TEXT_OUTBOUND_TLS] = {"outbound_tls", 96},
		[ACG_TEXT_INBOUND_MEDIA] = {"inbound_media", 96},
		[ACG_TEXT_OUTBOUND_MEDIA] = {"outbound_media", 96},
};

const char *acg_record_text_name(enum acg_record_text text)
{
	return texts[text].name;
}

const char *acg_end_reason_name(enum acg_end_reason reason)
{
	static const char *const names[ACG_END_REASONS] = {
			[ACG_END_BYE] = "bye",
			[ACG_END_FAILED] = "failed",
			[ACG_END_CANCELLED] = "cancelled",
			[ACG_END_EXPIRED] = "expired",
	};

	return names[reason];
}

static uint8_t *put_text(uint8_t *out, struct acg_text text, size_t max)
{
	size_t len;

	if(!text.s)
		return acg_put_u16(out, UNKNOWN);
	len = acg_text_clean((char *)out + 2, max, text);
	acg_put_u16(out, (uint16_t)len);
	return out + 2 + len;
}

size_t acg_record_encode(
		const struct acg_record *record, uint8_t out[static ACG_RECORD_MAX])
{
	uint8_t *p = out;
	int i;

	*p++ = FORMAT_VERSION;
	*p++ = (uint8_t)record->end_reason;
	*p++ = record->answered;
	*p++ = 0;
	p = acg_put_u16(p, record->code);
	memcpy(p, record->id, ACG_RECORD_ID_SIZE);
	p += ACG_RECORD_ID_SIZE;
	p = acg_put_u64(p, (uint64_t)record->started_at);
	p = acg_put_u64(p, record->answered ? (uint64_t)record->answered_at : 0);
	p = acg_put_u64(p, (uint64_t)record->ended_at);
	p = acg_put_u64(p, (uint64_t)record->ring_ms);
	p = acg_put_u64(p, (uint64_t)record->talk_ms);
	for(i = 0; i < ACG_RECORD_TEXTS; i++)
		p = put_text(p, record->text[i], texts[i].max);
	return (size_t)(p - out);
}

static bool in_range(const struct acg_record *record)
{
	return (record->answered || record->answered_at == 0)
		   && record->started_at >= 0 && record->started_at <= LAST_INSTANT
		   && record->answered_at >= 0 && record->answered_at <= LAST_INSTANT
		   && record->ended_at >= 0 && record->ended_at <= LAST_INSTANT
		   && record->ring_ms >= 0 && record->talk_ms >= 0
		   && record->code >= 100 && record->code <= 699;
}

/* The part of fixed length. */
static bool get_numbers(struct acg_record *record, struct acg_bytes *in)
{
	uint8_t version = acg_get_u8(in), end_reason = acg_get_u8(in);
	uint8_t answered = acg_get_u8(in), reserved = acg_get_u8(in);

	if(version != FORMAT_VERSION || end_reason >= ACG_END_REASONS
			|| answered > 1 || reserved != 0)
		return false;
	record->end_reason = (enum acg_end_reason)end_reason;
	record->answered = answered;
	record->code = acg_get_u16(in);
	acg_get_bytes(in, record->id, ACG_RECORD_ID_SIZE);
	record->started_at = (int64_t)acg_get_u64(in);
	record->answered_at = (int64_t)acg_get_u64(in);
	record->ended_at = (int64_t)acg_get_u64(in);
	record->ring_ms = (int64_t)acg_get_u64(in);
	record->talk_ms = (int64_t)acg_get_u64(in);
	return in->ok && in_range(record);
}

static bool get_text(struct acg_text *text, size_t max, struct acg_bytes *in)
{
	uint16_t len = acg_get_u16(in);

	*text = (struct acg_text){0};
	if(!in->ok || len == UNKNOWN)
		return in->ok;
	text->s = (const char *)acg_skip(in, len);
	text->len = len;
	return in->ok && len <= max && acg_text_is_clean(*text);
}

bool acg_record_decode(
		struct acg_record *record, const uint8_t *bytes, size_t len)
{
	struct acg_bytes in = {bytes, bytes + len, true};
	int i;

	if(!get_numbers(record, &in))
		return false;
	for(i = 0; i < ACG_RECORD_TEXTS; i++)
		if(!get_text(&record->text[i], texts[i].max, &in))
			return false;
	return in.next == in.end;
}
