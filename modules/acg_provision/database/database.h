/*
 * database: a connection to PostgreSQL whose every wait is bounded, and that
 * says in words why something failed.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef ACG_DATABASE_H
#define ACG_DATABASE_H

#include <libpq-fe.h>
#include <stdbool.h>
#include <stddef.h>

#define ACG_ERROR_SIZE 512

struct acg_database {
	const char *conninfo;		/* libpq connection string */
	int timeout_s;				/* how long the server may send nothing */
	int patience;				/* how often that was doubled, see below */
	PGconn *conn;				/* NULL: not connected */
	char error[ACG_ERROR_SIZE]; /* of the last call that failed, one line */
};

/* Say why in db->error; always false. */
__attribute__((format(printf, 2, 3))) bool acg_database_fail(
		struct acg_database *db, const char *format, ...);

/* A server that says nothing for longer may be at work on much: each time it is given
 * up, it may take twice as long the next time, up to 16 times. Whoever gets through
 * begins anew by setting patience to 0. */
#define ACG_PATIENCE_MAX 4

bool acg_database_connect(struct acg_database *db);
void acg_database_disconnect(struct acg_database *db);

/* Run one statement with text parameters (up to a NULL) and give its rows, to be
 * cleared by the caller; NULL on failure. */
PGresult *acg_database_query(
		struct acg_database *db, const char *sql, const char *const *values);

/* Run one statement that gives nothing. */
bool acg_database_run(struct acg_database *db, const char *sql);

/* Run a COPY TO STDOUT and call take() for each message; false when it fails or
 * take() says false, which then has said why. The connection is then of no use
 * any more and must be closed. */
bool acg_database_copy(struct acg_database *db, const char *sql,
		bool (*take)(void *context, const char *data, size_t len),
		void *context);

#endif
