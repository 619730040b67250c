/*
 * refusal: why a handshake was refused, in words, one log line each.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef ACG_TLS_REFUSAL_H
#define ACG_TLS_REFUSAL_H

#include "tls/connection.h"

/* Log it, count it. `certificate` may be NULL. At most 20 lines in 10 seconds and
 * process; how many more there were is said then. */
void acg_tls_say_refused(struct acg_tls_connection *connection,
		const char *reason, X509 *certificate);

/* The reason given to it last in this process. Static buffer. */
const char *acg_tls_last_refusal(void);

/* A connection that was good until the peers changed. */
void acg_tls_say_ended(
		struct acg_tls_connection *connection, const char *reason);

/* From now on a handshake on `ctx` that ends with an alert, of ours or of the other
 * side, is said, too. */
void acg_tls_refusal_watch(SSL_CTX *ctx);

/* Whether what the core and the tls module say of errors is left out in this process
 * (bugs and lack of memory are not): for the time of a handshake, of which one line is
 * written here. */
void acg_tls_hush(bool on);

#endif
