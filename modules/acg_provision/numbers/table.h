/*
 * table: what is provisioned, in one region of shared memory, as readers see it:
 * a number's account, services and header value. Any process; takes no lock and
 * never waits. See table_write.h for how it is filled and store.h for how a
 * reader makes sure that what it reads is not freed meanwhile. Pure.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef ACG_TABLE_H
#define ACG_TABLE_H

#include "numbers/number.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define ACG_NAME_MAX 100		/* account name, header value (acg domains) */
#define ACG_SERVICE_NAME_MAX 32 /* service name */
#define ACG_SERVICES_MAX 256	/* services of one deployment */
#define ACG_ALTERNATIVES_MAX 8	/* services of one number, the first included */

struct acg_table; /* opaque; lies at the start of the region */

enum acg_found {
	ACG_FOUND = 0,
	ACG_NOT_PROVISIONED,
	ACG_NUMBER_DISABLED, /* or the range that the number lies in */
	ACG_ACCOUNT_DISABLED,
	ACG_SERVICE_DISABLED /* each of the number's services is off */
};

/* What a number belongs to: a copy, valid whatever happens to the table.
 * Strings are NUL-terminated; `header` is "" when there is none. */
struct acg_service_match {
	acg_number_key_t number; /* that was looked up */
	char account[ACG_NAME_MAX + 1];
	char service[ACG_SERVICE_NAME_MAX + 1];
	char header[ACG_NAME_MAX + 1];
	/* The row that decided: a range from first to last, or 0 and 0 for the
	 * number's own. */
	acg_number_key_t range_first, range_last;
};

/* Find a number: its own row, or else the smallest range around it. The first of
 * its services, by precedence, that is enabled wins; where all are off *match
 * shows the first. Of a number that is not provisioned all texts are "". The header value is left out where the service takes no custom header. */
enum acg_found acg_table_lookup(const struct acg_table *table,
		acg_number_key_t number, struct acg_service_match *match);

/* The record of a number, 0 for none: what acg_table_lookup() finds before it
 * copies names. For measurements. */
uint32_t acg_table_find(const struct acg_table *table, acg_number_key_t number);

const char *acg_found_text(enum acg_found found);

/* One row that speaks about a number, for people. */
struct acg_candidate {
	acg_number_key_t first, last; /* a range; 0 and 0: the number's own row */
	int precedence;				  /* of the service within the row, from 0 */
	bool wins;
	const char *reason; /* why it wins or loses; static storage */
	char account[ACG_NAME_MAX + 1];
	char service[ACG_SERVICE_NAME_MAX + 1];
	char header[ACG_NAME_MAX + 1];
};

/* Every row and service that speaks about `number`, the deciding row first, then
 * ranges from small to large; at most `max`. Returns how many were written.
 * Takes time in proportion to the number of ranges. */
int acg_table_explain(const struct acg_table *table, acg_number_key_t number,
		struct acg_candidate *candidate, int max);

uint64_t acg_table_count(const struct acg_table *table);
uint64_t acg_table_ranges(const struct acg_table *table);
/* Bytes of the region in use, free blocks between them included. */
size_t acg_table_bytes(const struct acg_table *table);

#endif
