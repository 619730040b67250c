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
#include "database/database.h"
#include "peers/peer.h"
#include "peers/route.h"

#define ACG_PEER_ERROR_SIZE ACG_ERROR_SIZE

/* Where sets of peers live. */
struct acg_peer_memory {
	void *(*alloc)(size_t);
	void (*release)(void *);
};

/* Connect and LISTEN for changes. False with the reason in db->error. */
bool acg_peer_connect(struct acg_database *db);

/* What the tables say now, all from one state of them, to be cleared with
 * acg_answers_clear(). False with the reason in db->error, and the connection is then
 * of no use any more. */
bool acg_peer_ask(struct acg_database *db, struct acg_answers *answers);

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
