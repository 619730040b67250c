/*
 * peer_load: table acg.peer as a set of peers. Knows SQL and the files of roots. What
 * the database answers is kept apart from what is made of it, so that a node can
 * start from old answers.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef ACG_PEER_LOAD_H
#define ACG_PEER_LOAD_H

#include "database/answers.h"
#include "peers/peer.h"
#include "peers/route.h"

#include <libpq-fe.h>

#define ACG_PEER_ERROR_SIZE 512

/* Where sets of peers live. */
struct acg_peer_memory {
	void *(*alloc)(size_t);
	void (*release)(void *);
};

/* Connect, with a bound of `timeout_s` seconds on every wait, and LISTEN for
 * changes. NULL with the reason in `error`. The caller ends it with PQfinish(). */
PGconn *acg_peer_connect(const char *conninfo, int timeout_s,
		char error[static ACG_PEER_ERROR_SIZE]);

/* What the table says now, all from one state of it, to be cleared with
 * acg_answers_clear(). False with the reason in `error`. Blocks. */
bool acg_peer_ask(PGconn *connection, struct acg_answers *answers,
		char error[static ACG_PEER_ERROR_SIZE]);

/* All enabled peers of these answers, in memory of `memory`. The roots of a peer are
 * the certificates in `trust_store`/NAME.pem. NULL with the reason, row and file in
 * `error`. */
struct acg_peer_set *acg_peer_make(const struct acg_answers *answers,
		const char *trust_store, const struct acg_peer_memory *memory,
		char error[static ACG_PEER_ERROR_SIZE]);

/* All enabled destinations, and their routes, of these answers; likewise. */
struct acg_route_set *acg_peer_make_routes(const struct acg_answers *answers,
		const struct acg_peer_memory *memory,
		char error[static ACG_PEER_ERROR_SIZE]);

#endif
