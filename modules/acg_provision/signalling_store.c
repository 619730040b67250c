/*
 * signalling_store: the signalling in force in this server, in shared memory.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "signalling_store.h"
#include "answers_file.h"
#include "counters.h"
#include "provision.h"
#include "signalling_load.h"

#include "core/dprint.h"
#include "core/locking.h"
#include "core/mem/shm_mem.h"
#include "core/pt.h"

#include <limits.h>
#include <stdio.h>

static struct acg_epoch *epoch;
static gen_lock_t *loading; /* one load at a time, whichever process asks */
static const char *header;

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
	acg_signalling_free((struct acg_signalling *)block, &shm);
}

static const struct acg_epoch_mem epoch_mem = {
		shm_take, shm_give_back, free_block};

int acg_signalling_init(int processes, const char *custom_header)
{
	header = custom_header;
	epoch = acg_epoch_new(processes, &epoch_mem);
	loading = lock_alloc();
	if(!epoch || !loading || !lock_init(loading)) {
		SHM_MEM_ERROR;
		return -1;
	}
	return 0;
}

void acg_signalling_destroy(void)
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
		   && snprintf(path, PATH_MAX, "%s.signalling", numbers) < PATH_MAX;
}

static void write_snapshot(const struct acg_answers *answers)
{
	char path[PATH_MAX], error[ACG_ERROR_SIZE];

	if(!snapshot_path(path)
			|| acg_answers_write(path, ACG_SNAPSHOT_SIGNALLING, answers, error))
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
		   && acg_answers_read(path, ACG_SNAPSHOT_SIGNALLING, answers, error);
}

/* --- loading -------------------------------------------------------------- */

static bool put_in_force(
		const struct acg_answers *answers, char error[static ACG_ERROR_SIZE])
{
	struct acg_signalling *signalling =
			acg_signalling_make(answers, header, &shm, error);

	if(!signalling)
		return false;
	LM_INFO("%zu header rules loaded\n", acg_rules_count(signalling->rules));
	acg_epoch_publish(epoch, &signalling->block);
	return true;
}

/* Asked and published under one lock, so that an older state of the database never
 * replaces a newer one. */
int acg_signalling_reload(char error[static ACG_ERROR_SIZE])
{
	const struct acg_provision_settings *settings = acg_provision_settings();
	struct acg_answers answers;
	bool ok;

	lock_get(loading);
	ok = acg_signalling_ask(
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

int acg_signalling_first_load(void)
{
	char error[ACG_ERROR_SIZE] = "", snapshot_error[ACG_ERROR_SIZE] = "";
	struct acg_answers answers;
	bool ok;

	if(acg_signalling_reload(error) == 0)
		return 0;
	ok = read_snapshot(&answers, snapshot_error);
	if(ok) {
		ok = put_in_force(&answers, snapshot_error);
		acg_answers_clear(&answers);
	}
	if(ok)
		LM_WARN("started with the header rules, number plans and screening of "
				"the snapshot, because: %s\n",
				error);
	else
		LM_ERR("cannot load header rules, number plans and screening: %s; nor "
			   "from a snapshot: %s\n",
				error, snapshot_error);
	return ok ? 0 : -1;
}

const struct acg_signalling *acg_signalling_enter(void)
{
	return acg_epoch_enter(epoch, process_no);
}

void acg_signalling_leave(void)
{
	acg_epoch_leave(epoch, process_no);
}
