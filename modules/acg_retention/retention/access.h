/*
 * access: individual call records for those who have a grant. Finds, exports and
 * erases; the only place where records are decrypted.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef ACG_ACCESS_H
#define ACG_ACCESS_H

#include "base/settings.h"
#include "base/text.h"

#include <stddef.h>

#define ACG_ACCESS_ERROR_SIZE 512
#define ACG_ACCESS_NAME_SIZE 201

/* Call in mod_init; keeps the settings. */
void acg_access_init(const struct acg_settings *settings);

/* Who asks, in what this process does next: the name in a verified certificate.
 * Empty: nobody. */
void acg_access_set_caller(struct acg_text name);

/* The one who asks, and the end of that: the name set before, or local on the
 * control socket, else empty. */
void acg_access_take_caller(char out[static ACG_ACCESS_NAME_SIZE]);

struct acg_access_request {
	const char *caller;
	const char *action;	 /* find, export */
	const char *subject; /* a number or a Call-ID, whichever it is */
	const char *from;	 /* timestamptz for PostgreSQL */
	const char *to;		 /* the same, exclusive */
	int most;			 /* records, the newest ones */
};

/* Calls `found` with each record as a JSON object, once the request is logged and
 * the log is committed. Blocks on the database, database_timeout at most. How many
 * there were, or -1 and `error`. */
int acg_access_read(const struct acg_access_request *request,
		void (*found)(void *context, const char *json), void *context,
		char error[static ACG_ACCESS_ERROR_SIZE]);

/* Erase what is found so; logged likewise. How many, or -1 and `error`. */
long acg_access_erase(const char *caller, const char *subject,
		char error[static ACG_ACCESS_ERROR_SIZE]);

#endif
