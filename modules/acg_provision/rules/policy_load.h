/*
 * policy_load: reads acg.deployment, acg.blocked_number and what acg.service and
 * acg.account say about behaviour and limits.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef ACG_POLICY_LOAD_H
#define ACG_POLICY_LOAD_H

#include "database/answers.h"
#include "database/database.h"
#include "rules/header_rule.h"
#include "rules/policy.h"

/* What the database says now, all from one state of it. False with `error`. Blocks
 * for at most a few times `timeout_s`. Clear the answers with acg_answers_clear(). */
bool acg_policy_ask(const char *conninfo, int timeout_s,
		struct acg_answers *answers, char error[static ACG_ERROR_SIZE]);

/* The policy of these answers, copied. NULL with `error` saying what is wrong. */
struct acg_policy *acg_policy_make(const struct acg_answers *answers,
		const struct acg_rule_mem *mem, char error[static ACG_ERROR_SIZE]);

#endif
