/*
 * unsent: requests on a connection whose far end has not taken us in.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef ACG_TLS_UNSENT_H
#define ACG_TLS_UNSENT_H

#include "tls/connection.h"

#include <stdbool.h>

/* More than this is not kept, for one connection: the tls module queues no more
 * either while it shakes hands. */
#define ACG_TLS_UNSENT_MAX 65536

/* Keep a copy of a message that goes out on a connection which we dialled. Without
 * memory nothing is kept. Call with the TCP connection's write lock. */
void acg_tls_unsent_keep(
		struct acg_tls_connection *connection, const char *buf, unsigned len);

/* Free what is kept: the far end has taken us in, or the connection is gone. With the
 * write lock, or when nobody else knows the connection. */
void acg_tls_unsent_forget(struct acg_tls_connection *connection);

/* The far end has not taken us in and will not, so that no request on this connection
 * can have been looked at: answer each with a 503 in its place (RFC 3261 section
 * 8.1.3.1), so that its transaction goes on at once and not when its timer has run
 * out. The connection carries nothing more. Call from a TCP worker, without the write
 * lock. */
void acg_tls_unsent_answer(
		struct tcp_connection *c, struct acg_tls_connection *connection);

/* Is this message the ACK that tm sends for such a response? Nobody waits for it. */
bool acg_tls_unsent_needs_no(const char *buf, unsigned len);

#endif
