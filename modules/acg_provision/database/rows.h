/*
 * rows: rows of the database's tables into a number table.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef ACG_ROWS_H
#define ACG_ROWS_H

#include "database/database.h"
#include "numbers/store.h"
#include "numbers/table_write.h"

struct acg_rows {
	struct acg_database *db;
	struct acg_store *store;
	struct acg_writer *writer;
	bool published; /* readers may hold what the writer retires */
};

/* Each reads in the transaction that is open, and false means that db->error
 * says which row was refused, and why.
 * All of a table: */
bool acg_rows_services(const struct acg_rows *rows);
bool acg_rows_accounts(const struct acg_rows *rows);
bool acg_rows_ranges(const struct acg_rows *rows);
bool acg_rows_numbers(const struct acg_rows *rows);

/* What acg.changes_since() names, by the setting acg.snapshot of the transaction.
 * `keys` says about how many numbers. Accounts that are gone are removed by the
 * third, after what named them. */
bool acg_rows_changed_accounts(const struct acg_rows *rows);
bool acg_rows_changed_numbers(const struct acg_rows *rows, uint64_t keys);
bool acg_rows_removed_accounts(const struct acg_rows *rows);

#endif
