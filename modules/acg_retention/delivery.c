/*
 * delivery: puts records into acg.cdr, each exactly once.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "delivery.h"
#include "clock.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* clang-format off */

/* `source` makes records of JSON. No conflict target is named: that would need
 * the right to read acg.cdr. */
#define STORE(source) \
	"INSERT INTO acg.cdr (started_at, record_id, node, call_id, from_tag," \
	" to_tag, direction, number, account, service, caller, callee," \
	" answered_at, ended_at, code, reason, end_reason, ring_ms, talk_ms," \
	" inbound_tls, outbound_tls, inbound_media, outbound_media)" \
	" SELECT started_at, record_id, node, call_id, from_tag, to_tag," \
	" direction, number, account, service, caller, callee, answered_at," \
	" ended_at, code, reason, end_reason, ring_ms, talk_ms, inbound_tls," \
	" outbound_tls, inbound_media, outbound_media" \
	" FROM " source " AS r (started_at timestamptz, record_id uuid," \
	" node text, call_id text, from_tag text, to_tag text, direction text," \
	" number text, account text, service text, caller text, callee text," \
	" answered_at timestamptz, ended_at timestamptz, code smallint," \
	" reason text, end_reason text, ring_ms bigint, talk_ms bigint," \
	" inbound_tls text, outbound_tls text, inbound_media text," \
	" outbound_media text)" \
	" ON CONFLICT DO NOTHING"

static const struct
{
	const char *name;
	const char *sql;
} statements[] = {
	{"store", STORE("json_to_recordset($1::json)")},
	{"store_one", STORE("json_to_record($1::json)")},
	{"refuse",
		"INSERT INTO acg.cdr_refused"
		" (started_at, record_id, node, error, payload)"
		" VALUES (coalesce($1::timestamptz, now()), $2::uuid, $3, $4, $5)"
		" ON CONFLICT DO NOTHING"},
	{"advance",
		"INSERT INTO acg.journal_position AS p (node, file, position)"
		" VALUES ($1, $2, $3::bigint)"
		" ON CONFLICT (node, file) DO UPDATE"
		" SET position = EXCLUDED.position, updated_at = now()"},
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

/* Classes 22 (data exception) and 23 (integrity constraint violation) are about
 * the data. A missing partition shares its code, 23514, with a violated check,
 * but names no constraint. */
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
	if(strncmp(state, "22", 2) == 0 || strncmp(state, "23", 2) == 0)
		return REFUSED;
	return FAILED;
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

static enum outcome send_whole(struct acg_database *database,
		struct acg_batch *batch, const struct acg_journal_mark *mark)
{
	const char *values[] = {acg_batch_array(batch)};
	enum outcome outcome = DONE;

	if(acg_database_do(database, "BEGIN") < 0)
		return FAILED;
	if(batch->count > 0)
		outcome = run(database, "store", 1, values);
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

/* The partitions of the days in the batch, as far as they may exist; each in its
 * own transaction, so that no lock is held while the rows are stored. */
static int make_partitions(
		struct acg_database *database, const struct acg_batch *batch)
{
	char started_at[ACG_INSTANT_TEXT_SIZE];
	const char *values[] = {started_at};
	size_t i;

	for(i = 0; i < batch->count; i++) {
		if(day_came_before(batch, i))
			continue;
		acg_instant_text(batch->rows[i].started_at, started_at);
		if(run(database, "make_partition", 1, values) != DONE)
			return -1;
	}
	return 0;
}

/* File a row under the dead letters. Where even they have no day for it, because
 * it lies in the future, it is filed under now, which its payload corrects. */
static int refuse(struct acg_database *database, const struct acg_batch *batch,
		size_t row, const char *node, enum outcome why)
{
	char started_at[ACG_INSTANT_TEXT_SIZE], error[ACG_DATABASE_ERROR_SIZE];
	char payload[ACG_RECORD_JSON_MAX + 1];
	const char *values[] = {why == NO_PARTITION ? NULL : started_at,
			batch->rows[row].id, node, error, payload};

	acg_instant_text(batch->rows[row].started_at, started_at);
	memcpy(error, database->error, sizeof(error));
	acg_batch_row(batch, row, payload);
	return run(database, "refuse", 5, values) == DONE ? 0 : -1;
}

static int store_row(struct acg_database *database,
		const struct acg_batch *batch, size_t row,
		const struct acg_journal_mark *mark, struct acg_delivered *delivered)
{
	char json[ACG_RECORD_JSON_MAX + 1], error[ACG_DATABASE_ERROR_SIZE];
	const char *values[] = {json};
	enum outcome outcome;

	acg_batch_row(batch, row, json);
	if(acg_database_do(database, "SAVEPOINT row") < 0)
		return -1;
	outcome = run(database, "store_one", 1, values);
	if(outcome == FAILED)
		return -1;
	if(outcome == DONE) {
		delivered->stored++;
		return acg_database_do(database, "RELEASE SAVEPOINT row");
	}
	memcpy(error, database->error, sizeof(error));
	if(acg_database_do(database, "ROLLBACK TO SAVEPOINT row") < 0)
		return -1;
	/* make_partitions() has tried: without one, its day is past or far off. */
	if(outcome == NO_PARTITION
			&& batch->rows[row].started_at <= acg_clock_now_us()) {
		delivered->expired++;
		return 0;
	}
	memcpy(database->error, error, sizeof(error));
	delivered->refused++;
	return refuse(database, batch, row, mark->node, outcome);
}

static int send_row_by_row(struct acg_database *database,
		const struct acg_batch *batch, const struct acg_journal_mark *mark,
		struct acg_delivered *delivered)
{
	size_t i;

	if(make_partitions(database, batch) < 0
			|| acg_database_do(database, "BEGIN") < 0)
		return -1;
	for(i = 0; i < batch->count; i++)
		if(store_row(database, batch, i, mark, delivered) < 0)
			goto failed;
	if(advance(database, mark) < 0 || acg_database_do(database, "COMMIT") < 0)
		goto failed;
	return 0;

failed:
	roll_back(database);
	return -1;
}

int acg_delivery_send(struct acg_database *database, struct acg_batch *batch,
		const struct acg_journal_mark *mark, struct acg_delivered *delivered)
{
	*delivered = (struct acg_delivered){0};
	switch(send_whole(database, batch, mark)) {
		case DONE:
			delivered->stored = (unsigned)batch->count;
			return 0;
		case REFUSED:
		case NO_PARTITION:
			return send_row_by_row(database, batch, mark, delivered);
		case FAILED:
			break;
	}
	return -1;
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
