/*
 * guard: stands between the core and the tls module, for every byte.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef ACG_TLS_GUARD_H
#define ACG_TLS_GUARD_H

#include "tls/connection.h"

/* Wrap the core's tls_hook callbacks, so that
 * - nothing is read from or written to a connection whose peer is not, or no
 *   longer, allowed, or whose contexts have not passed the policy;
 * - a request for one listener or peer (xavp server_id, peer) is not sent on a
 *   connection that was authenticated for another;
 * - a connection must complete its handshake in time.
 * Call in mod_init, after the tls module's. */
void acg_tls_guard_install(void);

/* What is known of the other end of this SSL object, which the current process is
 * working on; made when there is nothing yet. NULL when it is no connection. */
struct acg_tls_connection *acg_tls_guard_connection(SSL *ssl);

#endif
