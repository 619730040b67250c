/*
 * signalling_load: reads acg.header_rule, acg.number_plan, acg.identity_policy and
 * what acg.account and acg.service say about signalling.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef ACG_SIGNALLING_LOAD_H
#define ACG_SIGNALLING_LOAD_H

#include "database.h"
#include "signalling.h"

/* Everything from one state of the database. NULL with `error` naming the row or
 * what else is wrong. Blocks for at most a few times `timeout_s`. */
struct acg_signalling *acg_signalling_load(const char *conninfo, int timeout_s,
		const char *custom_header, const struct acg_rule_mem *mem,
		char error[static ACG_DATABASE_ERROR_SIZE]);

#endif
