/*
 * follow: what the database says is provisioned, as a table. The only file that
 * knows SQL.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef ACG_FOLLOW_H
#define ACG_FOLLOW_H

#include "table.h"

#define ACG_FOLLOW_ERROR_SIZE 512

/* Version of schema acg that this module reads (table acg.schema_version). */
#define ACG_SCHEMA_VERSION 1

/* Read accounts, services and numbers in one snapshot of the database at
 * `conninfo` (libpq connection string). Blocks the calling process, at most
 * `timeout_s` seconds without any byte from the server; never call it from a
 * process that carries calls. Returns a complete table of the caller's, or NULL
 * and says why in `error`, naming what was wrong and where. */
struct acg_table *acg_follow_load(const char *conninfo, int timeout_s,
		const struct acg_table_mem *mem,
		char error[static ACG_FOLLOW_ERROR_SIZE]);

#endif
