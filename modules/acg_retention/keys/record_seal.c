/*
 * record_seal: the personal part of a record made unreadable, and read again.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "keys/record_seal.h"
#include "base/bytes.h"

#include <string.h>

#define SEAL_VERSION 1
#define AAD_SIZE (8 + ACG_RECORD_ID_SIZE + ACG_SEALED_HEAD_SIZE)
#define NUMBER_MAX 64
#define CALL_ID_MAX 512

/* The longest personal part fits (the limits of record.c). */
_Static_assert(ACG_SEALED_MAX >= 9 * 2 + 512 + 5 * 256 + 3 * 64
										 + ACG_SEALED_HEAD_SIZE
										 + ACG_SEAL_OVERHEAD,
		"a sealed piece has room for all personal texts");

/* What a piece is bound to. */
static void put_aad(uint8_t out[static AAD_SIZE],
		const struct acg_record *record, const uint8_t *head)
{
	out = acg_put_u64(out, (uint64_t)record->started_at);
	memcpy(out, record->id, ACG_RECORD_ID_SIZE);
	memcpy(out + ACG_RECORD_ID_SIZE, head, ACG_SEALED_HEAD_SIZE);
}

static void put_head(uint8_t *out, const struct acg_day_keys *keys,
		const uint8_t nonce[static ACG_NONCE_SIZE])
{
	*out++ = SEAL_VERSION;
	out = acg_put_u64(out, keys->chain);
	out = acg_put_u32(out, (uint32_t)keys->day);
	memcpy(out, nonce, ACG_NONCE_SIZE);
}

/* The digits that make the number, whoever wrote it how. */
static size_t plain_number(char out[static NUMBER_MAX], struct acg_text text)
{
	size_t i, len = 0;

	for(i = 0; i < text.len && len < NUMBER_MAX; i++)
		if(!strchr("+-. ()", text.s[i]) && text.s[i] != '\0')
			out[len++] = text.s[i];
	return len;
}

static int make_tag(struct acg_span key, enum acg_record_tag which,
		struct acg_text text, uint8_t out[static ACG_RECORD_TAG_SIZE])
{
	char clean[CALL_ID_MAX], number[NUMBER_MAX];
	uint8_t full[ACG_KEY_SIZE];
	struct acg_span parts[2] = {{"n", 1}, {number, 0}};

	if(which == ACG_TAG_CALL_ID) {
		parts[0].at = "c";
		parts[1] = (struct acg_span){
				clean, acg_text_clean(clean, sizeof(clean), text)};
	} else {
		parts[1].len = plain_number(number, text);
	}
	if(acg_hmac(key, parts, 2, full) < 0)
		return -1;
	memcpy(out, full, ACG_RECORD_TAG_SIZE);
	return 0;
}

int acg_record_tag(const struct acg_day_keys *keys, enum acg_record_tag which,
		struct acg_text text, uint8_t out[static ACG_RECORD_TAG_SIZE])
{
	int result = make_tag(
			(struct acg_span){keys->index, ACG_KEY_SIZE}, which, text, out);

	acg_hmac_forget();
	return result;
}

/* The end of the call that is not ours: its number, or the user as received where that
 * is not known to be one. */
static struct acg_text other_end(const struct acg_record *record)
{
	struct acg_text direction = record->text[ACG_TEXT_DIRECTION];

	if(record->text[ACG_TEXT_OTHER].len > 0)
		return record->text[ACG_TEXT_OTHER];
	return direction.len == strlen("to_operator")
						   && memcmp(direction.s, "to_operator", direction.len)
									  == 0
				   ? record->text[ACG_TEXT_CALLEE]
				   : record->text[ACG_TEXT_CALLER];
}

/* All of them under one key, which is set once. */
static int add_tags(struct acg_record *record, const struct acg_day_keys *keys,
		struct acg_seal_room *room)
{
	const struct acg_text texts[ACG_RECORD_TAGS] = {
			[ACG_TAG_NUMBER] = record->text[ACG_TEXT_NUMBER],
			[ACG_TAG_OTHER] = other_end(record),
			[ACG_TAG_CALL_ID] = record->text[ACG_TEXT_CALL_ID],
	};
	struct acg_span key = {keys->index, ACG_KEY_SIZE};
	int i, result = 0;

	for(i = 0; i < ACG_RECORD_TAGS && result == 0; i++) {
		record->tag[i] = (struct acg_sealed){0};
		if(texts[i].len == 0)
			continue;
		result = make_tag(key, (enum acg_record_tag)i, texts[i], room->tag[i]);
		record->tag[i] = (struct acg_sealed){room->tag[i], ACG_RECORD_TAG_SIZE};
		key.at = NULL;
	}
	acg_hmac_forget();
	return result;
}

int acg_record_seal(struct acg_record *record, const struct acg_day_keys *keys,
		const uint8_t nonce[static ACG_NONCE_SIZE], struct acg_seal_room *room)
{
	uint8_t plain[ACG_RECORD_MAX], aad[AAD_SIZE];
	size_t len = acg_record_encode_personal(record, plain);

	put_head(room->sealed, keys, nonce);
	put_aad(aad, record, room->sealed);
	if(acg_seal(keys->seal, nonce, (struct acg_span){aad, sizeof(aad)},
			   (struct acg_span){plain, len},
			   room->sealed + ACG_SEALED_HEAD_SIZE)
					< 0
			|| add_tags(record, keys, room) < 0)
		return -1;
	record->sealed = (struct acg_sealed){
			room->sealed, ACG_SEALED_HEAD_SIZE + len + ACG_SEAL_OVERHEAD};
	return 0;
}

bool acg_sealed_under(struct acg_sealed sealed, uint64_t *chain, acg_day *day)
{
	struct acg_bytes in = {sealed.s, sealed.s + sealed.len, true};

	if(!sealed.s || sealed.len < ACG_SEALED_HEAD_SIZE + ACG_SEAL_OVERHEAD
			|| acg_get_u8(&in) != SEAL_VERSION)
		return false;
	*chain = acg_get_u64(&in);
	*day = (acg_day)acg_get_u32(&in);
	return true;
}

bool acg_record_unseal(struct acg_record *record,
		const struct acg_day_keys *keys, uint8_t plain[static ACG_RECORD_MAX])
{
	struct acg_span sealed = {record->sealed.s + ACG_SEALED_HEAD_SIZE,
			record->sealed.len - ACG_SEALED_HEAD_SIZE};
	uint8_t aad[AAD_SIZE];
	uint64_t chain;
	acg_day day;

	if(!acg_sealed_under(record->sealed, &chain, &day) || chain != keys->chain
			|| day != keys->day || sealed.len > ACG_RECORD_MAX)
		return false;
	put_aad(aad, record, record->sealed.s);
	if(acg_unseal(keys->seal,
			   record->sealed.s + ACG_SEALED_HEAD_SIZE - ACG_NONCE_SIZE,
			   (struct acg_span){aad, sizeof(aad)}, sealed, plain)
			< 0)
		return false;
	return acg_record_decode_personal(
			record, plain, sealed.len - ACG_SEAL_OVERHEAD);
}
