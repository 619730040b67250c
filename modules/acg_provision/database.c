/*
 * database: questions to PostgreSQL that cannot hang.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "database.h"

#include <errno.h>
#include <poll.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

__attribute__((format(printf, 2, 3))) static bool fail(
		struct acg_database *database, const char *format, ...)
{
	va_list args;
	size_t len;

	va_start(args, format);
	vsnprintf(database->error, ACG_DATABASE_ERROR_SIZE, format, args);
	va_end(args);
	/* libpq's messages end with a newline, a log line must not hold one. */
	len = strlen(database->error);
	while(len && database->error[len - 1] == '\n')
		database->error[--len] = '\0';
	for(char *p = database->error; *p; p++) {
		if(*p == '\n' || *p == '\r')
			*p = ' ';
	}
	return false;
}

static bool wait_readable(struct acg_database *database)
{
	struct pollfd fd = {.fd = PQsocket(database->conn), .events = POLLIN};
	int ready;

	do
		ready = poll(&fd, 1, database->timeout_ms);
	while(ready < 0 && errno == EINTR);
	if(ready == 0)
		return fail(database, "no answer from the database for %d s",
				database->timeout_ms / 1000);
	if(ready < 0 || !PQconsumeInput(database->conn))
		return fail(database, "connection to the database lost: %s",
				PQerrorMessage(database->conn));
	return true;
}

/* The next result of the statement; NULL at its end or, with *ok false, when the
 * connection fails. */
static PGresult *next_result(struct acg_database *database, bool *ok)
{
	*ok = true;
	while(PQisBusy(database->conn)) {
		*ok = wait_readable(database);
		if(!*ok)
			return NULL;
	}
	return PQgetResult(database->conn);
}

PGresult *acg_database_query(struct acg_database *database, const char *sql)
{
	PGresult *first, *next;
	bool ok;

	if(!PQsendQueryParams(database->conn, sql, 0, NULL, NULL, NULL, NULL, 0)) {
		fail(database, "%s", PQerrorMessage(database->conn));
		return NULL;
	}
	first = next_result(database, &ok);
	while(ok && (next = next_result(database, &ok)))
		PQclear(next);
	if(!ok || !first) {
		PQclear(first);
		return NULL;
	}
	if(PQresultStatus(first) != PGRES_TUPLES_OK
			&& PQresultStatus(first) != PGRES_COMMAND_OK) {
		fail(database, "%s", PQresultErrorMessage(first));
		PQclear(first);
		return NULL;
	}
	return first;
}

bool acg_database_open(
		struct acg_database *database, const char *conninfo, int timeout_s)
{
	char timeout[16];
	const char *keys[] = {
			"dbname", "connect_timeout", "fallback_application_name", NULL};
	const char *values[] = {conninfo, timeout, "acg_provision", NULL};
	PGresult *begun;

	snprintf(timeout, sizeof(timeout), "%d", timeout_s);
	database->timeout_ms = timeout_s * 1000;
	database->conn = PQconnectdbParams(keys, values, 1);
	if(PQstatus(database->conn) != CONNECTION_OK)
		return fail(database, "cannot connect to the database: %s",
				PQerrorMessage(database->conn));
	begun = acg_database_query(database,
			"BEGIN TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY");
	PQclear(begun);
	return begun != NULL;
}

void acg_database_close(struct acg_database *database)
{
	PQfinish(database->conn);
	database->conn = NULL;
}
