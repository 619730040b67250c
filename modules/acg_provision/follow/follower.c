/*
 * follower: the process that keeps the numbers equal to the database.
 *
 * It is two: one that Kamailio forked, and its child, which does the work. When
 * the child dies, the parent forks another, and the server goes on; had it been
 * Kamailio's own child, Kamailio would stop. What a dead child left behind is
 * good for readers (see table_write.h), but its own memory is gone, so the next
 * one reads everything again, into a new table.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#define _GNU_SOURCE /* pipe2, SCHED_IDLE */
#include "follow/follower.h"
#include "base/counters.h"
#include "base/process.h"
#include "base/settings.h"
#include "database/follow.h"
#include "database/snapshot.h"
#include "follow/provision.h"
#include "rules/policy_store.h"
#include "rules/signalling_store.h"

#include "core/cfg/cfg_struct.h"
#include "core/dprint.h"
#include "core/sr_module.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#define HEARTBEAT_MS 10000	   /* a sync, announced or not */
#define FIRST_RETRY_MS 100	   /* doubled at each failure */
#define LONGEST_RETRY_MS 10000 /* varied by a quarter */
#define EXPIRE_EVERY_S 3600
#define RESPAWN_MS 500
#define SIGNALLING_RETRY_MS 1000

/* Of the working process; made before the fork and inherited by its first one. */
static struct acg_follow follow;
static time_t snapshot_written, changes_expired;
static struct acg_position snapshot_position;
static int parent = -1; /* the pipe to it */

void acg_follower_register(void)
{
	acg_process_register();
}

/* --- the status ----------------------------------------------------------------- */

static void report(const char *error)
{
	struct acg_provision_status status;

	acg_provision_get_status(&status);
	status.connected = follow.db.conn != NULL;
	status.pid = getpid();
	status.synced_at = (time_t)follow.position.synced_at;
	status.applied = follow.position.last_change;
	status.available = follow.available;
	status.loads = follow.loads;
	status.changes = follow.applied;
	status.loading = false;
	if(error) {
		status.failed_at = time(NULL);
		snprintf(status.error, sizeof(status.error), "%s", error);
	}
	acg_provision_set_status(&status);
}

static void report_loading(void)
{
	struct acg_provision_status status;

	acg_provision_get_status(&status);
	status.loading = true;
	snprintf(status.load_reason, sizeof(status.load_reason), "%s",
			follow.must_load);
	acg_provision_set_status(&status);
}

/* --- the snapshot --------------------------------------------------------------- */

static void report_snapshot(const char *error)
{
	struct acg_provision_status status;

	acg_provision_get_status(&status);
	status.snapshot_at = snapshot_written;
	snprintf(status.snapshot_error, sizeof(status.snapshot_error), "%s", error);
	acg_provision_set_status(&status);
}

static void write_snapshot(void)
{
	const struct acg_settings *settings = acg_settings();
	char error[ACG_ERROR_SIZE] = "";

	if(!settings->snapshot[0] || !follow.writer)
		return;
	if(acg_snapshot_write(settings->snapshot, ACG_SNAPSHOT_NUMBERS,
			   (const char *)acg_writer_table(follow.writer),
			   acg_writer_used(follow.writer), &follow.position, error)) {
		snapshot_position = follow.position;
	} else {
		acg_count(ACG_COUNT_SNAPSHOTS_FAILED);
		LM_ERR("%s; without a snapshot this node cannot start while the "
			   "database is down\n",
				error);
	}
	snapshot_written = time(NULL);
	report_snapshot(error);
}

/* Into an empty region, and in force. */
static bool start_from_snapshot(void)
{
	const char *path = acg_settings()->snapshot;
	struct acg_store *store = acg_provision_store();
	char *region = path[0] ? acg_store_region(store) : NULL;
	enum acg_snapshot_result result;
	char error[ACG_ERROR_SIZE] = "there is no snapshot";
	size_t used;

	if(!region)
		return false;
	result = acg_snapshot_read(path, ACG_SNAPSHOT_NUMBERS, region,
			acg_store_region_size(store), &used, &follow.position, error);
	if(result == ACG_SNAPSHOT_OK) {
		follow.writer = acg_writer_resume(region, acg_store_region_size(store),
				used, acg_store_epoch(store));
		if(follow.writer) {
			acg_store_publish(store, region, ACG_FROM_SNAPSHOT);
			snapshot_position = follow.position;
			return true;
		}
		snprintf(error, sizeof(error), "%s does not hold together", path);
		result = ACG_SNAPSHOT_REFUSED;
	}
	if(result == ACG_SNAPSHOT_REFUSED) {
		LM_ERR("snapshot refused: %s\n", error);
		report_snapshot(error);
	}
	acg_store_abandon(store, region);
	return false;
}

/* --- one sync -------------------------------------------------------------------- */

static void log_load(const char *reason, uint64_t loads)
{
	struct acg_store_info info;

	if(follow.loads == loads || !acg_provision_info(&info))
		return;
	LM_NOTICE("%llu numbers and %llu ranges in force, %zu bytes of shared "
			  "memory, all read from the database because %s\n",
			(unsigned long long)info.numbers, (unsigned long long)info.ranges,
			info.bytes, reason);
}

/* Connect if need be, and bring the table to the state of the database. */
static bool sync_once(void)
{
	uint64_t loads = follow.loads;
	const char *reason = NULL;
	bool ok = follow.db.conn || acg_follow_connect(&follow);

	while(ok) {
		if(follow.must_load) {
			reason = follow.must_load;
			report_loading();
		}
		ok = acg_follow_sync(&follow);
		if(!follow.must_load)
			break;
	}
	report(ok ? NULL : follow.db.error);
	log_load(reason, loads);
	return ok;
}

int acg_follower_first_load(void)
{
	const struct acg_settings *settings = acg_settings();
	bool have_snapshot, ok;

	follow = (struct acg_follow){.store = acg_provision_store(),
			.db = {.conninfo = settings->database,
					.timeout_s = settings->database_timeout_s}};
	have_snapshot = start_from_snapshot();
	ok = sync_once();
	acg_database_disconnect(&follow.db); /* not to be shared by a fork */
	if(ok)
		return 0;
	if(have_snapshot) {
		LM_WARN("started with the numbers of snapshot %s, because: %s\n",
				settings->snapshot, follow.db.error);
		return 0;
	}
	LM_ERR("cannot load the numbers (modparam database \"%s\"), and there is "
		   "no usable snapshot: %s\n",
			settings->database, follow.db.error);
	return -1;
}

/* --- the working process ----------------------------------------------------------- */

/* Settle every request for a resync that came before, by one load. */
static bool resync(uint64_t request)
{
	bool ok;

	if(!follow.must_load)
		follow.must_load = "a resync was asked for";
	ok = sync_once();
	acg_count(ok ? ACG_COUNT_RESYNCS : ACG_COUNT_RESYNCS_FAILED);
	if(!ok)
		LM_ERR("resync failed, the old numbers stay in force: %s\n",
				follow.db.error);
	acg_provision_settle(request, ok ? NULL : follow.db.error);
	return ok;
}

static void housekeeping(void)
{
	const struct acg_settings *settings = acg_settings();
	time_t now = time(NULL);
	bool moved = follow.position.last_change != snapshot_position.last_change
				 || strcmp(follow.position.identity, snapshot_position.identity)
							!= 0;

	if(moved
			&& (now - snapshot_written >= settings->snapshot_interval_s
					|| now < snapshot_written
					|| !snapshot_position.identity[0]))
		write_snapshot();
	if(now - changes_expired >= EXPIRE_EVERY_S || now < changes_expired) {
		changes_expired = now;
		if(follow.db.conn && !acg_follow_expire_changes(&follow))
			LM_WARN("cannot expire acg.change: %s\n", follow.db.error);
	}
}

/* Wait for the database or a request. True when there is something to do now. */
static void wait_for_news(int ms)
{
	struct pollfd fd[2] = {{.fd = acg_provision_wakeup(), .events = POLLIN},
			{.fd = acg_follow_socket(&follow), .events = POLLIN}};

	poll(fd, 2, ms);
}

static int retry_ms(int failures)
{
	int ms = failures < 8 ? FIRST_RETRY_MS << failures : LONGEST_RETRY_MS;

	if(ms > LONGEST_RETRY_MS)
		ms = LONGEST_RETRY_MS;
	return ms - ms / 4 + (int)(random() % (ms / 2));
}

static void log_failure(int failures)
{
	if(failures == 1)
		LM_ERR("the numbers do not follow the database: %s; they stay as they "
			   "are, and this is tried again until it works\n",
				follow.db.error);
}

static void log_recovery(int failures)
{
	if(failures)
		LM_NOTICE("the numbers follow the database again, after %d failed "
				  "tries\n",
				failures);
}

/* Have the parent load signalling. The pipe holds more than one word; when it is
 * full, the parent has one to read. */
static void tell_parent(void)
{
	if(follow.signalling_changed && write(parent, "", 1) < 0 && errno != EAGAIN)
		_exit(1); /* no parent, no work */
	follow.signalling_changed = false;
}

/* One round: do what is asked, sync, wait. Returns the count of failures. */
static int round_of_work(int failures)
{
	uint64_t loads = follow.loads;
	uint64_t request = acg_provision_requested();
	bool ok = request > acg_provision_settled() ? resync(request) : sync_once();

	if(!ok) {
		log_failure(failures + 1);
		wait_for_news(retry_ms(failures));
		return failures + 1;
	}
	log_recovery(failures);
	acg_provision_behind(false);
	tell_parent();
	if(follow.loads != loads)
		write_snapshot();
	housekeeping();
	return 0;
}

/* Returns when something was announced or asked for, or the heartbeat is due. */
static void wait_connected(void)
{
	int notified = acg_follow_notified(&follow);

	if(notified == 0) {
		wait_for_news(HEARTBEAT_MS);
		notified = acg_follow_notified(&follow);
	}
	if(notified < 0)
		report(follow.db.error);
	if(notified > 0)
		acg_provision_behind(true);
}

/* Calls come first: whoever handles one is woken at once on a processor that does only
 * this, as he would be on an idle one. */
static void give_way(void)
{
	const struct sched_param none = {0};

	sched_setscheduler(0, SCHED_IDLE, &none);
}

static void work(bool first)
{
	int failures = 0;

	prctl(PR_SET_PDEATHSIG, SIGKILL);
	if(getppid() == 1)
		_exit(0);
	give_way();
	signal(SIGTERM, SIG_DFL);
	signal(SIGINT, SIG_DFL);
	signal(SIGCHLD, SIG_DFL);
	srandom((unsigned int)getpid());
	follow.signalling_changed =
			true; /* whatever happened before this process */
	if(!first) {
		follow.writer = NULL; /* of a process that is dead */
		follow.db.conn = NULL;
		follow.must_load = "the process that followed had died";
	} else if(follow.loads) {
		write_snapshot();
	}
	for(;;) {
		failures = round_of_work(failures);
		if(!failures)
			wait_connected();
		cfg_update();
	}
}

/* --- the process that Kamailio knows -------------------------------------------------- */

/* Fork the working process; `news` becomes the end of its pipe that is ours. */
static pid_t start_worker(bool first, int *news)
{
	int ends[2];
	pid_t pid;

	if(pipe2(ends, O_CLOEXEC | O_NONBLOCK) < 0)
		return -1;
	pid = fork();
	if(pid == 0) {
		close(ends[0]);
		parent = ends[1];
		work(first);
	}
	close(ends[1]);
	*news = ends[0];
	if(pid < 0)
		close(ends[0]);
	return pid;
}

/* True when what is in force is what the database says. A failure is logged once,
 * and not again until another takes its place. */
static bool reload_signalling(void)
{
	static char last[ACG_ERROR_SIZE];
	char error[ACG_ERROR_SIZE] = "";
	bool ok =
			acg_signalling_reload(error) == 0 && acg_policy_reload(error) == 0;

	if(!ok && strcmp(error, last) != 0)
		LM_ERR("the old header rules, number plans, services and limits stay "
			   "in force, and this is tried again until it works: %s\n",
				error);
	memcpy(last, error, sizeof(last));
	return ok;
}

/* Load signalling when the worker says so, until the worker ends. */
static void listen_to_worker(int news, pid_t kamailio)
{
	struct pollfd fd = {.fd = news, .events = POLLIN};
	bool stale = false;
	ssize_t len = 0;
	char word[64];

	for(;;) {
		if(poll(&fd, 1, SIGNALLING_RETRY_MS) > 0) {
			len = read(news, word, sizeof(word));
			if(len == 0)
				return;
			stale = stale || len > 0;
		}
		if(getppid() != kamailio)
			_exit(0);
		if(stale)
			stale = !reload_signalling();
	}
}

static void log_end_of_worker(int status)
{
	LM_ERR("the process that follows the database ended (%s %d); the numbers "
		   "stay in force, it is started again\n",
			WIFSIGNALED(status) ? "signal" : "status",
			WIFSIGNALED(status) ? WTERMSIG(status) : WEXITSTATUS(status));
}

static void supervise(void)
{
	pid_t kamailio = getppid();
	bool first = true;

	signal(SIGCHLD, SIG_DFL);
	for(;;) {
		int news = -1, status = 0;
		pid_t pid = start_worker(first, &news);

		if(pid < 0) {
			LM_ERR("cannot fork the process that follows the database\n");
		} else {
			listen_to_worker(news, kamailio);
			close(news);
			while(waitpid(pid, &status, 0) < 0 && errno == EINTR)
				;
			log_end_of_worker(status);
		}
		if(getppid() != kamailio)
			_exit(0);
		first = false;
		poll(NULL, 0, RESPAWN_MS);
	}
}

int acg_follower_start(void)
{
	return acg_process_start(
			"acg_provision follower", PROC_NOCHLDINIT, false, supervise);
}
