/*
 * answers_snapshot: the snapshots that stand beside that of the numbers.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef ACG_ANSWERS_SNAPSHOT_H
#define ACG_ANSWERS_SNAPSHOT_H

#include "database/answers.h"
#include "database/database.h"
#include "database/snapshot.h"

/* Keep the answers beside the snapshot of the numbers (acg_settings()); without one
 * nothing is kept. A failure is counted and logged, and the old file stays. */
void acg_answers_keep(
		enum acg_snapshot_kind kind, const struct acg_answers *answers);

/* What was kept, to be cleared. False and why in `error`, and nothing to clear. */
bool acg_answers_recall(enum acg_snapshot_kind kind,
		struct acg_answers *answers, char error[static ACG_ERROR_SIZE]);

#endif
