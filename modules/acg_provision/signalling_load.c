/*
 * signalling_load: reads what SQL says about signalling.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "signalling_load.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct load {
	struct acg_database database;
	struct acg_signalling_rows rows;
	PGresult *accounts; /* the rows' strings point into these */
	PGresult *services;
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
	RULE_VALUE
};

static const char rules_sql[] =
		"SELECT r.header_rule_id,"
		" CASE WHEN r.peer IS NOT NULL THEN 1 WHEN r.service_id IS NOT NULL "
		"THEN 2"
		" WHEN r.account_id IS NOT NULL THEN 3 WHEN r.number IS NOT NULL THEN 4"
		" ELSE 0 END,"
		" coalesce(r.peer, s.name, a.name, r.number, ''),"
		" r.direction, r.message, coalesce(r.method, ''), r.action, r.name,"
		" coalesce(r.value, '')"
		" FROM acg.header_rule r"
		" LEFT JOIN acg.service s USING (service_id)"
		" LEFT JOIN acg.account a ON a.account_id = r.account_id"
		" WHERE r.enabled";

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

static bool load_rules(struct load *load)
{
	PGresult *result = acg_database_query(&load->database, rules_sql);
	int n = result ? PQntuples(result) : 0;
	struct acg_rule_row *rows = calloc((size_t)n + 1, sizeof(*rows));
	char error[ACG_RULE_ERROR_SIZE] = "not enough memory";

	if(result && rows) {
		for(int i = 0; i < n; i++)
			rows[i] = rule_row(result, i);
		load->rows.rules = acg_rules_build(
				rows, (size_t)n, load->custom_header, load->mem, error);
	}
	if(result && !load->rows.rules)
		snprintf(load->database.error, ACG_DATABASE_ERROR_SIZE, "%s", error);
	free(rows);
	PQclear(result);
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
	CONTEXTS
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

#define PLAN_SQL                                          \
	"SELECT coalesce(country_code, ''), national_prefix," \
	" international_prefix, bare_numbers, output_form,"   \
	" array_to_string(left_alone, ','),"                  \
	" array_to_string(emergency_numbers, ','),"           \
	" array_to_string(phone_contexts, ',')"               \
	" FROM acg.number_plan WHERE peer = "

static bool load_plan(struct load *load, enum acg_direction to)
{
	static const char *const sql[] = {[ACG_TO_CLOUD] = PLAN_SQL "'cloud'",
			[ACG_TO_OPERATOR] = PLAN_SQL "'operator'"};
	PGresult *result = acg_database_query(&load->database, sql[to]);

	if(!result)
		return false;
	if(PQntuples(result) == 1)
		read_plan(result, &load->rows.plan[to]);
	PQclear(result);
	return true;
}

static bool load_trust(struct load *load)
{
	PGresult *result = acg_database_query(&load->database,
			"SELECT peer FROM acg.identity_policy WHERE NOT trusted");

	if(!result)
		return false;
	load->rows.trusted[ACG_TO_CLOUD] = load->rows.trusted[ACG_TO_OPERATOR] =
			true;
	for(int i = 0; i < PQntuples(result); i++) {
		for(int to = ACG_TO_CLOUD; to <= ACG_TO_OPERATOR; to++) {
			if(strcmp(text(result, i, 0), acg_direction_peer(to)) == 0)
				load->rows.trusted[to] = false;
		}
	}
	PQclear(result);
	return true;
}

/* --- accounts and services ------------------------------------------------ */

static bool load_customers(struct load *load)
{
	PGresult *result = acg_database_query(&load->database,
			"SELECT name, coalesce(subdomain, ''), call_screening"
			" FROM acg.account WHERE subdomain IS NOT NULL OR NOT "
			"call_screening");
	int n = result ? PQntuples(result) : 0;

	load->accounts = result;
	load->rows.customer = calloc((size_t)n + 1, sizeof(struct acg_customer));
	if(!result || !load->rows.customer)
		return false;
	for(int i = 0; i < n; i++)
		load->rows.customer[i] =
				(struct acg_customer){.account = text(result, i, 0),
						.subdomain = text(result, i, 1),
						.screening = text(result, i, 2)[0] == 't'};
	load->rows.customers = (size_t)n;
	return true;
}

static bool load_services(struct load *load)
{
	PGresult *result = acg_database_query(&load->database,
			"SELECT name FROM acg.service WHERE calling_identity = 'from'");
	int n = result ? PQntuples(result) : 0;

	load->services = result;
	load->rows.from_service = calloc((size_t)n + 1, sizeof(char *));
	if(!result || !load->rows.from_service)
		return false;
	for(int i = 0; i < n; i++)
		load->rows.from_service[i] = text(result, i, 0);
	load->rows.from_services = (size_t)n;
	return true;
}

struct acg_signalling *acg_signalling_load(const char *conninfo, int timeout_s,
		const char *custom_header, const struct acg_rule_mem *mem,
		char error[static ACG_DATABASE_ERROR_SIZE])
{
	struct load load = {.database.error = error,
			.custom_header = custom_header,
			.mem = mem};
	struct acg_signalling *signalling = NULL;

	snprintf(error, ACG_DATABASE_ERROR_SIZE, "not enough memory");
	if(acg_database_open(&load.database, conninfo, timeout_s)
			&& load_plan(&load, ACG_TO_CLOUD)
			&& load_plan(&load, ACG_TO_OPERATOR) && load_trust(&load)
			&& load_customers(&load) && load_services(&load)
			&& load_rules(&load))
		signalling = acg_signalling_build(&load.rows, mem);
	if(!signalling)
		acg_rules_free(load.rows.rules, mem);
	free(load.rows.customer);
	free((void *)load.rows.from_service);
	PQclear(load.accounts);
	PQclear(load.services);
	acg_database_close(&load.database);
	return signalling;
}
