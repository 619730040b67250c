/*
 * keychain: the keys of the days, a chain that only runs forward. Pure, with the
 * cryptography of seal.
 *
 * The chain key of a UTC day is derived from that of the day before, and the keys
 * that seal and index the records of a day from that day's chain key. Who has the
 * chain key of a day has all later ones and none before. A chain begins with random
 * bytes; after a rotation the days go on under another chain, and the old one is
 * kept until its last day has expired.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef ACG_KEYCHAIN_H
#define ACG_KEYCHAIN_H

#include "keys/seal.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define ACG_CHAINS 8
#define ACG_KEYCHAIN_BYTES_MAX (24 + ACG_CHAINS * (16 + ACG_KEY_SIZE) + 4)

/* A UTC day as the number of days since 1970-01-01. */
typedef int32_t acg_day;

struct acg_chain {
	uint64_t id;	/* random */
	acg_day oldest; /* the day of `key` */
	acg_day last;	/* INT32_MAX: the chain in use */
	uint8_t key[ACG_KEY_SIZE];
};

struct acg_keychain {
	size_t count;
	int64_t seen_at; /* microseconds since 1970: when it was last in use */
	struct acg_chain chains[ACG_CHAINS]; /* the last one is in use */
};

/* What one day's records are sealed and found with. */
struct acg_day_keys {
	uint64_t chain;
	acg_day day;
	uint8_t seal[ACG_KEY_SIZE];
	uint8_t index[ACG_KEY_SIZE];
};

acg_day acg_day_of(int64_t us);

/* A chain that begins with `day`. `random` are ACG_KEY_SIZE + 8 random bytes. */
void acg_keychain_begin(struct acg_keychain *keychain, acg_day day,
		const uint8_t random[static ACG_KEY_SIZE + 8]);

/* Another chain from `day` on; earlier days stay under theirs. false: ACG_CHAINS
 * are there already. */
bool acg_keychain_rotate(struct acg_keychain *keychain, acg_day day,
		const uint8_t random[static ACG_KEY_SIZE + 8]);

/* Forget the keys of all days before `oldest`: each chain key is replaced by its
 * successor, chains that ended before are dropped. Returns whether anything has
 * changed, or -1: OpenSSL failed, nothing has changed. */
int acg_keychain_advance(struct acg_keychain *keychain, acg_day oldest);

/* Keys to seal a record of `day`: of the chain in use, and of its oldest day where
 * `day` has expired. false: more than ten years ahead, or OpenSSL failed. */
bool acg_keychain_now(const struct acg_keychain *keychain, acg_day day,
		struct acg_day_keys *keys);

/* Keys to read what was sealed under a chain and day. false: they are expired, or
 * were never here. */
bool acg_keychain_find(const struct acg_keychain *keychain, uint64_t chain,
		acg_day day, struct acg_day_keys *keys);

/* As the bytes of the key file, and back. Returns the length. */
size_t acg_keychain_encode(const struct acg_keychain *keychain,
		uint8_t out[static ACG_KEYCHAIN_BYTES_MAX]);

/* false: no key file, or a damaged one. */
bool acg_keychain_decode(
		struct acg_keychain *keychain, const uint8_t *bytes, size_t len);

#endif
