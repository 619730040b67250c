/*
 * crl: a certificate revocation list (RFC 5280 section 5) as a sorted table. Pure.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef ACG_CRL_H
#define ACG_CRL_H

#include <openssl/x509.h>

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <time.h>

#define ACG_CRL_SERIAL 21 /* its length, then 20 bytes at most */
#define ACG_CRL_ERROR_SIZE 200

/* Immutable, in one block. */
struct acg_crl {
	time_t this_update, next_update; /* UTC */
	uint32_t count;
	uint8_t serial[][ACG_CRL_SERIAL]; /* sorted */
};

/* Read a list, DER or PEM, that `issuer` must have signed and that must be good at
 * `now`. NULL with the reason in `error`. Lists that say less than everything about
 * their certificates (indirect, by reason, attributes, delta) are refused. */
struct acg_crl *acg_crl_read(const uint8_t *bytes, size_t len, X509 *issuer,
		time_t now, void *(*alloc)(size_t),
		char error[static ACG_CRL_ERROR_SIZE]);

bool acg_crl_revokes(const struct acg_crl *crl, const X509 *certificate);

#endif
