/*
 * delivery: puts records into acg.cdr, each exactly once.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "shipping/delivery.h"
#include "base/clock.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The longest piece of JSON sent: the groups of a batch, or its starts. */
#define JSON_MAX (2 * ACG_BATCH_BYTES)

#define COPY "COPY acg.cdr (" ACG_RECORD_COPY_COLUMNS ") FROM STDIN"

/* clang-format off */
static const struct
{
	const char *name;
	const char *sql;
} statements[] = {
	{"refuse",
		"INSERT INTO acg.cdr_refused"
		" (started_at, record_id, node, error, payload)"
		" VALUES (coalesce($1::timestamptz, now()), $2::uuid, $3, $4, $5)"
		" ON CONFLICT DO NOTHING"},
	{"lock",
		"INSERT INTO acg.journal_position AS p (node, file, position)"
		" VALUES ($1, $2, 0) ON CONFLICT (node, file) DO UPDATE"
		" SET position = p.position RETURNING position"},
	{"advance",
		"UPDATE acg.journal_position SET position = $3::bigint,"
		" updated_at = now() WHERE node = $1 AND file = $2"},
	{"count",
		"SELECT acg.count_calls($1::json, $2)"},
	{"match",
		"SELECT acg.match_open_calls($1::json, $2::json, $3)"},
	{"close",
		"SELECT acg.close_open_calls($1, $2::bigint)"},
	{"positions",
		"SELECT file, position FROM acg.journal_position WHERE node = $1"},
	{"forget",
		"DELETE FROM acg.journal_position WHERE node = $1 AND file = $2"},
	{"make_partition",
		"SELECT acg.make_cdr_partition_for($1::timestamptz, now())"},
};
/* clang-format on */

enum outcome {
	DONE,
	REFUSED,	  /* this data will never be taken */
	KNOWN,		  /* it is there already */
	NO_PARTITION, /* there is no partition for it */
	FAILED		  /* the database cannot take anything now */
};

int acg_delivery_prepare(struct acg_database *database)
{
	size_t i;

	for(i = 0; i < sizeof(statements) / sizeof(statements[0]); i++)
		if(acg_database_prepare(database, statements[i].name, statements[i].sql)
				< 0)
			return -1;
	return 0;
}

/* What the data are to blame for, by the class of the SQLSTATE: cardinality, data
 * exception, integrity constraint, program limit (such as an index row's size), and
 * what a trigger of the operator's own raises. All else is trouble of the server's. */
static bool is_about_data(const char *state)
{
	static const char classes[][3] = {"21", "22", "23", "54", "P0"};
	size_t i;

	for(i = 0; i < sizeof(classes) / sizeof(classes[0]); i++)
		if(strncmp(state, classes[i], 2) == 0)
			return true;
	return false;
}

/* A missing partition shares its code, 23514, with a violated check, but names no
 * constraint. */
static enum outcome judge(const PGresult *result)
{
	const char *state;

	if(acg_database_succeeded(result))
		return DONE;
	state = result ? PQresultErrorField(result, PG_DIAG_SQLSTATE) : NULL;
	if(!state)
		return FAILED;
	if(strcmp(state, "23514") == 0
			&& !PQresultErrorField(result, PG_DIAG_CONSTRAINT_NAME))
		return NO_PARTITION;
	if(strcmp(state, "23505") == 0)
		return KNOWN;
	return is_about_data(state) ? REFUSED : FAILED;
}

static enum outcome run(struct acg_database *database, const char *name,
		int count, const char *const *values)
{
	PGresult *result = acg_database_run_prepared(database, name, count, values);
	enum outcome outcome = judge(result);

	PQclear(result);
	return outcome;
}

static int advance(
		struct acg_database *database, const struct acg_journal_mark *mark)
{
	char position[24];
	const char *values[] = {mark->node, mark->file, position};

	snprintf(position, sizeof(position), "%" PRId64, mark->position);
	return run(database, "advance", 3, values) == DONE ? 0 : -1;
}

/* After a failure, which stays in database->error. If even this fails, the
 * connection is of no use, and closing it rolls back, too. */
static void roll_back(struct acg_database *database)
{
	char error[ACG_DATABASE_ERROR_SIZE];

	memcpy(error, database->error, sizeof(error));
	if(database->conn && acg_database_do(database, "ROLLBACK") < 0)
		acg_database_close(database);
	memcpy(database->error, error, sizeof(error));
}

/* Begin, and lock the position. -1 also where it is not that before the batch. */
static int begin(
		struct acg_database *database, const struct acg_journal_mark *mark)
{
	const char *values[] = {mark->node, mark->file};
	PGresult *result;
	bool stands = false;

	if(acg_database_do(database, "BEGIN") < 0)
		return -1;
	result = acg_database_run_prepared(database, "lock", 2, values);
	if(acg_database_succeeded(result)) {
		stands = strtoll(PQgetvalue(result, 0, 0), NULL, 10) == mark->from;
		if(!stands)
			snprintf(database->error, sizeof(database->error),
					"the journal position of %s has moved meanwhile",
					mark->file);
	}
	PQclear(result);
	return stands ? 0 : -1;
}

static enum outcome copy_lines(
		struct acg_database *database, const char *lines, size_t len)
{
	PGresult *result = acg_database_copy(database, COPY, lines, len);
	enum outcome outcome = judge(result);

	PQclear(result);
	return outcome;
}

/* One after the other into a JSON array. The room is the process's own. */
struct json_list {
	size_t len;
	char text[JSON_MAX];
};

static void list_begin(struct json_list *list)
{
	list->len = 0;
}

/* Where the next member goes, of which `max` is the limit; NULL: no room. */
static char *list_next(struct json_list *list, size_t max)
{
	if(list->len + max + 3 > sizeof(list->text))
		return NULL;
	list->text[list->len] = list->len == 0 ? '[' : ',';
	return list->text + ++list->len;
}

static const char *list_end(struct json_list *list)
{
	if(list->len == 0)
		list->text[list->len++] = '[';
	strcpy(list->text + list->len, "]");
	return list->text;
}

static enum outcome count_calls(struct acg_database *database,
		const struct acg_tally *tally, const char *node)
{
	static struct json_list groups;
	const char *values[2] = {NULL, node};
	char *next;
	size_t i;

	list_begin(&groups);
	for(i = 0; i < ACG_TALLY_GROUPS; i++)
		if(tally->groups[i].calls > 0
				&& (next = list_next(&groups, ACG_TALLY_JSON_MAX)))
			groups.len += acg_tally_json(tally->groups + i, next);
	if(groups.len == 0)
		return DONE;
	values[0] = list_end(&groups);
	return run(database, "count", 2, values);
}

static size_t key_json(const struct acg_batch_row *row, char *out)
{
	char started_at[ACG_INSTANT_TEXT_SIZE], id[ACG_RECORD_ID_TEXT_SIZE];

	acg_instant_text(row->started_at, started_at);
	acg_record_id_text(row->id, id);
	return (size_t)sprintf(out, "{\"started_at\":\"%s\",\"record_id\":\"%s\"}",
			started_at, id);
}

static size_t start_json(const struct acg_batch *batch, size_t row, char *out)
{
	struct acg_record record;
	size_t len = key_json(batch->rows + row, out) - 1;

	acg_batch_record(batch, row, &record);
	len += (size_t)sprintf(out + len,
			",\"incarnation\":%" PRId64 ",\"record\":", record.incarnation);
	len += acg_record_json(&record, out + len);
	out[len++] = '}';
	return len;
}

/* Starts, and ends whose start has gone another way. */
static enum outcome match_open_calls(struct acg_database *database,
		const struct acg_batch *batch, const char *node)
{
	static struct json_list starts, ends;
	const char *values[3] = {NULL, NULL, node};
	const struct acg_batch_row *row;
	char *next;
	size_t i;

	list_begin(&starts);
	list_begin(&ends);
	for(i = 0; i < batch->count; i++) {
		row = batch->rows + i;
		if(row->start && !row->dropped
				&& (next = list_next(&starts, ACG_RECORD_JSON_MAX + 256)))
			starts.len += start_json(batch, i, next);
		else if(!row->start && row->started && !row->met
				&& (next = list_next(&ends, 256)))
			ends.len += key_json(row, next);
	}
	if(starts.len == 0 && ends.len == 0)
		return DONE;
	values[0] = list_end(&starts);
	values[1] = list_end(&ends);
	return run(database, "match", 3, values);
}

static enum outcome send_whole(struct acg_database *database,
		const struct acg_batch *batch, const struct acg_journal_mark *mark)
{
	enum outcome outcome = DONE;

	if(begin(database, mark) < 0) {
		roll_back(database);
		return FAILED;
	}
	if(batch->lines_len > 0)
		outcome = copy_lines(database, batch->lines, batch->lines_len);
	if(outcome == DONE)
		outcome = count_calls(database, &batch->tally, mark->node);
	if(outcome == DONE)
		outcome = match_open_calls(database, batch, mark->node);
	if(outcome == DONE
			&& (advance(database, mark) < 0
					|| acg_database_do(database, "COMMIT") < 0))
		outcome = FAILED;
	if(outcome != DONE)
		roll_back(database);
	return outcome;
}

static int64_t day_of(int64_t us)
{
	return us / ACG_US_PER_DAY;
}

static bool day_came_before(const struct acg_batch *batch, size_t row)
{
	size_t i;

	for(i = 0; i < row; i++)
		if(day_of(batch->rows[i].started_at)
				== day_of(batch->rows[row].started_at))
			return true;
	return false;
}

/* In a transaction of its own, so that no lock is held while the rows are stored.
 * 1: the day has one; 0: it has expired, or is too far ahead; -1: FAILED. A table that
 * is in the way of one day (class 42) must not keep the records of the others waiting:
 * those of that day are refused then, with this error. */
static int make_partition(struct acg_database *database, int64_t at_us)
{
	char at[ACG_INSTANT_TEXT_SIZE];
	const char *values[] = {at};
	const char *state;
	PGresult *result;
	int made = -1;

	acg_instant_text(at_us, at);
	result = acg_database_run_prepared(database, "make_partition", 1, values);
	state = result ? PQresultErrorField(result, PG_DIAG_SQLSTATE) : NULL;
	if(acg_database_succeeded(result))
		made = PQgetvalue(result, 0, 0)[0] == 't';
	else if(state
			&& (strcmp(state, "42P07") == 0 || strcmp(state, "42P17") == 0))
		made = 1;
	PQclear(result);
	return made;
}

/* The partitions of the days in the batch, as far as they may exist. */
static int make_partitions(
		struct acg_database *database, struct acg_batch *batch)
{
	size_t i, j;
	int made;

	for(i = 0; i < batch->count; i++) {
		if(day_came_before(batch, i))
			continue;
		made = make_partition(database, batch->rows[i].started_at);
		if(made < 0)
			return -1;
		for(j = i; j < batch->count; j++)
			if(day_of(batch->rows[j].started_at)
					== day_of(batch->rows[i].started_at))
				batch->rows[j].no_day = made == 0;
	}
	return 0;
}

/* File a row under the dead letters. Where it has no day, because that lies in the
 * future or cannot be made, it is filed under now, which its payload corrects. */
static int refuse(struct acg_database *database, const struct acg_batch *batch,
		size_t row, const char *node, enum outcome why)
{
	static char payload[ACG_RECORD_JSON_MAX + 1];
	char started_at[ACG_INSTANT_TEXT_SIZE], error[ACG_DATABASE_ERROR_SIZE];
	char id[ACG_RECORD_ID_TEXT_SIZE];
	const char *values[] = {
			why == NO_PARTITION ? NULL : started_at, id, node, error, payload};
	struct acg_record record;

	acg_batch_record(batch, row, &record);
	acg_instant_text(record.started_at, started_at);
	acg_record_id_text(record.id, id);
	memcpy(error, database->error, sizeof(error));
	payload[acg_record_json(&record, payload)] = '\0';
	return run(database, "refuse", 5, values) == DONE ? 0 : -1;
}

static enum outcome count_row(struct acg_database *database,
		const struct acg_batch *batch, size_t row, const char *node)
{
	static struct acg_tally tally;
	struct acg_record record;

	acg_tally_clear(&tally);
	acg_batch_record(batch, row, &record);
	acg_tally_add(&tally, &record);
	return count_calls(database, &tally, node);
}

static int store_row(struct acg_database *database,
		const struct acg_batch *batch, size_t row,
		const struct acg_journal_mark *mark, struct acg_delivered *delivered)
{
	const struct acg_batch_row *r = batch->rows + row;
	char error[ACG_DATABASE_ERROR_SIZE];
	enum outcome outcome;

	if(acg_database_do(database, "SAVEPOINT row") < 0)
		return -1;
	outcome = copy_lines(database, batch->lines + r->line, r->line_len);
	if(outcome == DONE)
		outcome = count_row(database, batch, row, mark->node);
	if(outcome == FAILED)
		return -1;
	if(outcome == DONE) {
		delivered->stored++;
		return acg_database_do(database, "RELEASE SAVEPOINT row");
	}
	memcpy(error, database->error, sizeof(error));
	if(acg_database_do(database, "ROLLBACK TO SAVEPOINT row") < 0)
		return -1;
	if(outcome == KNOWN) {
		delivered->known++;
		return 0;
	}
	if(outcome == NO_PARTITION && r->no_day
			&& r->started_at <= acg_clock_now_us()) {
		delivered->expired++;
		return 0;
	}
	memcpy(database->error, error, sizeof(error));
	delivered->refused++;
	return refuse(database, batch, row, mark->node, outcome);
}

/* Starts are only there to be matched: where that cannot be, for want of a
 * partition, the batch goes on without. */
static int match_if_possible(struct acg_database *database,
		const struct acg_batch *batch, const char *node)
{
	if(acg_database_do(database, "SAVEPOINT match") < 0)
		return -1;
	switch(match_open_calls(database, batch, node)) {
		case DONE:
			return acg_database_do(database, "RELEASE SAVEPOINT match");
		case FAILED:
			return -1;
		default:
			return acg_database_do(database, "ROLLBACK TO SAVEPOINT match");
	}
}

static int send_row_by_row(struct acg_database *database,
		struct acg_batch *batch, const struct acg_journal_mark *mark,
		struct acg_delivered *delivered)
{
	size_t i;

	if(make_partitions(database, batch) < 0)
		return -1;
	if(begin(database, mark) < 0)
		goto failed;
	for(i = 0; i < batch->count; i++)
		if(!batch->rows[i].start
				&& store_row(database, batch, i, mark, delivered) < 0)
			goto failed;
	if(match_if_possible(database, batch, mark->node) < 0
			|| advance(database, mark) < 0
			|| acg_database_do(database, "COMMIT") < 0)
		goto failed;
	return 0;

failed:
	roll_back(database);
	return -1;
}

static unsigned count_ends(const struct acg_batch *batch)
{
	unsigned ends = 0;
	size_t i;

	for(i = 0; i < batch->count; i++)
		ends += !batch->rows[i].start;
	return ends;
}

int acg_delivery_send(struct acg_database *database, struct acg_batch *batch,
		const struct acg_journal_mark *mark, struct acg_delivered *delivered)
{
	*delivered = (struct acg_delivered){0};
	switch(send_whole(database, batch, mark)) {
		case DONE:
			delivered->stored = count_ends(batch);
			return 0;
		case REFUSED:
		case KNOWN:
		case NO_PARTITION:
			return send_row_by_row(database, batch, mark, delivered);
		case FAILED:
			break;
	}
	return -1;
}

int acg_delivery_close_open_calls(
		struct acg_database *database, const char *node, int64_t incarnation)
{
	char before[24];
	const char *values[] = {node, before};
	PGresult *result;
	int closed = -1;

	snprintf(before, sizeof(before), "%" PRId64, incarnation);
	result = acg_database_run_prepared(database, "close", 2, values);
	if(acg_database_succeeded(result))
		closed = atoi(PQgetvalue(result, 0, 0));
	PQclear(result);
	return closed;
}

int acg_delivery_positions(struct acg_database *database, const char *node,
		void (*found)(void *context, const char *file, int64_t position),
		void *context)
{
	const char *values[] = {node};
	PGresult *result =
			acg_database_run_prepared(database, "positions", 1, values);
	bool succeeded = acg_database_succeeded(result);
	int i;

	for(i = 0; succeeded && i < PQntuples(result); i++)
		found(context, PQgetvalue(result, i, 0),
				strtoll(PQgetvalue(result, i, 1), NULL, 10));
	PQclear(result);
	return succeeded ? 0 : -1;
}

int acg_delivery_forget(
		struct acg_database *database, const char *node, const char *file)
{
	const char *values[] = {node, file};

	return run(database, "forget", 2, values) == DONE ? 0 : -1;
}
