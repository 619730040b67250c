/*
 * follow: keeps the table equal to the database. With database, rows and copy the
 * only files that know SQL. One process, one thread.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef ACG_FOLLOW_H
#define ACG_FOLLOW_H

#include "database/database.h"
#include "numbers/store.h"
#include "numbers/table_write.h"

/* Version of schema acg that this module reads (table acg.schema_version). */
#define ACG_SCHEMA_VERSION 1

#define ACG_IDENTITY_SIZE 160
#define ACG_SEEN_SIZE 4096

/* What of which database the table holds. Fixed size: part of snapshot files. */
struct acg_position {
	char identity[ACG_IDENTITY_SIZE]; /* of the history of changes */
	char seen[ACG_SEEN_SIZE]; /* a pg_snapshot: what it saw is applied */
	int64_t last_change;	  /* newest acg.change row seen */
	uint64_t last_xid;		  /* of that row */
	int64_t synced_at;		  /* when it was so, UTC */
};

struct acg_follow {
	struct acg_store *store;
	struct acg_database db;
	struct acg_writer *writer; /* of the table in force; NULL: must load */
	struct acg_position position;
	int64_t available; /* newest acg.change row that was announced */
	/* Why all must be read again; NULL: need not. Static text. */
	const char *must_load;
	/* Set by a sync when rows changed that signalling_load.c reads; the caller
	 * clears it. */
	bool signalling_changed;
	uint64_t loads;	  /* full loads, since the start */
	uint64_t applied; /* changes (rows of acg.change), since the start */
};

/* Connect, check that it is the schema and the history that the table comes from,
 * and LISTEN. false: follow->db.error says why, and there is no connection. A
 * history that is another, or of which a part is missing, sets must_load. */
bool acg_follow_connect(struct acg_follow *follow);

/* One step: apply what has changed since, or, when must_load says so, make a new
 * table that replaces the old one when it is complete. The table is that of the
 * database when must_load is NULL afterwards; else call again. false: db.error
 * says why, the connection is closed, and the table in force is one that was
 * complete. */
bool acg_follow_sync(struct acg_follow *follow);

/* Take what the server has announced meanwhile; does not wait. Returns 1 when
 * something has changed, 0 when nothing, -1 when the connection is lost. */
int acg_follow_notified(struct acg_follow *follow);

/* To be polled for reading; -1 when not connected. */
int acg_follow_socket(const struct acg_follow *follow);

/* Remove changes that every node has long seen. */
bool acg_follow_expire_changes(struct acg_follow *follow);

#endif
