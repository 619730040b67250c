/*
 * settings: the module's parameters, checked once before anything starts.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef ACG_SETTINGS_H
#define ACG_SETTINGS_H

struct acg_settings {
	char *db;
	char *node;
	char *journal_dir;
	char *journal_memory; /* empty: records are written to journal_dir */
	char *key_file;
	char *key_import; /* empty: none */
	int journal_max_mb;
	int segment_max_mb;
	int ship_interval_ms;
	int sweep_interval;	  /* seconds */
	int database_timeout; /* seconds */
	int retention_days;
};

/* 0, or -1 after a log line that says what to change. */
int acg_settings_check(const struct acg_settings *settings);

#endif
