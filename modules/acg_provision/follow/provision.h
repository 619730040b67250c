/*
 * provision: the numbers in force in this server, and what is known about how
 * they follow the database; in shared memory, for every process.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef ACG_PROVISION_H
#define ACG_PROVISION_H

#include "database/database.h"
#include "numbers/store.h"

#include <sys/types.h>

/* How the table follows the database. Times are UTC, 0: never. */
struct acg_provision_status {
	bool connected;
	pid_t pid;			   /* of the process that follows */
	time_t synced_at;	   /* when the table was last equal to the database */
	int64_t applied;	   /* newest acg.change row in the table */
	int64_t available;	   /* newest one that is known of */
	uint64_t loads;		   /* full loads */
	uint64_t changes;	   /* rows of acg.change applied since the start */
	bool loading;		   /* a full load is running */
	char load_reason[160]; /* of the last full load */
	time_t snapshot_at;	   /* when the file was written */
	char snapshot_error[ACG_ERROR_SIZE]; /* "": none */
	time_t failed_at;
	char error[ACG_ERROR_SIZE]; /* of the last failure; "": none */
};

/* Make the store and the status for `processes` processes. Call before forking, with
 * the settings set. 0, or -1 with a log line. */
int acg_provision_init(int processes);
void acg_provision_destroy(void);

/* As acg_store_lookup(), ..., for the calling process. */
enum acg_found acg_provision_lookup(
		acg_number_key_t number, struct acg_service_match *match);
int acg_provision_explain(
		acg_number_key_t number, struct acg_candidate *candidate, int max);
bool acg_provision_info(struct acg_store_info *info);
void acg_provision_get_status(struct acg_provision_status *status);

/* Milliseconds for which the table may have been older than the database: since
 * the oldest change that is announced and not applied, or, without a connection,
 * since the table was last equal to the database; 0 when it is equal. */
long acg_provision_lag_ms(void);

/* Have everything read again. Waits at most `wait_ms` for a load that begins
 * after this call; any number of processes may ask at once. Returns 1 when it is
 * in force, 0 when it still runs, -1 when it failed and `error` says why. */
int acg_provision_resync(int wait_ms, char error[static ACG_ERROR_SIZE]);

/* --- for the process that follows (follower.c) -------------------------------- */

struct acg_store *acg_provision_store(void);

/* Change the status as a whole: get it, change it, set it. */
void acg_provision_set_status(const struct acg_provision_status *status);
/* Something was announced that is not applied yet; or nothing is left. */
void acg_provision_behind(bool behind);

/* The newest request for a resync, the newest that is settled, and that all up to
 * `request` are settled: error NULL, or why they failed. */
uint64_t acg_provision_requested(void);
uint64_t acg_provision_settled(void);
void acg_provision_settle(uint64_t request, const char *error);
/* To be polled for reading: a request has come. acg_provision_requested() makes
 * it quiet. */
int acg_provision_wakeup(void);

#endif
