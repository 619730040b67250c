/*
 * database: a connection to PostgreSQL that never waits for ever. libpq only.
 *
 * Every call has a deadline. When it passes, or the connection breaks, the
 * connection is closed and the transaction gone. For processes that carry no
 * calls. Owned by one process, made after fork.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef ACG_DATABASE_H
#define ACG_DATABASE_H

#include <libpq-fe.h>
#include <stdbool.h>

#define ACG_DATABASE_ERROR_SIZE 512

struct acg_database {
	const char *conninfo; /* the caller's; libpq connection string */
	const char *name;	  /* the caller's; application_name */
	int timeout_ms;		  /* for connecting, and for each statement */
	void (*notice)(const char *text); /* what the server remarks */

	PGconn *conn;						 /* NULL: not connected */
	char error[ACG_DATABASE_ERROR_SIZE]; /* of the last call that failed */
};

/* Is this a connection string? 0, or -1 and why not in `error`. */
int acg_database_check(
		const char *conninfo, char error[static ACG_DATABASE_ERROR_SIZE]);

/* Connect unless connected. The session is in UTC, in UTF-8, and the server ends
 * statements that outlast the deadline. 0, or -1 and `error`. */
int acg_database_connect(struct acg_database *database);

void acg_database_close(struct acg_database *database);

/* One statement with `count` text parameters, NULL for SQL NULL. Returns its
 * result, for PQclear(); a failed one has set `error`. NULL: the connection is
 * closed, and `error` says why. */
PGresult *acg_database_run(struct acg_database *database, const char *sql,
		int count, const char *const *values);

/* Prepare a statement under a name. 0, or -1 and `error`. */
int acg_database_prepare(
		struct acg_database *database, const char *name, const char *sql);

/* As acg_database_run(), of a statement prepared before. */
PGresult *acg_database_run_prepared(struct acg_database *database,
		const char *name, int count, const char *const *values);

/* Did the statement succeed? Takes NULL for no. */
bool acg_database_succeeded(const PGresult *result);

/* A COPY ... FROM STDIN with its data. Returns its result, as acg_database_run()
 * does. */
PGresult *acg_database_copy(struct acg_database *database, const char *sql,
		const char *data, size_t len);

/* As acg_database_run(), where only success matters: 0, or -1 and `error`. */
int acg_database_do(struct acg_database *database, const char *sql);

#endif
