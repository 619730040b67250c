/*
 * signalling_load: reads acg.header_rule, acg.number_plan, acg.identity_policy and
 * what acg.account and acg.service say about signalling.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef ACG_SIGNALLING_LOAD_H
#define ACG_SIGNALLING_LOAD_H

#include "database/answers.h"
#include "database/database.h"
#include "rules/signalling.h"

/* What the database says now, all from one state of it. False with `error`. Blocks
 * for at most a few times `timeout_s`. Clear the answers with acg_answers_clear(). */
bool acg_signalling_ask(const char *conninfo, int timeout_s,
		struct acg_answers *answers, char error[static ACG_ERROR_SIZE]);

/* The signalling of these answers, copied. NULL with `error` naming the row or
 * what else is wrong. */
struct acg_signalling *acg_signalling_make(const struct acg_answers *answers,
		const char *custom_header, const struct acg_rule_mem *mem,
		char error[static ACG_ERROR_SIZE]);

#endif
