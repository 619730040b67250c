/*
 * policy_store: the policy in force in this server, in shared memory.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef ACG_POLICY_STORE_H
#define ACG_POLICY_STORE_H

#include "database/database.h"
#include "rules/policy.h"

/* Call before forking. 0, or -1 with a log line. */
int acg_policy_init(int processes);
void acg_policy_destroy(void);

/* As acg_signalling_first_load() and acg_signalling_reload(). */
int acg_policy_first_load(void);
int acg_policy_reload(char error[static ACG_ERROR_SIZE]);

/* What is in force, for the calling process, until acg_policy_leave(); never NULL
 * after the start. Not to be nested. */
const struct acg_policy *acg_policy_enter(void);
void acg_policy_leave(void);

#endif
