/*
 * provision: the numbers in force in this server, in shared memory, and their
 * reload from the database.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef ACG_PROVISION_H
#define ACG_PROVISION_H

#include "follow.h"
#include "store.h"

/* Result of the newest reload that failed, and when. Empty: none did. */
struct acg_provision_failure {
	time_t at; /* UTC */
	char error[ACG_FOLLOW_ERROR_SIZE];
};

/* Make the store for `processes` processes. `conninfo` and `timeout_s` as in
 * follow.h, kept by reference. Call before forking. 0, or -1 with a log line. */
int acg_provision_init(int processes, const char *conninfo, int timeout_s);
void acg_provision_destroy(void);

/* Load from the database and put in force; on failure the old table stays and
 * `error` says why. Blocks; only one at a time, a second one is refused at once.
 * 0 or -1. */
int acg_provision_reload(char error[static ACG_FOLLOW_ERROR_SIZE]);

/* As acg_store_lookup() and acg_store_info(), for the calling process. */
enum acg_found acg_provision_lookup(
		acg_number_key_t number, struct acg_service_match *match);
bool acg_provision_info(struct acg_store_info *info);
void acg_provision_last_failure(struct acg_provision_failure *failure);

#endif
