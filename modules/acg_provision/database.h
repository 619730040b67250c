/*
 * database: questions to PostgreSQL that cannot hang: each answer has a time limit.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef ACG_DATABASE_H
#define ACG_DATABASE_H

#include <libpq-fe.h>
#include <stdbool.h>

#define ACG_DATABASE_ERROR_SIZE 256

struct acg_database {
	PGconn *conn;
	int timeout_ms;
	char *error; /* ACG_DATABASE_ERROR_SIZE, the caller's: why the last one failed */
};

/* Connect (`conninfo` as libpq takes it) and begin one read-only transaction that
 * sees one state of the database. False with database->error set; close it in any
 * case. */
bool acg_database_open(
		struct acg_database *database, const char *conninfo, int timeout_s);
void acg_database_close(struct acg_database *database);

/* Run one query; rows as text, to be cleared with PQclear(). NULL with the error
 * set. */
PGresult *acg_database_query(struct acg_database *database, const char *sql);

#endif
