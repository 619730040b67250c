/*
 * policy: what every TLS context must look like before its first handshake.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef ACG_TLS_POLICY_H
#define ACG_TLS_POLICY_H

#include "tls/module.h"

#include <stdbool.h>

/* The groups for key exchange, "X25519:P-256": NULL or "" for all that the policy
 * allows. With `fips_only` these are P-256, P-384 and P-521, and signatures are
 * limited to ECDSA and RSA with SHA-2. Call in mod_init; `wanted` is kept by
 * reference. -1 with a log line when it names another group. */
int acg_tls_policy_set_groups(const char *wanted, bool fips_only);

/* Put the policy on every context of every domain of `cfg`, for every process,
 * and read it back. 0, or -1 with the section, the key and the value that are at
 * fault in `error`; the caller must then not use `cfg`. Call before forking, or
 * before publishing.
 *
 * The policy: TLS 1.2 or 1.3; eight and two suites in our order of preference;
 * a certificate of the other side that keeps the rules of tls/verify.h; no resumption, compression or renegotiation; a name
 * that a client asks for (SNI) never leads to another peer's domain. */
int acg_tls_policy_apply(
		tls_domains_cfg_t *cfg, char error[static ACG_TLS_ERROR_SIZE]);

#endif
