/*
 * answers_file: answers in a snapshot, so that a node can start without the database.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef ACG_ANSWERS_FILE_H
#define ACG_ANSWERS_FILE_H

#include "database/answers.h"
#include "database/database.h"
#include "database/snapshot.h"

/* Replace the snapshot at `path`, as acg_snapshot_write() does. False and why in
 * `error`; the old file then stays. */
bool acg_answers_write(const char *path, enum acg_snapshot_kind kind,
		const struct acg_answers *answers, char error[static ACG_ERROR_SIZE]);

/* The answers at `path`, to be cleared; how many there are and their columns are
 * for the caller to check. False and why in `error`, and nothing to clear. */
bool acg_answers_read(const char *path, enum acg_snapshot_kind kind,
		struct acg_answers *answers, char error[static ACG_ERROR_SIZE]);

#endif
