/*
 * sweeper: the process that makes partitions ahead, drops those that have reached
 * their age, and forgets their keys.
 *
 * Making and dropping, each tried whatever becomes of the other, each partition is
 * dropped in a transaction of its own. Dropping believes
 * the earlier of two clocks, the database's and this process's guarded one, so
 * that one clock that jumps ahead deletes nothing.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "retention/sweeper.h"
#include "base/backoff.h"
#include "base/clock.h"
#include "base/counters.h"
#include "base/database.h"
#include "base/process.h"
#include "base/status.h"
#include "keys/keys.h"
#include "record/json.h"

#include "core/dprint.h"

#include <stdio.h>
#include <stdlib.h>

/* Long enough to notice the end of Kamailio, short enough not to matter. */
#define REST_MS 500

#define REPORT_SIZE (ACG_DATABASE_ERROR_SIZE + 64)
#define LEAST_DAYS_AHEAD 3

/* As acg.check_clock(). */
#define BELIEVED_AHEAD_US (3 * ACG_US_PER_DAY)

struct sweep {
	int made;	 /* partitions; -1: failed */
	int dropped; /* partitions; -1: failed */
};

static void on_notice(const char *text)
{
	LM_WARN("database: %s\n", text);
}

static int make_partitions(struct acg_database *database)
{
	PGresult *result = acg_database_run(
			database, "SELECT acg.make_cdr_partitions(now())", 0, NULL);
	int made = -1;

	if(acg_database_succeeded(result))
		made = atoi(PQgetvalue(result, 0, 0));
	PQclear(result);
	if(made < 0)
		LM_ERR("no partitions made for the days to come; when those that exist "
			   "are used up, call records wait in the journal: %s\n",
				database->error);
	else if(made > 0)
		LM_NOTICE("made %d partitions for the days to come\n", made);
	return made;
}

/* One partition, in a transaction of its own: its name, or NULL when there is none
 * left, or -1 in *dropped. */
static bool drop_one(struct acg_database *database, const char *now,
		const char *days, int *dropped)
{
	const char *values[] = {now, days};
	PGresult *result = acg_database_run(database,
			"SELECT acg.expire_cdr(least(now(), $1::timestamptz), $2::int, 1)",
			2, values);
	bool more = acg_database_succeeded(result) && PQntuples(result) > 0;

	if(!acg_database_succeeded(result)) {
		*dropped = -1;
	} else if(more) {
		LM_NOTICE("dropped %s: its call records have reached their age\n",
				PQgetvalue(result, 0, 0));
		(*dropped)++;
	}
	PQclear(result);
	return more;
}

static int drop_expired(struct acg_database *database,
		const struct acg_settings *settings, int64_t now_us)
{
	char now[ACG_INSTANT_TEXT_SIZE], days[12];
	int dropped = 0;

	acg_instant_text(now_us, now);
	snprintf(days, sizeof(days), "%d", settings->retention_days);
	while(drop_one(database, now, days, &dropped))
		;
	if(dropped < 0)
		LM_ERR("expired call records are still there: %s\n", database->error);
	return dropped;
}

/* Whatever becomes of the database. Forgetting a key deletes as surely as dropping
 * a table, so a clock that has jumped while Kamailio was down is not believed. */
static bool expire_keys(int64_t now_us)
{
	char error[ACG_KEYFILE_ERROR_SIZE];
	struct acg_keychain keys;

	acg_keys_describe(&keys);
	if(now_us > keys.seen_at + BELIEVED_AHEAD_US) {
		LM_ALERT("the clock is more than 3 days ahead of when the key file was "
				 "last in use, so no key expires: set the clock right, or, if "
				 "it is right, call acg_retention.accept_clock\n");
		return false;
	}
	if(acg_keys_expire(now_us, error) >= 0)
		return true;
	LM_ERR("keys of expired days are still there: %s\n", error);
	return false;
}

/* The statistics of the days that are over, and the heartbeat. Their failure is not
 * that of the run. */
static void finish(struct acg_database *database,
		const struct acg_settings *settings, const char *text)
{
	const char *values[] = {settings->node, text};

	if(acg_database_do(database, "SELECT acg.roll_up_calls(now())") < 0)
		LM_WARN("statistics: days that are over are not rolled up: %s\n",
				database->error);
	PQclear(acg_database_run(database,
			"SELECT acg.note_retention_run($1, $2, now())", 2, values));
}

/* How far ahead there are partitions; the alarm that a person must hear. */
static void prove(struct acg_database *database)
{
	PGresult *result = acg_database_run(database,
			"SELECT coalesce(oldest_record::text, 'none'),"
			" coalesce(oldest_age::text, 'none'), orphans, days_ahead"
			" FROM acg.retention_proof(now())",
			0, NULL);

	if(acg_database_succeeded(result)) {
		acg_status_set_proof(PQgetvalue(result, 0, 0), PQgetvalue(result, 0, 1),
				atoi(PQgetvalue(result, 0, 2)), atoi(PQgetvalue(result, 0, 3)));
		if(atoi(PQgetvalue(result, 0, 3)) < LEAST_DAYS_AHEAD) {
			acg_count(ACG_COUNT_FEW_DAYS, 1);
			LM_ALERT("partitions of call records are made for %s days ahead "
					 "only: see what acg.make_cdr_partitions() says\n",
					PQgetvalue(result, 0, 3));
		}
	}
	PQclear(result);
}

static void describe(const struct acg_database *database, struct sweep sweep,
		char text[static REPORT_SIZE])
{
	if(sweep.made >= 0 && sweep.dropped >= 0)
		snprintf(text, REPORT_SIZE, "ok: %d partitions made, %d dropped",
				sweep.made, sweep.dropped);
	else
		snprintf(text, REPORT_SIZE, "failed to %s: %s",
				sweep.made >= 0		 ? "drop"
				: sweep.dropped >= 0 ? "make"
									 : "make and to drop",
				database->error);
}

/* 0, or -1 when something is left to be tried again. */
static int sweep_once(struct acg_database *database,
		const struct acg_settings *settings,
		const struct acg_clock_guard *clock)
{
	int64_t now_us = acg_clock_guard_now_us(clock);
	struct sweep sweep = {-1, -1};
	char text[REPORT_SIZE];
	bool keys_expired = expire_keys(now_us);

	if(acg_database_connect(database) < 0) {
		LM_ERR("partitions are neither made nor dropped: %s\n",
				database->error);
	} else {
		sweep.made = make_partitions(database);
		/* It may have cost the connection. */
		if(acg_database_connect(database) == 0)
			sweep.dropped = drop_expired(database, settings, now_us);
	}
	describe(database, sweep, text);
	acg_status_set_swept(acg_clock_now_us(), text);
	if(database->conn) {
		finish(database, settings, text);
		prove(database);
		acg_database_close(database);
	}
	return sweep.made >= 0 && sweep.dropped >= 0 && keys_expired ? 0 : -1;
}

void acg_sweeper_run(const struct acg_settings *settings)
{
	struct acg_database database = {.conninfo = settings->db,
			.name = "acg_retention sweeper",
			.timeout_ms = settings->database_timeout * 1000,
			.notice = on_notice};
	struct acg_clock_guard clock;
	struct acg_backoff backoff = {0};
	int64_t next_ms = 0;

	acg_clock_guard_init(&clock);
	for(;;) {
		if(acg_clock_steady_ms() >= next_ms) {
			if(sweep_once(&database, settings, &clock) == 0) {
				acg_backoff_reset(&backoff);
				next_ms = acg_clock_steady_ms()
						  + settings->sweep_interval * INT64_C(1000);
			} else {
				next_ms = acg_clock_steady_ms()
						  + acg_backoff_next(&backoff, (unsigned)random());
			}
		}
		acg_process_rest(REST_MS);
	}
}
