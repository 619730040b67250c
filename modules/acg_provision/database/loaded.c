/*
 * loaded: something read from the database, in force in this server.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "database/loaded.h"
#include "base/settings.h"
#include "database/answers_snapshot.h"

#include "core/dprint.h"
#include "core/mem/shm_mem.h"
#include "core/pt.h"

int acg_loaded_init(struct acg_loaded *loaded, int processes)
{
	loaded->epoch = acg_epoch_new(processes, &loaded->mem);
	loaded->loading = lock_alloc();
	if(!loaded->epoch || !loaded->loading || !lock_init(loaded->loading)) {
		SHM_MEM_ERROR;
		return -1;
	}
	return 0;
}

void acg_loaded_destroy(struct acg_loaded *loaded)
{
	acg_epoch_free(loaded->epoch);
	loaded->epoch = NULL;
	if(loaded->loading) {
		lock_destroy(loaded->loading);
		lock_dealloc(loaded->loading);
		loaded->loading = NULL;
	}
}

static bool put_in_force(struct acg_loaded *loaded,
		const struct acg_answers *answers, char error[static ACG_ERROR_SIZE])
{
	struct acg_epoch_block *block = loaded->make(answers, error);

	if(!block)
		return false;
	acg_epoch_publish(loaded->epoch, block);
	return true;
}

/* Asked and published under one lock, so that an older state of the database never
 * replaces a newer one. */
int acg_loaded_reload(
		struct acg_loaded *loaded, char error[static ACG_ERROR_SIZE])
{
	const struct acg_settings *settings = acg_settings();
	struct acg_answers answers;
	bool ok;

	lock_get(loaded->loading);
	ok = loaded->ask(
			settings->database, settings->database_timeout_s, &answers, error);
	if(ok) {
		ok = put_in_force(loaded, &answers, error);
		if(ok)
			acg_answers_keep(loaded->kind, &answers);
		acg_answers_clear(&answers);
	}
	lock_release(loaded->loading);
	return ok ? 0 : -1;
}

int acg_loaded_first(struct acg_loaded *loaded)
{
	char error[ACG_ERROR_SIZE] = "", snapshot_error[ACG_ERROR_SIZE] = "";
	struct acg_answers answers;
	bool ok;

	if(acg_loaded_reload(loaded, error) == 0)
		return 0;
	ok = acg_answers_recall(loaded->kind, &answers, snapshot_error);
	if(ok) {
		ok = put_in_force(loaded, &answers, snapshot_error);
		acg_answers_clear(&answers);
	}
	if(ok)
		LM_WARN("started with the %s of the snapshot, because: %s\n",
				loaded->what, error);
	else
		LM_ERR("cannot load %s: %s; nor from a snapshot: %s\n", loaded->what,
				error, snapshot_error);
	return ok ? 0 : -1;
}

const void *acg_loaded_enter(const struct acg_loaded *loaded)
{
	return acg_epoch_enter(loaded->epoch, process_no);
}

void acg_loaded_leave(const struct acg_loaded *loaded)
{
	acg_epoch_leave(loaded->epoch, process_no);
}
