/*
 * database: a connection to PostgreSQL whose every wait is bounded.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "database/database.h"

#include <errno.h>
#include <poll.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

bool acg_database_fail(struct acg_database *db, const char *format, ...)
{
	va_list args;
	size_t len;

	va_start(args, format);
	vsnprintf(db->error, sizeof(db->error), format, args);
	va_end(args);
	/* libpq's messages end with a newline, a log line must not hold one. */
	len = strlen(db->error);
	while(len && db->error[len - 1] == '\n')
		db->error[--len] = '\0';
	for(char *p = db->error; *p; p++) {
		if(*p == '\n' || *p == '\r')
			*p = ' ';
	}
	return false;
}

bool acg_database_connect(struct acg_database *db)
{
	char timeout[16];
	const char *keys[] = {
			"dbname", "connect_timeout", "fallback_application_name", NULL};
	const char *values[] = {db->conninfo, timeout, "acg_provision", NULL};

	acg_database_disconnect(db);
	snprintf(timeout, sizeof(timeout), "%d", db->timeout_s);
	db->conn = PQconnectdbParams(keys, values, 1);
	if(PQstatus(db->conn) == CONNECTION_OK)
		return true;
	acg_database_fail(
			db, "cannot connect to the database: %s", PQerrorMessage(db->conn));
	acg_database_disconnect(db);
	return false;
}

void acg_database_disconnect(struct acg_database *db)
{
	PQfinish(db->conn);
	db->conn = NULL;
}

/* Wait until the server has sent something. */
static bool wait_readable(struct acg_database *db)
{
	struct pollfd fd = {.fd = PQsocket(db->conn), .events = POLLIN};
	int limit_s = db->timeout_s << db->patience, ready;

	do
		ready = poll(&fd, 1, limit_s * 1000);
	while(ready < 0 && errno == EINTR);
	if(ready == 0) {
		if(db->patience < ACG_PATIENCE_MAX)
			db->patience++;
		return acg_database_fail(
				db, "no answer from the database for %d s", limit_s);
	}
	if(ready < 0 || !PQconsumeInput(db->conn))
		return acg_database_fail(db, "connection to the database lost: %s",
				PQerrorMessage(db->conn));
	return true;
}

static PGresult *next_result(struct acg_database *db, bool *ok)
{
	*ok = true;
	while(PQisBusy(db->conn)) {
		*ok = wait_readable(db);
		if(!*ok)
			return NULL;
	}
	return PQgetResult(db->conn);
}

/* Take what is left of the statement, so that the next one can be sent. */
static bool finish_statement(struct acg_database *db)
{
	PGresult *result;
	bool ok, all_ok = true;

	while((result = next_result(db, &ok))) {
		if(PQresultStatus(result) == PGRES_FATAL_ERROR)
			all_ok = acg_database_fail(db, "%s", PQresultErrorMessage(result));
		PQclear(result);
	}
	return ok && all_ok;
}

static bool send(struct acg_database *db, const char *sql,
		const char *const *values, PGresult **result)
{
	int count = 0;
	bool ok;

	while(values && values[count])
		count++;
	if(!PQsendQueryParams(db->conn, sql, count, NULL, values, NULL, NULL, 0))
		return acg_database_fail(db, "%s", PQerrorMessage(db->conn));
	*result = next_result(db, &ok);
	return ok;
}

PGresult *acg_database_query(
		struct acg_database *db, const char *sql, const char *const *values)
{
	PGresult *result = NULL;
	ExecStatusType status;

	if(!send(db, sql, values, &result))
		return NULL;
	status = PQresultStatus(result);
	if(status != PGRES_TUPLES_OK && status != PGRES_COMMAND_OK) {
		acg_database_fail(db, "%s",
				result ? PQresultErrorMessage(result)
					   : PQerrorMessage(db->conn));
		PQclear(result);
		return NULL;
	}
	if(!finish_statement(db)) {
		PQclear(result);
		return NULL;
	}
	return result;
}

bool acg_database_run(struct acg_database *db, const char *sql)
{
	PGresult *result = acg_database_query(db, sql, NULL);

	PQclear(result);
	return result != NULL;
}

bool acg_database_copy(struct acg_database *db, const char *sql,
		bool (*take)(void *context, const char *data, size_t len),
		void *context)
{
	PGresult *result = NULL;
	bool going = send(db, sql, NULL, &result);

	if(going && PQresultStatus(result) != PGRES_COPY_OUT)
		going = acg_database_fail(db, "%s",
				result ? PQresultErrorMessage(result)
					   : PQerrorMessage(db->conn));
	PQclear(result);
	while(going) {
		char *message = NULL;
		int len = PQgetCopyData(db->conn, &message, 1);

		if(len > 0) {
			going = take(context, message, (size_t)len);
			PQfreemem(message);
		} else if(len == 0) {
			going = wait_readable(db);
		} else if(len == -1) {
			return finish_statement(db);
		} else {
			going = acg_database_fail(db, "%s", PQerrorMessage(db->conn));
		}
	}
	return false;
}
