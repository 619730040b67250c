/*
 * record_seal: the personal part of a record made unreadable, and read again. Pure,
 * with the cryptography of seal.
 *
 * A sealed piece begins with what it was sealed under: version u8, chain u64, day
 * i32, nonce, then AES-256-GCM ciphertext and tag. Start and id of its record are
 * authenticated with it, so that it fits no other.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef ACG_RECORD_SEAL_H
#define ACG_RECORD_SEAL_H

#include "keys/keychain.h"
#include "record/record.h"

/* Before the ciphertext. */
#define ACG_SEALED_HEAD_SIZE (1 + 8 + 4 + ACG_NONCE_SIZE)
#define ACG_SEALED_MAX (ACG_RECORD_MAX / 2 + 256)

/* Room for what a sealed record points to. */
struct acg_seal_room {
	uint8_t sealed[ACG_SEALED_MAX];
	uint8_t tag[ACG_RECORD_TAGS][ACG_RECORD_TAG_SIZE];
};

/* Seal the personal texts and tag what the record shall be found by; both lie in
 * `room` afterwards. `nonce` are fresh random bytes. 0, or -1: OpenSSL failed, and
 * the record must not be written. */
int acg_record_seal(struct acg_record *record, const struct acg_day_keys *keys,
		const uint8_t nonce[static ACG_NONCE_SIZE], struct acg_seal_room *room);

/* What a piece was sealed under. false: no sealed piece. */
bool acg_sealed_under(struct acg_sealed sealed, uint64_t *chain, acg_day *day);

/* The personal texts of a record that is sealed; they lie in `plain` afterwards.
 * false: the keys are others, or the piece is of another record or damaged. */
bool acg_record_unseal(struct acg_record *record,
		const struct acg_day_keys *keys, uint8_t plain[static ACG_RECORD_MAX]);

/* The tag under which a number or a Call-ID is found on that day. A number is
 * taken without visual separators and without a leading "+". 0 or -1. */
int acg_record_tag(const struct acg_day_keys *keys, enum acg_record_tag which,
		struct acg_text text, uint8_t out[static ACG_RECORD_TAG_SIZE]);

#endif
