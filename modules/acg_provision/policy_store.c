/*
 * policy_store: the policy in force in this server, in shared memory.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "policy_store.h"
#include "answers_file.h"
#include "counters.h"
#include "provision.h"
#include "policy_load.h"

#include "core/dprint.h"
#include "core/locking.h"
#include "core/mem/shm_mem.h"
#include "core/pt.h"

#include <limits.h>
#include <stdio.h>

static struct acg_epoch *epoch;
static gen_lock_t *loading; /* one load at a time, whichever process asks */

static void *shm_take(size_t size)
{
	return shm_malloc(size);
}

static void shm_give_back(void *p)
{
	shm_free(p);
}

static const struct acg_rule_mem shm = {shm_take, shm_give_back};

static void free_block(struct acg_epoch_block *block)
{
	shm_free(block);
}

static const struct acg_epoch_mem epoch_mem = {
		shm_take, shm_give_back, free_block};

int acg_policy_init(int processes)
{
	epoch = acg_epoch_new(processes, &epoch_mem);
	loading = lock_alloc();
	if(!epoch || !loading || !lock_init(loading)) {
		SHM_MEM_ERROR;
		return -1;
	}
	return 0;
}

void acg_policy_destroy(void)
{
	acg_epoch_free(epoch);
	epoch = NULL;
	if(loading) {
		lock_destroy(loading);
		lock_dealloc(loading);
		loading = NULL;
	}
}

/* --- the snapshot --------------------------------------------------------- */

/* Beside that of the numbers; false for none. */
static bool snapshot_path(char path[static PATH_MAX])
{
	const char *numbers = acg_provision_settings()->snapshot;

	return numbers[0]
		   && snprintf(path, PATH_MAX, "%s.policy", numbers) < PATH_MAX;
}

static void write_snapshot(const struct acg_answers *answers)
{
	char path[PATH_MAX], error[ACG_ERROR_SIZE];

	if(!snapshot_path(path)
			|| acg_answers_write(path, ACG_SNAPSHOT_POLICY, answers, error))
		return;
	acg_count(ACG_COUNT_SNAPSHOTS_FAILED);
	LM_ERR("%s; without a snapshot this node cannot start while the database "
		   "is down\n",
			error);
}

static bool read_snapshot(
		struct acg_answers *answers, char error[static ACG_ERROR_SIZE])
{
	char path[PATH_MAX];

	snprintf(error, ACG_ERROR_SIZE, "modparam snapshot is not set");
	return snapshot_path(path)
		   && acg_answers_read(path, ACG_SNAPSHOT_POLICY, answers, error);
}

/* --- loading -------------------------------------------------------------- */

static bool put_in_force(
		const struct acg_answers *answers, char error[static ACG_ERROR_SIZE])
{
	struct acg_policy *policy = acg_policy_make(answers, &shm, error);

	if(!policy)
		return false;
	acg_epoch_publish(epoch, &policy->block);
	return true;
}

/* Asked and published under one lock, so that an older state of the database never
 * replaces a newer one. */
int acg_policy_reload(char error[static ACG_ERROR_SIZE])
{
	const struct acg_provision_settings *settings = acg_provision_settings();
	struct acg_answers answers;
	bool ok;

	lock_get(loading);
	ok = acg_policy_ask(
			settings->database, settings->database_timeout_s, &answers, error);
	if(ok) {
		ok = put_in_force(&answers, error);
		if(ok)
			write_snapshot(&answers);
		acg_answers_clear(&answers);
	}
	lock_release(loading);
	return ok ? 0 : -1;
}

int acg_policy_first_load(void)
{
	char error[ACG_ERROR_SIZE] = "", snapshot_error[ACG_ERROR_SIZE] = "";
	struct acg_answers answers;
	bool ok;

	if(acg_policy_reload(error) == 0)
		return 0;
	ok = read_snapshot(&answers, snapshot_error);
	if(ok) {
		ok = put_in_force(&answers, snapshot_error);
		acg_answers_clear(&answers);
	}
	if(ok)
		LM_WARN("started with the services, limits and blocked numbers of the "
				"snapshot, because: %s\n",
				error);
	else
		LM_ERR("cannot load services, limits and blocked numbers: %s; nor "
			   "from a snapshot: %s\n",
				error, snapshot_error);
	return ok ? 0 : -1;
}

const struct acg_policy *acg_policy_enter(void)
{
	return acg_epoch_enter(epoch, process_no);
}

void acg_policy_leave(void)
{
	acg_epoch_leave(epoch, process_no);
}
