/*
 * loaded: something read from the database, in force in this server, in shared memory;
 * its readers never wait.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef ACG_LOADED_H
#define ACG_LOADED_H

#include "base/epoch.h"
#include "database/answers.h"
#include "database/database.h"
#include "database/snapshot.h"

#include "core/locking.h"

/* One of each kind, static; all but the last two are the owner's to fill. */
struct acg_loaded {
	const char *what; /* in words, of a log line */
	enum acg_snapshot_kind kind;
	bool (*ask)(const char *conninfo, int timeout_s,
			struct acg_answers *answers, char error[static ACG_ERROR_SIZE]);
	/* From shared memory; NULL and why in `error`. */
	struct acg_epoch_block *(*make)(const struct acg_answers *answers,
			char error[static ACG_ERROR_SIZE]);
	struct acg_epoch_mem mem; /* shared memory, and what frees a block */
	struct acg_epoch *epoch;
	gen_lock_t *loading; /* one load at a time, whichever process asks */
};

/* Call before forking. 0, or -1 with a log line. */
int acg_loaded_init(struct acg_loaded *loaded, int processes);
void acg_loaded_destroy(struct acg_loaded *loaded);

/* Put in force what the database says, and keep it in the snapshot; on failure the old
 * stays. 0, or -1 and why in `error`. */
int acg_loaded_reload(
		struct acg_loaded *loaded, char error[static ACG_ERROR_SIZE]);

/* The same or, when that fails, what the snapshot says. 0, or -1 with a log line. */
int acg_loaded_first(struct acg_loaded *loaded);

/* What is in force, for the calling process, until it leaves. */
const void *acg_loaded_enter(const struct acg_loaded *loaded);
void acg_loaded_leave(const struct acg_loaded *loaded);

#endif
