/*
 * sweeper: the process that makes partitions ahead and drops those that are 30
 * days old.
 *
 * Two transactions, each tried whatever becomes of the other. Dropping believes
 * the earlier of two clocks, the database's and this process's guarded one, so
 * that one clock that jumps ahead deletes nothing.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "sweeper.h"
#include "backoff.h"
#include "clock.h"
#include "database.h"
#include "process.h"
#include "record_json.h"
#include "status.h"

#include "core/dprint.h"

#include <stdio.h>
#include <stdlib.h>

/* Long enough to notice the end of Kamailio, short enough not to matter. */
#define REST_MS 500

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

static int drop_expired(
		struct acg_database *database, const struct acg_clock_guard *clock)
{
	char now[ACG_INSTANT_TEXT_SIZE];
	const char *values[] = {now};
	PGresult *result;
	int i, dropped = -1;

	acg_instant_text(acg_clock_guard_now_us(clock), now);
	result = acg_database_run(database,
			"SELECT acg.expire_cdr(least(now(), $1::timestamptz))", 1, values);
	if(acg_database_succeeded(result))
		dropped = PQntuples(result);
	for(i = 0; i < dropped; i++)
		LM_NOTICE("dropped %s: its call records have reached 30 days\n",
				PQgetvalue(result, i, 0));
	PQclear(result);
	if(dropped < 0)
		LM_ERR("expired call records are still there: %s\n", database->error);
	return dropped;
}

static void report(const struct acg_database *database, struct sweep sweep)
{
	char text[ACG_DATABASE_ERROR_SIZE + 64];

	if(sweep.made >= 0 && sweep.dropped >= 0)
		snprintf(text, sizeof(text), "ok: %d partitions made, %d dropped",
				sweep.made, sweep.dropped);
	else
		snprintf(text, sizeof(text), "failed to %s: %s",
				sweep.made >= 0		 ? "drop"
				: sweep.dropped >= 0 ? "make"
									 : "make and to drop",
				database->error);
	acg_status_set_swept(acg_clock_now_us(), text);
}

/* 0, or -1 when something is left to be tried again. */
static int sweep_once(
		struct acg_database *database, const struct acg_clock_guard *clock)
{
	struct sweep sweep = {-1, -1};

	if(acg_database_connect(database) < 0) {
		LM_ERR("partitions are neither made nor dropped: %s\n",
				database->error);
	} else {
		sweep.made = make_partitions(database);
		/* It may have cost the connection. */
		if(acg_database_connect(database) == 0)
			sweep.dropped = drop_expired(database, clock);
		acg_database_close(database);
	}
	report(database, sweep);
	return sweep.made >= 0 && sweep.dropped >= 0 ? 0 : -1;
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
			if(sweep_once(&database, &clock) == 0) {
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
