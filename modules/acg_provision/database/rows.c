/*
 * rows: rows of the database's tables into a number table. The SQL is constant;
 * what varies is read from a setting of the transaction.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "database/rows.h"
#include "database/copy.h"

#include <stdlib.h>
#include <string.h>

/* Bytes that may wait to be freed before the readers are looked at. */
#define RETIRED_MAX ((size_t)4 << 20)

/* --- small tables, as text --------------------------------------------------- */

static bool is_true(const PGresult *result, int row, int column)
{
	return PQgetvalue(result, row, column)[0] == 't';
}

static uint32_t id_at(const PGresult *result, int row, int column)
{
	return (uint32_t)strtoul(PQgetvalue(result, row, column), NULL, 10);
}

/* Run the statement and put() every row, until one is refused. */
static bool each_row(const struct acg_rows *rows, const char *what,
		const char *sql,
		const char *(*put)(struct acg_writer *, const PGresult *, int))
{
	PGresult *result = acg_database_query(rows->db, sql, NULL);
	const char *why = NULL;

	if(!result)
		return false;
	for(int i = 0; i < PQntuples(result) && !why; i++) {
		why = put(rows->writer, result, i);
		if(why)
			acg_database_fail(
					rows->db, "%s %s: %s", what, PQgetvalue(result, i, 0), why);
	}
	PQclear(result);
	return !why;
}

static const char *put_service(
		struct acg_writer *writer, const PGresult *result, int i)
{
	return acg_writer_service(writer, id_at(result, i, 0),
			PQgetvalue(result, i, 1), is_true(result, i, 2),
			is_true(result, i, 3));
}

bool acg_rows_services(const struct acg_rows *rows)
{
	return each_row(rows, "acg.service, service_id",
			"SELECT service_id, name, custom_header, enabled FROM acg.service"
			" ORDER BY service_id",
			put_service);
}

static const char *put_account(
		struct acg_writer *writer, const PGresult *result, int i)
{
	return acg_writer_account(writer, id_at(result, i, 0),
			PQgetvalue(result, i, 1), is_true(result, i, 2));
}

bool acg_rows_accounts(const struct acg_rows *rows)
{
	return each_row(rows, "acg.account, account_id",
			"SELECT account_id, name, enabled FROM acg.account", put_account);
}

#define CHANGES \
	"acg.changes_since(current_setting('acg.snapshot')::pg_snapshot)"
#define CHANGED(kind)                                    \
	"(SELECT DISTINCT unnest(keys) AS key FROM " CHANGES \
	" WHERE kind = '" kind "') AS c"
/* A key that no number can have says nothing, and must not stop the rest. */
#define A_NUMBER "c.key BETWEEN 10 AND 999999999999999"

bool acg_rows_changed_accounts(const struct acg_rows *rows)
{
	return each_row(rows, "acg.account, account_id",
			"SELECT a.account_id, a.name, a.enabled FROM " CHANGED(
					"account") " JOIN acg.account a ON a.account_id = c.key",
			put_account);
}

static const char *remove_account(
		struct acg_writer *writer, const PGresult *result, int i)
{
	acg_writer_remove_account(writer, id_at(result, i, 0));
	return NULL;
}

bool acg_rows_removed_accounts(const struct acg_rows *rows)
{
	return each_row(rows, "acg.account, account_id",
			"SELECT c.key FROM " CHANGED(
					"account") " WHERE NOT EXISTS (SELECT FROM acg.account a"
							   " WHERE a.account_id = c.key)",
			remove_account);
}

/* --- ranges ------------------------------------------------------------------ */

static bool take_range(const struct acg_rows *rows, const PGresult *result,
		int i, struct acg_range *range)
{
	char *first = PQgetvalue(result, i, 1), *last = PQgetvalue(result, i, 2);

	if(acg_number_parse(first, strlen(first), &range->first)
			|| acg_number_parse(last, strlen(last), &range->last))
		return acg_database_fail(rows->db,
				"acg.number_range, range_id %s: first or last is no number",
				PQgetvalue(result, i, 0));
	range->row = (struct acg_row){.account_id = id_at(result, i, 3),
			.enabled = is_true(result, i, 6),
			.services = 1};
	range->row.service[0] =
			(struct acg_row_service){.service_id = id_at(result, i, 4),
					.header = PQgetvalue(result, i, 5),
					.header_len = (size_t)PQgetlength(result, i, 5),
					.enabled = true};
	return true;
}

bool acg_rows_ranges(const struct acg_rows *rows)
{
	PGresult *result = acg_database_query(rows->db,
			"SELECT range_id, first, last, account_id, service_id,"
			" coalesce(header_value, ''), enabled FROM acg.number_range",
			NULL);
	int count = result ? PQntuples(result) : 0;
	struct acg_range *range = calloc((size_t)count + 1, sizeof(*range));
	const char *why;
	bool ok = result && range;

	if(result && !range)
		acg_database_fail(rows->db, "not enough memory for the ranges");
	for(int i = 0; ok && i < count; i++)
		ok = take_range(rows, result, i, &range[i]);
	why = ok ? acg_writer_ranges(rows->writer, range, count) : NULL;
	if(why)
		ok = acg_database_fail(rows->db, "acg.number_range: %s", why);
	free(range);
	PQclear(result);
	return ok;
}

/* --- numbers, as COPY in binary ----------------------------------------------- */

/* A row without account is a number that is gone. */
enum column {
	NUMBER,
	ACCOUNT,
	SERVICE,
	HEADER,
	ENABLED,
	ALTERNATIVES,
	COLUMNS
};

/* Rows whose places in the table are being fetched meanwhile. */
#define WAITING_MAX 16

struct waiting {
	acg_number_key_t number;
	struct acg_row row;
	char header[ACG_NAME_MAX];
};

/* State of one COPY of numbers. */
struct stream {
	const struct acg_rows *rows;
	struct acg_copy copy;
	int columns; /* ENABLED + 1 without alternatives, or COLUMNS */
	int count;
	struct waiting waiting[WAITING_MAX]; /* in the order of the rows */
};

static bool refuse(const struct stream *stream,
		const struct acg_copy_field *field, const char *why)
{
	return acg_database_fail(stream->rows->db, "acg.number, number %.*s: %s",
			(int)field[NUMBER].len, field[NUMBER].data, why);
}

/* "service_id:enabled:header,..." by precedence, as the SQL below makes it. */
static bool parse_alternatives(
		const struct acg_copy_field *field, struct acg_row *row)
{
	const char *at = field->data, *end = at + field->len;

	while(at < end && row->services < ACG_ALTERNATIVES_MAX) {
		struct acg_row_service *service = &row->service[row->services++];
		const char *comma = memchr(at, ',', (size_t)(end - at));
		const char *stop = comma ? comma : end;
		const char *colon = memchr(at, ':', (size_t)(stop - at));
		if(!colon || stop - colon < 3 || colon[2] != ':')
			return false;
		service->service_id = (uint32_t)strtoul(at, NULL, 10);
		service->enabled = colon[1] == '1';
		service->header = colon + 3;
		service->header_len = (size_t)(stop - service->header);
		at = comma ? comma + 1 : end;
	}
	return at == end;
}

static bool take_row(const struct stream *stream,
		const struct acg_copy_field *field, struct acg_row *row)
{
	int32_t account, service;

	if(!acg_copy_int4(&field[ACCOUNT], &account)
			|| !acg_copy_int4(&field[SERVICE], &service)
			|| !acg_copy_bool(&field[ENABLED], &row->enabled)) {
		refuse(stream, field, "a column is null or of another type");
		return false;
	}
	row->account_id = (uint32_t)account;
	row->services = 1;
	row->service[0] = (struct acg_row_service){.service_id = (uint32_t)service,
			.header = field[HEADER].data,
			.header_len = field[HEADER].len,
			.enabled = true};
	if(stream->columns == COLUMNS && field[ALTERNATIVES].data
			&& !parse_alternatives(&field[ALTERNATIVES], row)) {
		refuse(stream, field, "its alternatives cannot be read");
		return false;
	}
	return true;
}

static void reclaim(const struct stream *stream)
{
	struct acg_writer *writer = stream->rows->writer;

	if(acg_writer_retired(writer) > RETIRED_MAX)
		acg_writer_reclaim(writer,
				stream->rows->published ? acg_store_advance(stream->rows->store)
										: UINT64_MAX);
}

/* Put the rows that wait. */
static bool put_waiting(struct stream *stream)
{
	int count = stream->count;

	stream->count = 0;
	for(int i = 0; i < count; i++) {
		const struct waiting *w = &stream->waiting[i];
		char text[ACG_NUMBER_SIZE];
		const char *why =
				acg_writer_number(stream->rows->writer, w->number, &w->row);
		if(why) {
			acg_number_format(w->number, text);
			return acg_database_fail(
					stream->rows->db, "acg.number, number %s: %s", text, why);
		}
	}
	reclaim(stream);
	return true;
}

/* A row of one service waits; what it points to does not stay. False: it cannot
 * wait. */
static bool let_wait(struct stream *stream, acg_number_key_t number,
		const struct acg_row *row)
{
	struct waiting *w = &stream->waiting[stream->count];

	if(row->services != 1 || row->service[0].header_len > sizeof(w->header))
		return false;
	w->number = number;
	w->row.account_id = row->account_id;
	w->row.enabled = row->enabled;
	w->row.services = 1;
	w->row.service[0] = row->service[0];
	if(row->service[0].header_len)
		memcpy(w->header, row->service[0].header, row->service[0].header_len);
	w->row.service[0].header = w->header;
	stream->count++;
	acg_writer_prefetch(stream->rows->writer, number);
	return true;
}

static bool put_number(
		struct stream *stream, const struct acg_copy_field *field)
{
	struct acg_writer *writer = stream->rows->writer;
	enum acg_number_error error;
	acg_number_key_t number;
	struct acg_row row;
	const char *why;

	if(!field[NUMBER].data)
		return acg_database_fail(
				stream->rows->db, "acg.number: number is null");
	error = acg_number_parse(field[NUMBER].data, field[NUMBER].len, &number);
	if(error)
		return refuse(stream, field, acg_number_strerror(error));
	if(field[ACCOUNT].data && !take_row(stream, field, &row))
		return false;
	if(field[ACCOUNT].data && let_wait(stream, number, &row))
		return stream->count < WAITING_MAX || put_waiting(stream);
	if(!put_waiting(stream))
		return false;
	if(!field[ACCOUNT].data) {
		acg_writer_remove_number(writer, number);
		return true;
	}
	why = acg_writer_number(writer, number, &row);
	return !why || refuse(stream, field, why);
}

/* Every row of one message of the COPY stream. */
static bool take_message(void *context, const char *data, size_t len)
{
	struct stream *stream = context;
	struct acg_copy_field field[COLUMNS];

	for(;;) {
		switch(acg_copy_next(
				&stream->copy, &data, &len, field, stream->columns)) {
			case ACG_COPY_ROW:
				if(!put_number(stream, field))
					return false;
				break;
			case ACG_COPY_NEED_MORE:
			case ACG_COPY_END:
				return true;
			case ACG_COPY_MALFORMED:
				return acg_database_fail(
						stream->rows->db, "acg.number: malformed COPY data");
		}
	}
}

static bool copy_numbers(
		const struct acg_rows *rows, int columns, const char *sql)
{
	struct stream stream = {.rows = rows, .columns = columns};

	return acg_database_copy(rows->db, sql, take_message, &stream)
		   && put_waiting(&stream)
		   && (stream.copy.trailer_seen
				   || acg_database_fail(
						   rows->db, "acg.number: the COPY was cut"));
}

#define LIST_ALTERNATIVES                                     \
	"string_agg(x.service_id || ':' || x.enabled::int || ':'" \
	" || coalesce(x.header_value, ''), ',' ORDER BY x.precedence)"

bool acg_rows_numbers(const struct acg_rows *rows)
{
	return copy_numbers(rows, ENABLED + 1,
				   "COPY (SELECT number::text, account_id, service_id,"
				   " header_value::text, enabled FROM acg.number)"
				   " TO STDOUT (FORMAT binary)")
		   && copy_numbers(rows, COLUMNS,
				   "COPY (SELECT n.number::text, n.account_id, n.service_id,"
				   " n.header_value::text, n.enabled, a.list"
				   " FROM (SELECT x.number, " LIST_ALTERNATIVES " AS list"
				   " FROM acg.number_alternative x GROUP BY x.number) AS a"
				   " JOIN acg.number n ON n.number = a.number)"
				   " TO STDOUT (FORMAT binary)");
}

/* From this part of all numbers on reading all of them once takes less time than
 * looking each of the changed ones up. */
#define MANY_MIN 10000
#define MANY_PART 5

static bool are_many(const struct acg_rows *rows, uint64_t keys)
{
	return keys >= MANY_MIN
		   && keys >= acg_table_count(acg_writer_table(rows->writer))
							  / MANY_PART;
}

/* The planner takes the changed ones for few: it is told what not to do, and
 * given memory for their keys, until the transaction ends. */
static bool copy_many(const struct acg_rows *rows)
{
	return acg_database_run(rows->db,
				   "SELECT set_config('enable_nestloop', 'off', true),"
				   " set_config('enable_mergejoin', 'off', true),"
				   " set_config('work_mem', '256MB', true)")
		   && copy_numbers(rows, COLUMNS,
				   "COPY (SELECT c.number, n.account_id, n.service_id,"
				   " n.header_value::text, n.enabled, a.list"
				   " FROM (SELECT '+' || c.key AS number FROM " CHANGED(
						   "number") " WHERE " A_NUMBER ") AS c"
									 " LEFT JOIN acg.number n ON n.number = "
									 "c.number"
									 " LEFT JOIN (SELECT "
									 "x.number, " LIST_ALTERNATIVES
									 " AS list FROM acg.number_alternative x"
									 " GROUP BY x.number) AS a"
									 " ON a.number = c.number)"
									 " TO STDOUT (FORMAT binary)");
}

/* LIMIT keeps each number a lookup by its key: the planner, who cannot know how few
 * they are, would else read the whole table. In the order of keys one lookup finds in
 * memory what the one before has read (a million of ten: 4 s, out of order 13 s). Few
 * numbers have alternatives: EXISTS costs less than gathering none. */
bool acg_rows_changed_numbers(const struct acg_rows *rows, uint64_t keys)
{
	if(are_many(rows, keys))
		return copy_many(rows);
	return copy_numbers(rows, COLUMNS,
			"COPY (SELECT c.number, n.account_id, n.service_id,"
			" n.header_value::text, n.enabled, CASE WHEN EXISTS"
			" (SELECT FROM acg.number_alternative x WHERE x.number = c.number)"
			" THEN (SELECT " LIST_ALTERNATIVES " FROM acg.number_alternative x"
			" WHERE x.number = c.number) END"
			" FROM (SELECT '+' || c.key AS number FROM (SELECT * FROM " CHANGED(
					"number") " WHERE " A_NUMBER " ORDER BY key) AS c) AS c"
							  " LEFT JOIN LATERAL (SELECT * FROM acg.number m"
							  " WHERE m.number = c.number LIMIT 1) AS n ON "
							  "true)"
							  " TO STDOUT (FORMAT binary)");
}
