/*
 * signalling_load: reads what SQL says about signalling. What the database answers
 * is kept apart from what is made of it, so that a node can start from old answers.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "rules/signalling_load.h"
#include "database/answers_ask.h"
#include "sip/customer_name.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define HOLD                                                \
	"LOCK TABLE acg.service, acg.account, acg.header_rule," \
	" acg.number_plan, acg.identity_policy"                 \
	" IN ACCESS SHARE MODE"

enum question {
	PLAN_OF_CLOUD,
	PLAN_OF_OPERATOR,
	TRUST,
	CUSTOMERS,
	SERVICES,
	RULES,
	QUESTIONS
};
_Static_assert(QUESTIONS <= ACG_ANSWERS_MAX, "room for every answer");

#define RULES_SQL                                                            \
	"SELECT r.header_rule_id,"                                               \
	" CASE WHEN r.peer IS NOT NULL THEN 1 WHEN r.service_id IS NOT NULL "    \
	"THEN 2"                                                                 \
	" WHEN r.account_id IS NOT NULL THEN 3 WHEN r.number IS NOT NULL THEN 4" \
	" ELSE 0 END,"                                                           \
	" coalesce(r.peer, s.name, a.name, r.number, ''),"                       \
	" r.direction, r.message, coalesce(r.method, ''), r.action, r.name,"     \
	" coalesce(r.value, '')"                                                 \
	" FROM acg.header_rule r"                                                \
	" LEFT JOIN acg.service s USING (service_id)"                            \
	" LEFT JOIN acg.account a ON a.account_id = r.account_id"                \
	" WHERE r.enabled"

#define PLAN_SQL                                          \
	"SELECT coalesce(country_code, ''), national_prefix," \
	" international_prefix, bare_numbers, output_form,"   \
	" array_to_string(left_alone, ','),"                  \
	" array_to_string(emergency_numbers, ','),"           \
	" array_to_string(phone_contexts, ',')"               \
	" FROM acg.number_plan WHERE peer = "

static const char *const sql[QUESTIONS] = {[PLAN_OF_CLOUD] = PLAN_SQL "'cloud'",
		[PLAN_OF_OPERATOR] = PLAN_SQL "'operator'",
		[TRUST] = "SELECT peer FROM acg.identity_policy WHERE NOT trusted",
		[CUSTOMERS] = "SELECT name, coalesce(subdomain, ''), call_screening"
					  " FROM acg.account"
					  " WHERE subdomain IS NOT NULL OR NOT call_screening",
		[SERVICES] = "SELECT name, calling_identity = 'from', customer_name"
					 " FROM acg.service"
					 " WHERE calling_identity = 'from' OR customer_name",
		[RULES] = RULES_SQL};

struct load {
	const struct acg_answers *answers; /* the rows' strings point into these */
	struct acg_signalling_rows rows;
	char *error;
	const char *custom_header;
	const struct acg_rule_mem *mem;
};

static const char *text(const PGresult *result, int row, int column)
{
	return PQgetvalue(result, row, column);
}

/* The place of `word` in `words`; the constraint of the column admits no other. */
static int place(const char *word, const char *const *words, int n)
{
	int i = 0;

	while(i < n - 1 && strcmp(word, words[i]) != 0)
		i++;
	return i;
}

/* --- header rules --------------------------------------------------------- */

enum rule_column {
	RULE_ID,
	RULE_SCOPE,
	RULE_KEY,
	RULE_DIRECTION,
	RULE_MESSAGE,
	RULE_METHOD,
	RULE_ACTION,
	RULE_NAME,
	RULE_VALUE,
	RULE_COLUMNS
};

static struct acg_rule_row rule_row(const PGresult *result, int i)
{
	static const char *const directions[] = {"to_cloud", "to_operator"};
	static const char *const messages[] = {"request", "response", "both"};
	static const char *const actions[] = {"add", "replace", "remove", "pass"};

	return (struct acg_rule_row){.id = atoi(text(result, i, RULE_ID)),
			.scope = (enum acg_rule_scope)atoi(text(result, i, RULE_SCOPE)),
			.key = text(result, i, RULE_KEY),
			.direction = (enum acg_direction)place(
					text(result, i, RULE_DIRECTION), directions, 2),
			.messages = 1u
						+ (unsigned int)place(
								text(result, i, RULE_MESSAGE), messages, 3),
			.method = text(result, i, RULE_METHOD),
			.action = (enum acg_rule_action)place(
					text(result, i, RULE_ACTION), actions, 4),
			.name = text(result, i, RULE_NAME),
			.value = text(result, i, RULE_VALUE)};
}

static bool build_rules(struct load *load)
{
	const PGresult *result = load->answers->result[RULES];
	int n = PQntuples(result);
	struct acg_rule_row *rows = calloc((size_t)n + 1, sizeof(*rows));
	char error[ACG_RULE_ERROR_SIZE] = "not enough memory";

	if(rows) {
		for(int i = 0; i < n; i++)
			rows[i] = rule_row(result, i);
		load->rows.rules = acg_rules_build(
				rows, (size_t)n, load->custom_header, load->mem, error);
	}
	if(!load->rows.rules)
		snprintf(load->error, ACG_ERROR_SIZE, "%s", error);
	free(rows);
	return load->rows.rules != NULL;
}

/* --- number plans and trust ----------------------------------------------- */

enum plan_column {
	COUNTRY,
	NATIONAL,
	INTERNATIONAL,
	BARE,
	OUTPUT,
	ALONE,
	EMERGENCY,
	CONTEXTS,
	PLAN_COLUMNS
};

/* Items separated by commas into fixed places; the constraints of the table keep
 * them short enough. */
static uint32_t split(const char *list, char *out, size_t size, uint32_t max)
{
	uint32_t n = 0;

	while(*list && n < max) {
		size_t len = strcspn(list, ",");

		snprintf(out + n * size, size, "%.*s", (int)len, list);
		n++;
		list += len + (list[len] == ',');
	}
	return n;
}

static void read_plan(const PGresult *result, struct acg_number_plan *plan)
{
	static const char *const bare[] = {"refused", "national", "international"};
	static const char *const forms[] = {"e164", "national", "bare"};

	snprintf(plan->country, sizeof(plan->country), "%s",
			text(result, 0, COUNTRY));
	snprintf(plan->national_prefix, sizeof(plan->national_prefix), "%s",
			text(result, 0, NATIONAL));
	snprintf(plan->international_prefix, sizeof(plan->international_prefix),
			"%s", text(result, 0, INTERNATIONAL));
	plan->bare = (enum acg_bare_numbers)place(text(result, 0, BARE), bare, 3);
	plan->output =
			(enum acg_number_form)place(text(result, 0, OUTPUT), forms, 3);
	plan->left_alone.n = split(text(result, 0, ALONE), plan->left_alone.code[0],
			ACG_PLAN_CODE_SIZE, ACG_PLAN_CODES_MAX);
	plan->emergency.n = split(text(result, 0, EMERGENCY),
			plan->emergency.code[0], ACG_PLAN_CODE_SIZE, ACG_PLAN_CODES_MAX);
	plan->contexts = split(text(result, 0, CONTEXTS), plan->context[0],
			ACG_PLAN_CONTEXT_SIZE, ACG_PLAN_CONTEXTS_MAX);
}

static void read_trust(struct load *load)
{
	const PGresult *result = load->answers->result[TRUST];

	load->rows.trusted[ACG_TO_CLOUD] = load->rows.trusted[ACG_TO_OPERATOR] =
			true;
	for(int i = 0; i < PQntuples(result); i++) {
		for(int to = ACG_TO_CLOUD; to <= ACG_TO_OPERATOR; to++) {
			if(strcmp(text(result, i, 0), acg_direction_peer(to)) == 0)
				load->rows.trusted[to] = false;
		}
	}
}

/* --- accounts and services ------------------------------------------------ */

static bool read_customers(struct load *load)
{
	const PGresult *result = load->answers->result[CUSTOMERS];
	int n = PQntuples(result);

	load->rows.customer = calloc((size_t)n + 1, sizeof(struct acg_customer));
	if(!load->rows.customer)
		return false;
	for(int i = 0; i < n; i++) {
		load->rows.customer[i] =
				(struct acg_customer){.account = text(result, i, 0),
						.subdomain = text(result, i, 1),
						.screening = text(result, i, 2)[0] == 't'};
		if(!acg_customer_name_fits(text(result, i, 1))) {
			snprintf(load->error, ACG_ERROR_SIZE,
					"acg.account \"%s\": subdomain \"%s\" makes a name of more "
					"than %d characters with base_domain",
					text(result, i, 0), text(result, i, 1),
					ACG_CUSTOMER_NAME_MAX);
			return false;
		}
	}
	load->rows.customers = (size_t)n;
	return true;
}

static bool read_services(struct load *load)
{
	const PGresult *result = load->answers->result[SERVICES];
	int n = PQntuples(result);
	struct acg_service_rule *rules = calloc((size_t)n + 1, sizeof(*rules));

	load->rows.service = rules;
	if(!rules)
		return false;
	for(int i = 0; i < n; i++)
		rules[i] = (struct acg_service_rule){.name = text(result, i, 0),
				.calling_from = text(result, i, 1)[0] == 't',
				.customer_name = text(result, i, 2)[0] == 't'};
	load->rows.services = (size_t)n;
	return true;
}

/* --- questions and answers ------------------------------------------------ */

bool acg_signalling_ask(const char *conninfo, int timeout_s,
		struct acg_answers *answers, char error[static ACG_ERROR_SIZE])
{
	return acg_answers_ask(
			conninfo, timeout_s, HOLD, sql, QUESTIONS, answers, error);
}

static bool complete(const struct acg_answers *answers)
{
	static const int columns[QUESTIONS] = {[PLAN_OF_CLOUD] = PLAN_COLUMNS,
			[PLAN_OF_OPERATOR] = PLAN_COLUMNS,
			[TRUST] = 1,
			[CUSTOMERS] = 3,
			[SERVICES] = 3,
			[RULES] = RULE_COLUMNS};

	return acg_answers_fit(answers, columns, QUESTIONS);
}

struct acg_signalling *acg_signalling_make(const struct acg_answers *answers,
		const char *custom_header, const struct acg_rule_mem *mem,
		char error[static ACG_ERROR_SIZE])
{
	struct load load = {.answers = answers,
			.error = error,
			.custom_header = custom_header,
			.mem = mem};
	struct acg_signalling *signalling = NULL;

	if(!complete(answers)) {
		snprintf(error, ACG_ERROR_SIZE, "the answers are of another version");
		return NULL;
	}
	snprintf(error, ACG_ERROR_SIZE, "not enough memory");
	if(PQntuples(answers->result[PLAN_OF_CLOUD]) == 1)
		read_plan(
				answers->result[PLAN_OF_CLOUD], &load.rows.plan[ACG_TO_CLOUD]);
	if(PQntuples(answers->result[PLAN_OF_OPERATOR]) == 1)
		read_plan(answers->result[PLAN_OF_OPERATOR],
				&load.rows.plan[ACG_TO_OPERATOR]);
	read_trust(&load);
	if(read_customers(&load) && read_services(&load) && build_rules(&load))
		signalling = acg_signalling_build(&load.rows, mem);
	if(!signalling)
		acg_rules_free(load.rows.rules, mem);
	free(load.rows.customer);
	free((void *)load.rows.service);
	return signalling;
}
