/*
 * table: what is provisioned, as one immutable block of memory that maps a
 * number to its account, service and header value.
 *
 * Built once by one process, then only read, by any number of processes; see
 * store.h for how a new table takes the place of an old one. Pure: memory comes
 * from the caller's allocator (shared memory in Kamailio, malloc in tests).
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef ACG_TABLE_H
#define ACG_TABLE_H

#include "number.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <time.h>

#define ACG_NAME_MAX 100		/* account name, header value (acg domains) */
#define ACG_SERVICE_NAME_MAX 32 /* service name */
#define ACG_SERVICES_MAX 256	/* services of one deployment */

struct acg_table; /* opaque */

/* Where a table's memory comes from and goes back to. */
struct acg_table_mem {
	void *(*alloc)(size_t size);
	void (*release)(void *p);
};

/* How large the table will be: known before the first row, from the same
 * database snapshot that the rows come from. */
struct acg_table_size {
	uint64_t numbers;
	uint64_t header_bytes; /* sum over numbers of length(header value) + 1 */
	uint32_t accounts;
	uint32_t services;
};

/* One row of acg.number. `header` need not be NUL-terminated; len 0 = none. */
struct acg_table_row {
	acg_number_key_t number;
	uint32_t account_id;
	uint32_t service_id;
	const char *header;
	size_t header_len;
	bool enabled;
};

enum acg_found {
	ACG_FOUND = 0,
	ACG_NOT_PROVISIONED,
	ACG_NUMBER_DISABLED,
	ACG_ACCOUNT_DISABLED,
	ACG_SERVICE_DISABLED
};

/* What a number belongs to: a copy, valid whatever happens to the table.
 * Strings are NUL-terminated; `header` is "" when there is none. */
struct acg_service_match {
	char number[ACG_NUMBER_SIZE];
	char account[ACG_NAME_MAX + 1];
	char service[ACG_SERVICE_NAME_MAX + 1];
	char header[ACG_NAME_MAX + 1];
};

/* Allocate an empty table for exactly `size`. NULL when memory is short or the
 * size is beyond what a table can hold (ACG_SERVICES_MAX, 4 GiB of headers). */
struct acg_table *acg_table_new(
		const struct acg_table_size *size, const struct acg_table_mem *mem);
void acg_table_free(struct acg_table *table, const struct acg_table_mem *mem);

/* Add one row. Accounts and services go in first, ids ascending. Each returns
 * NULL, or why the row was refused (static text); a refused row makes the whole
 * table unfit, and the caller frees it. */
const char *acg_table_add_account(
		struct acg_table *table, uint32_t id, const char *name, bool enabled);
const char *acg_table_add_service(struct acg_table *table, uint32_t id,
		const char *name, bool custom_header, bool enabled);
const char *acg_table_add_number(
		struct acg_table *table, const struct acg_table_row *row);

/* Find a number. *match is filled for every result but ACG_NOT_PROVISIONED.
 * The header value is left out where the service takes no custom header. */
enum acg_found acg_table_lookup(const struct acg_table *table,
		acg_number_key_t number, struct acg_service_match *match);

const char *acg_found_text(enum acg_found found);

/* The place of a replaced table among those that wait to be freed. It lies in
 * the table itself, so that replacing one can never run out of memory. Zero at
 * first; the store alone uses it. */
struct acg_table_link {
	struct acg_table *next;
	uint64_t generation;
};
struct acg_table_link *acg_table_link(struct acg_table *table);

uint64_t acg_table_count(const struct acg_table *table);
size_t acg_table_bytes(const struct acg_table *table);

#endif
