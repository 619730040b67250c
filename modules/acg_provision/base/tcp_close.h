/*
 * tcp_close: have the core close a TCP connection that is not ours alone.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef ACG_TCP_CLOSE_H
#define ACG_TCP_CLOSE_H

#include "core/tcp_conn.h"

/* Have the core close the connection with this id. From any process that the core lets
 * send. */
void acg_tcp_close(int id);

/* The two halves of it, for who walks through the core's connections. Nothing is sent or
 * read on a condemned one any more; under the core's lock of connections. */
void acg_tcp_condemn(struct tcp_connection *c);

/* Have the main process let go of a condemned one. It takes over a reference; without
 * the lock. */
void acg_tcp_let_go(struct tcp_connection *c);

#endif
