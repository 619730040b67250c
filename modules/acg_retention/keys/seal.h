/*
 * seal: the cryptography of call records. OpenSSL only.
 *
 * Uses contexts that each process makes for itself after it was forked, because
 * OpenSSL's state must not be shared between processes. No key is left in them.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef ACG_SEAL_H
#define ACG_SEAL_H

#include <stddef.h>
#include <stdint.h>

#define ACG_KEY_SIZE 32
#define ACG_NONCE_SIZE 12
#define ACG_SEAL_OVERHEAD 16 /* the authentication tag behind the ciphertext */
#define ACG_TAG_SIZE 16

/* Some bytes of somebody else's. */
struct acg_span {
	const void *at;
	size_t len;
};

/* AES-256-GCM (NIST SP 800-38D). `out` takes plain.len + ACG_SEAL_OVERHEAD bytes.
 * A nonce must never come twice under one key. 0, or -1: OpenSSL failed. */
int acg_seal(const uint8_t key[static ACG_KEY_SIZE],
		const uint8_t nonce[static ACG_NONCE_SIZE], struct acg_span aad,
		struct acg_span plain, uint8_t *out);

/* The reverse; `out` takes sealed.len - ACG_SEAL_OVERHEAD bytes. 0, or -1: not
 * sealed by this key with this nonce and these associated data. */
int acg_unseal(const uint8_t key[static ACG_KEY_SIZE],
		const uint8_t nonce[static ACG_NONCE_SIZE], struct acg_span aad,
		struct acg_span sealed, uint8_t *out);

/* HMAC-SHA-256 (RFC 2104) of the parts, one after the other. key.at is NULL: the
 * key of the call before. 0 or -1. Call acg_hmac_forget() when done with a key. */
int acg_hmac(struct acg_span key, const struct acg_span *parts, size_t count,
		uint8_t out[static ACG_KEY_SIZE]);

void acg_hmac_forget(void);

/* HKDF-Expand with SHA-256 to one key (RFC 5869 section 2.3), `label` being the
 * info. 0 or -1. */
int acg_derive(const uint8_t key[static ACG_KEY_SIZE], const char *label,
		uint8_t out[static ACG_KEY_SIZE]);

/* Overwrite, in a way no compiler leaves out. */
void acg_wipe(void *secret, size_t len);

#endif
