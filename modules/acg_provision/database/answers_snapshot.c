/*
 * answers_snapshot: the snapshots that stand beside that of the numbers.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "database/answers_snapshot.h"
#include "base/counters.h"
#include "base/settings.h"
#include "database/answers_file.h"

#include "core/dprint.h"

#include <limits.h>
#include <stdio.h>

static const char *const suffix[] = {[ACG_SNAPSHOT_SIGNALLING] = "signalling",
		[ACG_SNAPSHOT_PEERS] = "peers",
		[ACG_SNAPSHOT_POLICY] = "policy"};

/* False for none. */
static bool path_of(enum acg_snapshot_kind kind, char path[static PATH_MAX])
{
	const char *numbers = acg_settings()->snapshot;

	return numbers[0]
		   && snprintf(path, PATH_MAX, "%s.%s", numbers, suffix[kind])
					  < PATH_MAX;
}

void acg_answers_keep(
		enum acg_snapshot_kind kind, const struct acg_answers *answers)
{
	char path[PATH_MAX], error[ACG_ERROR_SIZE];

	if(!path_of(kind, path) || acg_answers_write(path, kind, answers, error))
		return;
	acg_count(ACG_COUNT_SNAPSHOTS_FAILED);
	LM_ERR("%s; without a snapshot this node cannot start while the database "
		   "is down\n",
			error);
}

bool acg_answers_recall(enum acg_snapshot_kind kind,
		struct acg_answers *answers, char error[static ACG_ERROR_SIZE])
{
	char path[PATH_MAX];

	snprintf(error, ACG_ERROR_SIZE, "modparam snapshot is not set");
	return path_of(kind, path) && acg_answers_read(path, kind, answers, error);
}
