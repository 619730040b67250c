/*
 * snapshot: a table in a file, so that a node can start without the database.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef ACG_SNAPSHOT_H
#define ACG_SNAPSHOT_H

#include "database/follow.h"

/* What a file holds: the table's region, or the answers about something else. */
enum acg_snapshot_kind {
	ACG_SNAPSHOT_NUMBERS,
	ACG_SNAPSHOT_SIGNALLING,
	ACG_SNAPSHOT_PEERS,
	ACG_SNAPSHOT_POLICY
};

/* Write the first `used` bytes of the table (or the answers) and its position to
 * `path`, by way of `path`.new, so that `path` is always a complete snapshot, the
 * old or the new one, even after a crash. False and why in `error`; the old file
 * then stays. */
bool acg_snapshot_write(const char *path, enum acg_snapshot_kind kind,
		const char *table, size_t used, const struct acg_position *position,
		char error[static ACG_ERROR_SIZE]);

enum acg_snapshot_result {
	ACG_SNAPSHOT_OK,
	ACG_SNAPSHOT_MISSING, /* there is no such file */
	ACG_SNAPSHOT_REFUSED  /* `error` says why */
};

/* Read a snapshot into `region`, zero and of `size` bytes. Its contents are only
 * to be used when the result is ACG_SNAPSHOT_OK: version, length and SHA-256 are
 * right. */
enum acg_snapshot_result acg_snapshot_read(const char *path,
		enum acg_snapshot_kind kind, char *region, size_t size, size_t *used,
		struct acg_position *position, char error[static ACG_ERROR_SIZE]);

#endif
