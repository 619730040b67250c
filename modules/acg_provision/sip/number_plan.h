/*
 * number_plan: how one peer writes telephone numbers. Data only.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef ACG_NUMBER_PLAN_H
#define ACG_NUMBER_PLAN_H

#include <stdint.h>

#define ACG_PLAN_CODES_MAX 32	/* codes in one list */
#define ACG_PLAN_CODE_SIZE 16	/* 15 characters and NUL */
#define ACG_PLAN_CONTEXTS_MAX 8 /* domains of phone-context */
#define ACG_PLAN_CONTEXT_SIZE 64

/* What digits with none of the plan's prefixes are. */
enum acg_bare_numbers {
	ACG_BARE_REFUSED,
	ACG_BARE_NATIONAL,
	ACG_BARE_INTERNATIONAL
};

/* How numbers are written to the peer. */
enum acg_number_form { ACG_FORM_E164, ACG_FORM_NATIONAL, ACG_FORM_BARE };

struct acg_code_list {
	uint32_t n;
	char code[ACG_PLAN_CODES_MAX][ACG_PLAN_CODE_SIZE];
};

/* Zeroed it is the plan of a peer that writes +E.164 and nothing else. Strings
 * are NUL-terminated and, where empty, not there; the constraints of
 * acg.number_plan say what they may hold. */
struct acg_number_plan {
	char country[4];
	char national_prefix[8];
	char international_prefix[8];
	enum acg_bare_numbers bare;
	enum acg_number_form output;
	struct acg_code_list left_alone;
	struct acg_code_list emergency;
	uint32_t contexts;
	char context[ACG_PLAN_CONTEXTS_MAX][ACG_PLAN_CONTEXT_SIZE];
};

#endif
