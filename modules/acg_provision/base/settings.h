/*
 * settings: the database and the snapshot, as the administrator set them.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef ACG_SETTINGS_H
#define ACG_SETTINGS_H

#include <stddef.h>

struct acg_settings {
	const char *database; /* libpq connection string */
	int database_timeout_s;
	size_t table_memory;  /* bytes, at most, of one table */
	const char *snapshot; /* file; "" for none */
	int snapshot_interval_s;
};

/* Kept by reference, for all of the process; before the fork. */
void acg_settings_set(const struct acg_settings *settings);

/* What was set; NULL before. */
const struct acg_settings *acg_settings(void);

#endif
