/*
 * record: one call record, and its form as bytes in the journal.
 *
 * Version 2, all numbers little-endian: version u8, flags u8, end reason u8, side
 * u8, code u16, id 16 bytes, then as i64 started_at, answered_at (0 where not
 * answered), ended_at, ring_ms, talk_ms, incarnation, then for each text its length
 * as u16 (0xffff: not known) and its bytes, then for each tag the same, then the
 * sealed piece the same. Nothing follows.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "record/record.h"
#include "base/bytes.h"

#include <string.h>

#define FORMAT_VERSION 2
#define UNKNOWN 0xffff

/* 9999-12-31T23:59:59.999999Z, what every reader of ISO 8601 can still read. */
#define LAST_INSTANT INT64_C(253402300799999999)

enum flags {
	FLAG_START = 1,
	FLAG_STARTED = 2,
	FLAG_ANSWERED = 4,
	FLAG_EMERGENCY = 8,
	FLAG_CROSSED = 16,
	FLAGS = 31
};

#define TEXT(NAME, MAX)              \
	{                                \
		.name = (NAME), .max = (MAX) \
	}
#define NUMBER(NAME)                              \
	{                                             \
		.name = (NAME), .max = 12, .number = true \
	}

static const struct {
	const char *name;
	size_t max;
	bool number; /* digits, perhaps a point and digits, or not known */
} texts[ACG_RECORD_TEXTS] = {
		[ACG_TEXT_NODE] = TEXT("node", 64),
		[ACG_TEXT_CORRELATION] = TEXT("correlation", 64),
		[ACG_TEXT_DIRECTION] = TEXT("direction", 16),
		[ACG_TEXT_ACCOUNT] = TEXT("account", 100),
		[ACG_TEXT_SERVICE] = TEXT("service", 64),
		[ACG_TEXT_PEER] = TEXT("peer", 64),
		[ACG_TEXT_PEERS_TRIED] = TEXT("peers_tried", 256),
		[ACG_TEXT_INBOUND_TLS] = TEXT("inbound_tls", 96),
		[ACG_TEXT_OUTBOUND_TLS] = TEXT("outbound_tls", 96),
		[ACG_TEXT_INBOUND_MEDIA] = TEXT("inbound_media", 96),
		[ACG_TEXT_OUTBOUND_MEDIA] = TEXT("outbound_media", 96),
		[ACG_TEXT_CODEC] = TEXT("codec", 32),
		[ACG_TEXT_MOS] = NUMBER("mos"),
		[ACG_TEXT_JITTER] = NUMBER("jitter_ms"),
		[ACG_TEXT_LOSS] = NUMBER("loss_percent"),
		[ACG_TEXT_PACKETS] = NUMBER("packets"),
		[ACG_TEXT_CALL_ID] = TEXT("call_id", 512),
		[ACG_TEXT_FROM_TAG] = TEXT("from_tag", 256),
		[ACG_TEXT_TO_TAG] = TEXT("to_tag", 256),
		[ACG_TEXT_NUMBER] = TEXT("number", 64),
		[ACG_TEXT_CALLER] = TEXT("caller", 256),
		[ACG_TEXT_CALLEE] = TEXT("callee", 256),
		[ACG_TEXT_REASON] = TEXT("reason", 256),
		[ACG_TEXT_INBOUND_ADDRESS] = TEXT("inbound_address", 64),
		[ACG_TEXT_OUTBOUND_ADDRESS] = TEXT("outbound_address", 64),
		[ACG_TEXT_OTHER] = TEXT("other", 64),
};

const char *acg_record_text_name(enum acg_record_text text)
{
	return texts[text].name;
}

const char *acg_record_tag_name(enum acg_record_tag tag)
{
	static const char *const names[ACG_RECORD_TAGS] = {
			[ACG_TAG_NUMBER] = "number_tag",
			[ACG_TAG_OTHER] = "other_tag",
			[ACG_TAG_CALL_ID] = "call_id_tag",
	};

	return names[tag];
}

const char *acg_end_reason_name(enum acg_end_reason reason)
{
	static const char *const names[ACG_END_REASONS] = {
			[ACG_END_BYE] = "bye",
			[ACG_END_FAILED] = "failed",
			[ACG_END_CANCELLED] = "cancelled",
			[ACG_END_EXPIRED] = "expired",
			[ACG_END_LOST] = "lost",
			[ACG_END_FORKED_LOSER] = "forked_loser",
			[ACG_END_TRANSFERRED] = "transferred",
	};

	return names[reason];
}

const char *acg_side_name(enum acg_side side)
{
	static const char *const names[ACG_SIDES] = {
			[ACG_SIDE_FAR_END] = "far_end",
			[ACG_SIDE_GATEWAY] = "gateway",
	};

	return names[side];
}

/* At most four digits behind the point, eight before. */
static bool is_number(struct acg_text text)
{
	size_t i, digits = 0, behind = 0;
	bool point = false;

	for(i = 0; i < text.len; i++) {
		if(text.s[i] == '.' && digits > 0 && !point)
			point = true;
		else if(text.s[i] < '0' || text.s[i] > '9')
			return false;
		else if(point)
			behind++;
		else
			digits++;
	}
	return digits >= 1 && digits <= 8 && behind <= 4 && (!point || behind > 0);
}

static uint8_t *put_text(
		uint8_t *out, struct acg_text text, enum acg_record_text which)
{
	size_t len;

	if(!text.s || (texts[which].number && !is_number(text)))
		return acg_put_u16(out, UNKNOWN);
	len = acg_text_clean((char *)out + 2, texts[which].max, text);
	acg_put_u16(out, (uint16_t)len);
	return out + 2 + len;
}

static uint8_t *put_bytes(uint8_t *out, struct acg_sealed bytes)
{
	if(!bytes.s)
		return acg_put_u16(out, UNKNOWN);
	out = acg_put_u16(out, (uint16_t)bytes.len);
	memcpy(out, bytes.s, bytes.len);
	return out + bytes.len;
}

static uint8_t flags_of(const struct acg_record *record)
{
	return (uint8_t)((record->start ? FLAG_START : 0)
					 | (record->started ? FLAG_STARTED : 0)
					 | (record->answered ? FLAG_ANSWERED : 0)
					 | (record->emergency ? FLAG_EMERGENCY : 0)
					 | (record->cancel_crossed ? FLAG_CROSSED : 0));
}

static uint8_t *put_numbers(uint8_t *p, const struct acg_record *record)
{
	*p++ = FORMAT_VERSION;
	*p++ = flags_of(record);
	*p++ = (uint8_t)record->end_reason;
	*p++ = (uint8_t)record->code_from;
	p = acg_put_u16(p, record->code);
	memcpy(p, record->id, ACG_RECORD_ID_SIZE);
	p += ACG_RECORD_ID_SIZE;
	p = acg_put_u64(p, (uint64_t)record->started_at);
	p = acg_put_u64(p, record->answered ? (uint64_t)record->answered_at : 0);
	p = acg_put_u64(p, (uint64_t)record->ended_at);
	p = acg_put_u64(p, (uint64_t)record->ring_ms);
	p = acg_put_u64(p, (uint64_t)record->talk_ms);
	return acg_put_u64(p, (uint64_t)record->incarnation);
}

size_t acg_record_encode(
		const struct acg_record *record, uint8_t out[static ACG_RECORD_MAX])
{
	uint8_t *p = put_numbers(out, record);
	int i;

	for(i = 0; i < ACG_RECORD_TEXTS; i++)
		if(i >= ACG_FIRST_PERSONAL && record->sealed.s)
			p = acg_put_u16(p, UNKNOWN);
		else
			p = put_text(p, record->text[i], (enum acg_record_text)i);
	for(i = 0; i < ACG_RECORD_TAGS; i++)
		p = put_bytes(p, record->tag[i]);
	p = put_bytes(p, record->sealed);
	return (size_t)(p - out);
}

size_t acg_record_encode_personal(
		const struct acg_record *record, uint8_t out[static ACG_RECORD_MAX])
{
	uint8_t *p = out;
	int i;

	for(i = ACG_FIRST_PERSONAL; i < ACG_RECORD_TEXTS; i++)
		p = put_text(p, record->text[i], (enum acg_record_text)i);
	return (size_t)(p - out);
}

static bool is_instant(int64_t us)
{
	return us >= 0 && us <= LAST_INSTANT;
}

static bool in_range(const struct acg_record *record)
{
	return (record->answered || record->answered_at == 0)
		   && is_instant(record->started_at) && is_instant(record->answered_at)
		   && is_instant(record->ended_at) && is_instant(record->incarnation)
		   && record->ring_ms >= 0 && record->talk_ms >= 0
		   && record->code >= 100 && record->code <= 699;
}

static void set_flags(struct acg_record *record, uint8_t flags)
{
	record->start = flags & FLAG_START;
	record->started = flags & FLAG_STARTED;
	record->answered = flags & FLAG_ANSWERED;
	record->emergency = flags & FLAG_EMERGENCY;
	record->cancel_crossed = flags & FLAG_CROSSED;
}

/* The part of fixed length. */
static bool get_numbers(struct acg_record *record, struct acg_bytes *in)
{
	uint8_t version = acg_get_u8(in), flags = acg_get_u8(in);
	uint8_t end_reason = acg_get_u8(in), side = acg_get_u8(in);

	if(version != FORMAT_VERSION || end_reason >= ACG_END_REASONS
			|| side >= ACG_SIDES || flags > FLAGS)
		return false;
	set_flags(record, flags);
	record->end_reason = (enum acg_end_reason)end_reason;
	record->code_from = (enum acg_side)side;
	record->code = acg_get_u16(in);
	acg_get_bytes(in, record->id, ACG_RECORD_ID_SIZE);
	record->started_at = (int64_t)acg_get_u64(in);
	record->answered_at = (int64_t)acg_get_u64(in);
	record->ended_at = (int64_t)acg_get_u64(in);
	record->ring_ms = (int64_t)acg_get_u64(in);
	record->talk_ms = (int64_t)acg_get_u64(in);
	record->incarnation = (int64_t)acg_get_u64(in);
	return in->ok && in_range(record);
}

static bool get_text(
		struct acg_text *text, enum acg_record_text which, struct acg_bytes *in)
{
	uint16_t len = acg_get_u16(in);

	*text = (struct acg_text){0};
	if(!in->ok || len == UNKNOWN)
		return in->ok;
	text->s = (const char *)acg_skip(in, len);
	text->len = len;
	return in->ok && len <= texts[which].max && acg_text_is_clean(*text)
		   && (!texts[which].number || is_number(*text));
}

static bool get_bytes(struct acg_sealed *bytes, struct acg_bytes *in)
{
	uint16_t len = acg_get_u16(in);

	*bytes = (struct acg_sealed){0};
	if(!in->ok || len == UNKNOWN)
		return in->ok;
	bytes->s = acg_skip(in, len);
	bytes->len = len;
	return in->ok;
}

/* Sealed, or in clear, not both. */
static bool is_consistent(const struct acg_record *record)
{
	int i;

	for(i = 0; i < ACG_RECORD_TAGS; i++)
		if(record->tag[i].s && record->tag[i].len != ACG_RECORD_TAG_SIZE)
			return false;
	for(i = ACG_FIRST_PERSONAL; i < ACG_RECORD_TEXTS; i++)
		if(record->sealed.s && record->text[i].s)
			return false;
	return true;
}

bool acg_record_decode(
		struct acg_record *record, const uint8_t *bytes, size_t len)
{
	struct acg_bytes in = {bytes, bytes + len, true};
	int i;

	if(!get_numbers(record, &in))
		return false;
	for(i = 0; i < ACG_RECORD_TEXTS; i++)
		if(!get_text(&record->text[i], (enum acg_record_text)i, &in))
			return false;
	for(i = 0; i < ACG_RECORD_TAGS; i++)
		if(!get_bytes(&record->tag[i], &in))
			return false;
	return get_bytes(&record->sealed, &in) && in.next == in.end
		   && len <= ACG_RECORD_MAX && is_consistent(record);
}

bool acg_record_decode_personal(
		struct acg_record *record, const uint8_t *bytes, size_t len)
{
	struct acg_bytes in = {bytes, bytes + len, true};
	int i;

	for(i = ACG_FIRST_PERSONAL; i < ACG_RECORD_TEXTS; i++)
		if(!get_text(&record->text[i], (enum acg_record_text)i, &in))
			return false;
	return in.next == in.end;
}
