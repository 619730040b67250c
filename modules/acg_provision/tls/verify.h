/*
 * verify: the rules a certificate of the other end must keep, within the
 * handshake and after it.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef ACG_TLS_VERIFY_H
#define ACG_TLS_VERIFY_H

#include "tls/connection.h"
#include "tls/module.h"

#define ACG_TLS_REASON_SIZE 256

struct acg_tls_verdict {
	int error; /* X509_V_OK, or what the TLS alert is made from */
	char text[ACG_TLS_REASON_SIZE]; /* the rule broken, in words */
};

/* Judge a certificate whose chain holds, by the peers in force: it must carry a
 * name of exactly one peer of connection->listener, the peer expected if one is,
 * that peer's usage and root, and come from that peer's networks and port.
 * `connection->peer` is set when all of it holds. */
void acg_tls_judge(struct acg_tls_connection *connection, X509 *certificate,
		STACK_OF(X509) * chain, struct acg_tls_verdict *verdict);

/* Set connection->listener: the server_id of the domain of the SSL object's context,
 * which a client's SNI may have changed. */
void acg_tls_verify_set_listener(
		struct acg_tls_connection *connection, const SSL *ssl);

/* From now on a handshake on `ctx`, a context of `domain`, goes well only when the
 * other side's chain holds and acg_tls_judge() says so. */
bool acg_tls_verify_set(SSL_CTX *ctx, tls_domain_t *domain);

#endif
