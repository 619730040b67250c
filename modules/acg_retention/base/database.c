/*
 * database: a connection to PostgreSQL that never waits for ever.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "base/database.h"
#include "base/clock.h"

#include <errno.h>
#include <poll.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* How much of a COPY is handed over at a time. */
#define COPY_PIECE ((size_t)65536)

__attribute__((format(printf, 2, 3))) static int fail(
		struct acg_database *database, const char *format, ...)
{
	va_list args;
	char *c;

	va_start(args, format);
	vsnprintf(database->error, sizeof(database->error), format, args);
	va_end(args);
	/* libpq's messages have several lines, and end the last one, too. */
	for(c = database->error; *c; c++)
		if(*c == '\n' || *c == '\t')
			*c = ' ';
	while(c > database->error && c[-1] == ' ')
		*--c = '\0';
	return -1;
}

/* The connection is of no use any more. */
static int fail_and_close(struct acg_database *database, const char *what)
{
	fail(database, "%s: %s", what, PQerrorMessage(database->conn));
	acg_database_close(database);
	return -1;
}

int acg_database_check(
		const char *conninfo, char error[static ACG_DATABASE_ERROR_SIZE])
{
	char *message = NULL;
	PQconninfoOption *options = PQconninfoParse(conninfo, &message);

	if(options) {
		PQconninfoFree(options);
		return 0;
	}
	snprintf(error, ACG_DATABASE_ERROR_SIZE, "%s",
			message ? message : "out of memory");
	error[strcspn(error, "\n")] = '\0';
	PQfreemem(message);
	return -1;
}

void acg_database_close(struct acg_database *database)
{
	PQfinish(database->conn);
	database->conn = NULL;
}

/* Wait until the socket is ready. 1: it is, 0: the deadline has passed. */
static int wait_for(
		struct acg_database *database, short events, int64_t deadline_ms)
{
	struct pollfd socket = {.fd = PQsocket(database->conn), .events = events};
	int64_t left_ms;
	int n;

	do {
		left_ms = deadline_ms - acg_clock_steady_ms();
		n = poll(&socket, 1, left_ms > 0 ? (int)left_ms : 0);
	} while(n < 0 && errno == EINTR);
	return n > 0;
}

static int give_up(struct acg_database *database)
{
	fail(database, "no answer from the database within %d ms",
			database->timeout_ms);
	acg_database_close(database);
	return -1;
}

static int finish_connecting(struct acg_database *database)
{
	int64_t deadline_ms = acg_clock_steady_ms() + database->timeout_ms;
	PostgresPollingStatusType status = PGRES_POLLING_WRITING;

	if(PQstatus(database->conn) == CONNECTION_BAD)
		status = PGRES_POLLING_FAILED;
	while(status == PGRES_POLLING_READING || status == PGRES_POLLING_WRITING) {
		if(!wait_for(database,
				   status == PGRES_POLLING_READING ? POLLIN : POLLOUT,
				   deadline_ms))
			return give_up(database);
		status = PQconnectPoll(database->conn);
	}
	if(status == PGRES_POLLING_OK)
		return 0;
	return fail_and_close(database, "cannot connect to the database");
}

static void on_notice(void *database, const PGresult *result)
{
	const char *hint = PQresultErrorField(result, PG_DIAG_MESSAGE_HINT);
	char text[ACG_DATABASE_ERROR_SIZE];

	snprintf(text, sizeof(text), "%s%s%s",
			PQresultErrorField(result, PG_DIAG_MESSAGE_PRIMARY),
			hint ? "; " : "", hint ? hint : "");
	((struct acg_database *)database)->notice(text);
}

/* Also for a transaction that we have begun and cannot go on with, because this machine
 * was cut off: the server gives it up, and its locks, in the same time. */
static int set_up_session(struct acg_database *database)
{
	char sql[256];

	PQsetNoticeReceiver(database->conn, on_notice, database);
	if(PQsetnonblocking(database->conn, 1) < 0)
		return fail_and_close(database, "cannot set up the connection");
	snprintf(sql, sizeof(sql),
			"SELECT set_config('TimeZone', 'UTC', false),"
			" set_config('statement_timeout', '%d', false),"
			" set_config('idle_in_transaction_session_timeout', '%d', false)",
			database->timeout_ms, database->timeout_ms);
	if(acg_database_do(database, sql) < 0) {
		acg_database_close(database);
		return -1;
	}
	return 0;
}

int acg_database_connect(struct acg_database *database)
{
	const char *const keywords[] = {
			"dbname", "fallback_application_name", "client_encoding", NULL};
	const char *const values[] = {
			database->conninfo, database->name, "UTF8", NULL};

	if(database->conn)
		return 0;
	database->conn = PQconnectStartParams(keywords, values, 1);
	if(!database->conn)
		return fail(database, "out of memory");
	if(finish_connecting(database) < 0)
		return -1;
	return set_up_session(database);
}

static int flush(struct acg_database *database, int64_t deadline_ms)
{
	int left = PQflush(database->conn);

	/* The server may want to be read before it reads on. */
	while(left == 1) {
		if(!wait_for(database, POLLIN | POLLOUT, deadline_ms))
			return give_up(database);
		if(!PQconsumeInput(database->conn))
			break;
		left = PQflush(database->conn);
	}
	return left == 0 ? 0 : fail_and_close(database, "connection lost");
}

/* The next result, NULL when there is none. -1: the connection is closed. */
static int next_result(
		struct acg_database *database, int64_t deadline_ms, PGresult **result)
{
	while(PQisBusy(database->conn)) {
		if(!wait_for(database, POLLIN, deadline_ms))
			return give_up(database);
		if(!PQconsumeInput(database->conn))
			return fail_and_close(database, "connection lost");
	}
	*result = PQgetResult(database->conn);
	return 0;
}

/* Without the detail, which would show the row, a call record, in the log. */
static void fail_statement(
		struct acg_database *database, const PGresult *result)
{
	const char *state = PQresultErrorField(result, PG_DIAG_SQLSTATE);
	const char *message = PQresultErrorField(result, PG_DIAG_MESSAGE_PRIMARY);

	if(state && message)
		fail(database, "%s: %s", state, message);
	else
		fail(database, "%s", PQresultErrorMessage(result));
}

static PGresult *collect(struct acg_database *database)
{
	/* Later than the server's own deadline, whose message says more. */
	int64_t deadline_ms = acg_clock_steady_ms() + database->timeout_ms + 1000;
	PGresult *result = NULL, *more = NULL;

	if(flush(database, deadline_ms) < 0
			|| next_result(database, deadline_ms, &result) < 0)
		return NULL;
	/* The end of the results; of a broken connection perhaps one more error. */
	do {
		if(next_result(database, deadline_ms, &more) < 0) {
			PQclear(result);
			return NULL;
		}
		PQclear(more);
	} while(more);
	if(PQstatus(database->conn) == CONNECTION_BAD) {
		PQclear(result);
		fail_and_close(database, "connection lost");
		return NULL;
	}
	if(!acg_database_succeeded(result))
		fail_statement(database, result);
	return result;
}

/* `sent` is what libpq's PQsend... returned. */
static PGresult *answer_to(struct acg_database *database, int sent)
{
	if(sent)
		return collect(database);
	fail_and_close(database, "cannot send to the database");
	return NULL;
}

static bool is_open(struct acg_database *database)
{
	if(database->conn)
		return true;
	fail(database, "not connected");
	return false;
}

PGresult *acg_database_run(struct acg_database *database, const char *sql,
		int count, const char *const *values)
{
	if(!is_open(database))
		return NULL;
	return answer_to(database, PQsendQueryParams(database->conn, sql, count,
									   NULL, values, NULL, NULL, 0));
}

PGresult *acg_database_run_prepared(struct acg_database *database,
		const char *name, int count, const char *const *values)
{
	if(!is_open(database))
		return NULL;
	return answer_to(database, PQsendQueryPrepared(database->conn, name, count,
									   values, NULL, NULL, 0));
}

bool acg_database_succeeded(const PGresult *result)
{
	ExecStatusType status = PQresultStatus(result);

	return status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK;
}

static int outcome(PGresult *result)
{
	bool succeeded = acg_database_succeeded(result);

	PQclear(result);
	return succeeded ? 0 : -1;
}

int acg_database_prepare(
		struct acg_database *database, const char *name, const char *sql)
{
	if(!is_open(database))
		return -1;
	return outcome(answer_to(
			database, PQsendPrepare(database->conn, name, sql, 0, NULL)));
}

/* Hand data to libpq, which sends what the socket takes. */
static int put_data(struct acg_database *database, const char *data, size_t len,
		int64_t deadline_ms)
{
	size_t at, piece;
	int put;

	for(at = 0; at < len; at += piece) {
		piece = len - at < COPY_PIECE ? len - at : COPY_PIECE;
		while((put = PQputCopyData(database->conn, data + at, (int)piece)) == 0)
			if(!wait_for(database, POLLOUT, deadline_ms))
				return give_up(database);
		if(put < 0 || flush(database, deadline_ms) < 0)
			return database->conn ? fail_and_close(database, "connection lost")
								  : -1;
	}
	return 0;
}

PGresult *acg_database_copy(struct acg_database *database, const char *sql,
		const char *data, size_t len)
{
	int64_t deadline_ms = acg_clock_steady_ms() + database->timeout_ms;
	PGresult *result = NULL;

	if(!is_open(database)
			|| (!PQsendQuery(database->conn, sql)
					&& fail_and_close(database, "cannot send to the database")
							   < 0)
			|| flush(database, deadline_ms) < 0
			|| next_result(database, deadline_ms, &result) < 0)
		return NULL;
	if(PQresultStatus(result) != PGRES_COPY_IN) {
		PQclear(result);
		return collect(database);
	}
	PQclear(result);
	if(put_data(database, data, len, deadline_ms) < 0)
		return NULL;
	return answer_to(database, PQputCopyEnd(database->conn, NULL) == 1);
}

int acg_database_do(struct acg_database *database, const char *sql)
{
	return outcome(acg_database_run(database, sql, 0, NULL));
}
