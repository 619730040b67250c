/*
 * sni: which section of tls.cfg a client gets by asking for a name.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef ACG_TLS_SNI_H
#define ACG_TLS_SNI_H

#include "tls/module.h"

#include <stdbool.h>

/* Do these domains stand for the same peer? False where one has no server_id. */
bool acg_tls_same_peer(const tls_domain_t *one, const tls_domain_t *other);

/* From now on a client of `ctx`, a context of the server domain `domain`, that
 * asks for a name (RFC 6066 section 3) gets the section with that name where it
 * is of the same peer, and otherwise stays in `domain`. */
bool acg_tls_sni_set(SSL_CTX *ctx, tls_domain_t *domain);

#endif
