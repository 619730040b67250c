/*
 * unsent: requests that wait for a handshake which fails.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef ACG_TLS_UNSENT_H
#define ACG_TLS_UNSENT_H

#include "core/tcp_conn.h"

#include <stdbool.h>

/* The handshake on this connection, which we dialled, has failed, and the connection
 * is about to be closed: answer each request that was to be sent on it with a 503 in
 * the place of the far end (RFC 3261 section 8.1.3.1), so that its transaction goes on
 * at once and not when its timer has run out. Call from a TCP worker, without the
 * connection's lock. */
void acg_tls_unsent_answer(struct tcp_connection *c);

/* Is this message the ACK that tm sends for such a response? Nobody waits for it. */
bool acg_tls_unsent_needs_no(const char *buf, unsigned len);

#endif
