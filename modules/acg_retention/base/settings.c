/*
 * settings: the module's parameters, checked once before anything starts.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "base/settings.h"
#include "base/database.h"

#include "core/dprint.h"

#include <string.h>

static int check_range(const char *name, int value, int least, int most)
{
	if(value >= least && value <= most)
		return 0;
	LM_ERR("modparam %s = %d: must be %d to %d\n", name, value, least, most);
	return -1;
}

static int check_node(const char *node)
{
	size_t len = strlen(node);

	if(len >= 1 && len <= 64
			&& strspn(node, "abcdefghijklmnopqrstuvwxyz"
							"ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-")
					   == len)
		return 0;
	LM_ERR("modparam node = \"%s\": must be 1 to 64 of A-Z a-z 0-9 . _ -, and "
		   "each node's own\n",
			node);
	return -1;
}

static int check_db(const char *db)
{
	char error[ACG_DATABASE_ERROR_SIZE];

	if(acg_database_check(db, error) == 0)
		return 0;
	LM_ERR("modparam db: not a libpq connection string: %s\n", error);
	return -1;
}

static int check_path(const char *name, const char *path)
{
	if(path[0] == '/')
		return 0;
	LM_ERR("modparam %s = \"%s\": must be an absolute path\n", name, path);
	return -1;
}

int acg_settings_check(const struct acg_settings *settings)
{
	/* All of them, so that one start shows every mistake. */
	int wrong = check_db(settings->db) + check_node(settings->node);

	wrong += check_range(
			"journal_max_mb", settings->journal_max_mb, 1, 1024 * 1024);
	wrong += check_range("segment_max_mb", settings->segment_max_mb, 1, 1024);
	wrong += check_range(
			"ship_interval_ms", settings->ship_interval_ms, 10, 10000);
	wrong += check_range("sweep_interval", settings->sweep_interval, 1, 86400);
	wrong +=
			check_range("database_timeout", settings->database_timeout, 1, 600);
	wrong += check_range("retention_days", settings->retention_days, 1, 30);
	wrong += check_path("key_file", settings->key_file);
	if(settings->journal_memory[0])
		wrong += check_path("journal_memory", settings->journal_memory);
	if(settings->key_import[0])
		wrong += check_path("key_import", settings->key_import);
	return wrong < 0 ? -1 : 0;
}
