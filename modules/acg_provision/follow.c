/*
 * follow: what the database says is provisioned, as a table.
 *
 * Everything is read in one repeatable-read transaction, so the sizes asked for
 * first are exactly those of the rows that follow, and a table never mixes two
 * states of the database. The numbers come as one binary COPY, row by row.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "follow.h"
#include "copy.h"

#include <libpq-fe.h>

#include <errno.h>
#include <poll.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct load {
	PGconn *conn;
	int timeout_ms;
	char *error; /* ACG_FOLLOW_ERROR_SIZE, the caller's */
	const struct acg_table_mem *mem;
	struct acg_table *table;
};

__attribute__((format(printf, 2, 3))) static bool fail(
		struct load *load, const char *format, ...)
{
	va_list args;
	size_t len;

	va_start(args, format);
	vsnprintf(load->error, ACG_FOLLOW_ERROR_SIZE, format, args);
	va_end(args);
	/* libpq's messages end with a newline, a log line must not hold one. */
	len = strlen(load->error);
	while(len && load->error[len - 1] == '\n')
		load->error[--len] = '\0';
	for(char *p = load->error; *p; p++) {
		if(*p == '\n' || *p == '\r')
			*p = ' ';
	}
	return false;
}

/* Wait until the server has sent something. */
static bool wait_readable(struct load *load)
{
	struct pollfd fd = {.fd = PQsocket(load->conn), .events = POLLIN};
	int ready;

	do
		ready = poll(&fd, 1, load->timeout_ms);
	while(ready < 0 && errno == EINTR);
	if(ready == 0)
		return fail(load, "no answer from the database for %d s",
				load->timeout_ms / 1000);
	if(ready < 0 || !PQconsumeInput(load->conn))
		return fail(load, "connection to the database lost: %s",
				PQerrorMessage(load->conn));
	return true;
}

/* Send one statement and wait for its first result; NULL on failure. */
static PGresult *query(struct load *load, const char *sql, int format)
{
	if(!PQsendQueryParams(load->conn, sql, 0, NULL, NULL, NULL, NULL, format)) {
		fail(load, "%s", PQerrorMessage(load->conn));
		return NULL;
	}
	while(PQisBusy(load->conn)) {
		if(!wait_readable(load))
			return NULL;
	}
	return PQgetResult(load->conn);
}

/* Take what is left of the statement, so that the next one can be sent. */
static bool finish_statement(struct load *load)
{
	PGresult *result;
	bool ok = true;

	for(;;) {
		while(PQisBusy(load->conn)) {
			if(!wait_readable(load))
				return false;
		}
		result = PQgetResult(load->conn);
		if(!result)
			return ok;
		if(PQresultStatus(result) == PGRES_FATAL_ERROR)
			ok = fail(load, "%s", PQresultErrorMessage(result));
		PQclear(result);
	}
}

/* Run a statement that must give rows (PGRES_TUPLES_OK) or none. */
static PGresult *run(struct load *load, const char *sql)
{
	PGresult *result = query(load, sql, 0);
	ExecStatusType status = PQresultStatus(result);

	if(status != PGRES_TUPLES_OK && status != PGRES_COMMAND_OK) {
		if(result)
			fail(load, "%s", PQresultErrorMessage(result));
		PQclear(result);
		return NULL;
	}
	if(!finish_statement(load)) {
		PQclear(result);
		return NULL;
	}
	return result;
}

static bool run_only(struct load *load, const char *sql)
{
	PGresult *result = run(load, sql);

	PQclear(result);
	return result != NULL;
}

static bool connect_database(struct load *load, const char *conninfo)
{
	char timeout[16];
	const char *keys[] = {
			"dbname", "connect_timeout", "fallback_application_name", NULL};
	const char *values[] = {conninfo, timeout, "acg_provision", NULL};

	snprintf(timeout, sizeof(timeout), "%d", load->timeout_ms / 1000);
	load->conn = PQconnectdbParams(keys, values, 1);
	if(PQstatus(load->conn) != CONNECTION_OK)
		return fail(load, "cannot connect to the database: %s",
				PQerrorMessage(load->conn));
	return true;
}

static bool check_schema(struct load *load)
{
	PGresult *result = run(load, "SELECT max(version) FROM acg.schema_version");
	int version;

	if(!result)
		return false;
	version = atoi(PQgetvalue(result, 0, 0));
	PQclear(result);
	if(version != ACG_SCHEMA_VERSION)
		return fail(load,
				"schema acg has version %d, this module needs %d "
				"(apply sql/upgrades/ or install the matching module)",
				version, ACG_SCHEMA_VERSION);
	return true;
}

static bool make_table(struct load *load)
{
	struct acg_table_size size;
	PGresult *result =
			run(load, "SELECT count(*),"
					  " coalesce(sum(octet_length(header_value) + 1), 0),"
					  " (SELECT count(*) FROM acg.account),"
					  " (SELECT count(*) FROM acg.service)"
					  " FROM acg.number");

	if(!result)
		return false;
	size.numbers = strtoull(PQgetvalue(result, 0, 0), NULL, 10);
	size.header_bytes = strtoull(PQgetvalue(result, 0, 1), NULL, 10);
	size.accounts = (uint32_t)strtoul(PQgetvalue(result, 0, 2), NULL, 10);
	size.services = (uint32_t)strtoul(PQgetvalue(result, 0, 3), NULL, 10);
	PQclear(result);
	load->table = acg_table_new(&size, load->mem);
	if(!load->table)
		return fail(load,
				"not enough shared memory for %llu numbers in %u accounts "
				"(raise Kamailio's -m), or more than %d services",
				(unsigned long long)size.numbers, size.accounts,
				ACG_SERVICES_MAX);
	return true;
}

static bool is_true(const PGresult *result, int row, int column)
{
	return PQgetvalue(result, row, column)[0] == 't';
}

static bool load_accounts(struct load *load)
{
	PGresult *result =
			run(load, "SELECT account_id, name, enabled FROM acg.account"
					  " ORDER BY account_id");
	const char *why = NULL;

	if(!result)
		return false;
	for(int i = 0; i < PQntuples(result) && !why; i++) {
		why = acg_table_add_account(load->table,
				(uint32_t)strtoul(PQgetvalue(result, i, 0), NULL, 10),
				PQgetvalue(result, i, 1), is_true(result, i, 2));
		if(why)
			fail(load, "acg.account, account_id %s: %s",
					PQgetvalue(result, i, 0), why);
	}
	PQclear(result);
	return !why;
}

static bool load_services(struct load *load)
{
	PGresult *result = run(load,
			"SELECT service_id, name, custom_header, enabled FROM acg.service"
			" ORDER BY service_id");
	const char *why = NULL;

	if(!result)
		return false;
	for(int i = 0; i < PQntuples(result) && !why; i++) {
		why = acg_table_add_service(load->table,
				(uint32_t)strtoul(PQgetvalue(result, i, 0), NULL, 10),
				PQgetvalue(result, i, 1), is_true(result, i, 2),
				is_true(result, i, 3));
		if(why)
			fail(load, "acg.service, service_id %s: %s",
					PQgetvalue(result, i, 0), why);
	}
	PQclear(result);
	return !why;
}

enum number_column {
	NUMBER,
	ACCOUNT,
	SERVICE,
	HEADER,
	ENABLED,
	NUMBER_COLUMNS
};

static bool add_number(struct load *load, const struct acg_copy_field *field)
{
	struct acg_table_row row = {0};
	enum acg_number_error error;
	int32_t account, service;
	const char *why;

	if(!field[NUMBER].data || !acg_copy_int4(&field[ACCOUNT], &account)
			|| !acg_copy_int4(&field[SERVICE], &service)
			|| !acg_copy_bool(&field[ENABLED], &row.enabled))
		return fail(load, "acg.number: a column is null or of another type");
	error = acg_number_parse(
			field[NUMBER].data, field[NUMBER].len, &row.number);
	if(error)
		return fail(load, "acg.number, number %.*s: %s", (int)field[NUMBER].len,
				field[NUMBER].data, acg_number_strerror(error));
	row.account_id = (uint32_t)account;
	row.service_id = (uint32_t)service;
	row.header = field[HEADER].data;
	row.header_len = field[HEADER].len;
	why = acg_table_add_number(load->table, &row);
	if(why)
		return fail(load, "acg.number, number %.*s: %s", (int)field[NUMBER].len,
				field[NUMBER].data, why);
	return true;
}

/* Every row of one message of the COPY stream. */
static bool add_message(
		struct load *load, struct acg_copy *copy, const char *buf, size_t len)
{
	struct acg_copy_field field[NUMBER_COLUMNS];

	for(;;) {
		switch(acg_copy_next(copy, &buf, &len, field, NUMBER_COLUMNS)) {
			case ACG_COPY_ROW:
				if(!add_number(load, field))
					return false;
				break;
			case ACG_COPY_NEED_MORE:
			case ACG_COPY_END:
				return true;
			case ACG_COPY_MALFORMED:
				return fail(load, "acg.number: malformed COPY data");
		}
	}
}

static bool load_numbers(struct load *load)
{
	struct acg_copy copy = {0};
	PGresult *result = query(load,
			"COPY (SELECT number::text, account_id, service_id,"
			" header_value::text, enabled FROM acg.number)"
			" TO STDOUT (FORMAT binary)",
			0);
	bool copying = PQresultStatus(result) == PGRES_COPY_OUT;

	if(result && !copying)
		fail(load, "%s", PQresultErrorMessage(result));
	PQclear(result);
	while(copying) {
		char *message = NULL;
		int len = PQgetCopyData(load->conn, &message, 1);

		if(len > 0) {
			copying = add_message(load, &copy, message, (size_t)len);
			PQfreemem(message);
		} else if(len == 0) {
			copying = wait_readable(load);
		} else if(len == -1) {
			return finish_statement(load)
				   && (copy.trailer_seen
						   || fail(load, "acg.number: the COPY was cut"));
		} else {
			copying = fail(load, "%s", PQerrorMessage(load->conn));
		}
	}
	return false;
}

struct acg_table *acg_follow_load(const char *conninfo, int timeout_s,
		const struct acg_table_mem *mem,
		char error[static ACG_FOLLOW_ERROR_SIZE])
{
	struct load load = {
			.timeout_ms = timeout_s * 1000, .error = error, .mem = mem};
	bool ok = connect_database(&load, conninfo)
			  && run_only(&load,
					  "BEGIN TRANSACTION ISOLATION LEVEL REPEATABLE READ, "
					  "READ ONLY")
			  && check_schema(&load) && make_table(&load)
			  && load_accounts(&load) && load_services(&load)
			  && load_numbers(&load) && run_only(&load, "COMMIT");

	PQfinish(load.conn);
	if(!ok) {
		acg_table_free(load.table, mem);
		return NULL;
	}
	return load.table;
}
