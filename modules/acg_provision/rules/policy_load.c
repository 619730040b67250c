/*
 * policy_load: reads what SQL says about services, limits and blocked numbers.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "rules/policy_load.h"
#include "database/answers_ask.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define HOLD                                               \
	"LOCK TABLE acg.deployment, acg.service, acg.account," \
	" acg.blocked_number"                                  \
	" IN ACCESS SHARE MODE"

enum question { DEPLOYMENT, SERVICES, ACCOUNTS, BLOCKS, QUESTIONS };
_Static_assert(QUESTIONS <= ACG_ANSWERS_MAX, "room for every answer");

/* Calls at once: as said, else a share of the users, else without a limit. */
#define MAX_CALLS(of)                                       \
	"coalesce(" of ".max_calls, ceil(" of ".users::numeric" \
	" * d.calls_percent / 100)::int, -1)"

/* Transcoded ones: as said, else a share of those. */
#define MAX_TRANSCODED(of)                                    \
	"coalesce(" of ".max_transcoded, ceil(nullif(" MAX_CALLS( \
			of) ", -1)"                                       \
				"::numeric"                                   \
				" * d.transcoded_percent / 100)::int, -1)"

static const char *const sql[QUESTIONS] = {
		[DEPLOYMENT] = "SELECT " MAX_CALLS("d") "," MAX_TRANSCODED(
				"d") ","
					 " coalesce(peer_calls_per_second, 0),"
					 " coalesce(subnet_calls_per_second, 0), subnet_bits,"
					 " array_to_string(mobile_peers, ','),"
					 " calls_to_oneself = 'allowed' FROM acg.deployment d",
		[SERVICES] = "SELECT name, array_to_string(peers, ','), unprovisioned,"
					 " unknown_caller, media = 'rtp', hold = 'inactive',"
					 " early_media = 'ringing_alone', refer = 'to_cloud'"
					 " FROM acg.service WHERE enabled ORDER BY service_id",
		[ACCOUNTS] = "SELECT a.name, " MAX_CALLS("a") "," MAX_TRANSCODED(
				"a") ","
					 " coalesce(a.calls_per_second, 0)"
					 " FROM acg.account a, acg.deployment d"
					 " WHERE a.max_calls IS NOT NULL OR a.users IS NOT NULL"
					 " OR a.max_transcoded IS NOT NULL"
					 " OR a.calls_per_second IS NOT NULL",
		[BLOCKS] = "SELECT substr(number, 2), beginning,"
				   " coalesce(bit_or(p) FILTER (WHERE direction IN ('to_cloud',"
				   " 'both')), 0),"
				   " coalesce(bit_or(p) FILTER (WHERE direction IN"
				   " ('to_operator', 'both')), 0)"
				   " FROM acg.blocked_number, LATERAL (SELECT CASE party WHEN"
				   " 'caller' THEN 1 WHEN 'callee' THEN 2 ELSE 3 END) AS c (p)"
				   " WHERE enabled GROUP BY number, beginning"};

static const int columns[QUESTIONS] = {
		[DEPLOYMENT] = 7, [SERVICES] = 8, [ACCOUNTS] = 4, [BLOCKS] = 4};

static bool complete(const struct acg_answers *answers)
{
	return acg_answers_fit(answers, columns, QUESTIONS)
		   && PQntuples(answers->result[DEPLOYMENT]) == 1;
}

bool acg_policy_ask(const char *conninfo, int timeout_s,
		struct acg_answers *answers, char error[static ACG_ERROR_SIZE])
{
	return acg_answers_ask(
			conninfo, timeout_s, HOLD, sql, QUESTIONS, answers, error);
}

/* --- rows ----------------------------------------------------------------- */

static const char *text(const PGresult *result, int row, int column)
{
	return PQgetvalue(result, row, column);
}

static bool is_true(const PGresult *result, int row, int column)
{
	return text(result, row, column)[0] == 't';
}

/* False: longer than any that the table's constraints admit. */
static bool copy(char *out, size_t size, const char *value)
{
	return (size_t)snprintf(out, size, "%s", value) < size;
}

static bool read_deployment(
		const PGresult *result, struct acg_deployment_policy *deployment)
{
	deployment->max_calls = atoi(text(result, 0, 0));
	deployment->max_transcoded = atoi(text(result, 0, 1));
	deployment->peer_calls_per_second = atoi(text(result, 0, 2));
	deployment->subnet_calls_per_second = atoi(text(result, 0, 3));
	deployment->subnet_bits = atoi(text(result, 0, 4));
	deployment->calls_to_oneself = is_true(result, 0, 6);
	return copy(deployment->mobile_peers, sizeof(deployment->mobile_peers),
			text(result, 0, 5));
}

static enum acg_line line_of(const char *word)
{
	if(strcmp(word, "mobile") == 0)
		return ACG_LINE_MOBILE;
	return strcmp(word, "fixed_line") == 0 ? ACG_LINE_FIXED : ACG_LINE_NONE;
}

static int unknown_caller_code(const char *word)
{
	if(strcmp(word, "allowed") == 0)
		return 0;
	return strcmp(word, "refused_404") == 0 ? 404 : 403;
}

static bool read_service(
		const PGresult *result, int i, struct acg_service_policy *service)
{
	service->takes = line_of(text(result, i, 2));
	service->unknown_caller_code = unknown_caller_code(text(result, i, 3));
	service->media_in_clear = is_true(result, i, 4);
	service->hold_inactive = is_true(result, i, 5);
	service->ringing_alone = is_true(result, i, 6);
	service->refer_to_cloud = is_true(result, i, 7);
	return copy(service->name, sizeof(service->name), text(result, i, 0))
		   && copy(service->peers, sizeof(service->peers), text(result, i, 1));
}

static bool read_account(
		const PGresult *result, int i, struct acg_account_policy *account)
{
	account->max_calls = atoi(text(result, i, 1));
	account->max_transcoded = atoi(text(result, i, 2));
	account->calls_per_second = atoi(text(result, i, 3));
	return copy(account->name, sizeof(account->name), text(result, i, 0));
}

static void read_block(const PGresult *result, int i, struct acg_block *block)
{
	block->number = strtoull(text(result, i, 0), NULL, 10);
	block->beginning = is_true(result, i, 1);
	block->parties[ACG_TO_CLOUD] = (uint8_t)atoi(text(result, i, 2));
	block->parties[ACG_TO_OPERATOR] = (uint8_t)atoi(text(result, i, 3));
}

static bool fill(const struct acg_answers *answers, struct acg_policy *policy)
{
	bool ok = read_deployment(answers->result[DEPLOYMENT], &policy->deployment);

	for(size_t i = 0; ok && i < policy->services; i++)
		ok = read_service(
				answers->result[SERVICES], (int)i, &policy->service[i]);
	for(size_t i = 0; ok && i < policy->accounts; i++)
		ok = read_account(
				answers->result[ACCOUNTS], (int)i, &policy->account[i]);
	for(size_t i = 0; ok && i < policy->blocks; i++)
		read_block(answers->result[BLOCKS], (int)i, &policy->blocked[i]);
	return ok;
}

struct acg_policy *acg_policy_make(const struct acg_answers *answers,
		const struct acg_rule_mem *mem, char error[static ACG_ERROR_SIZE])
{
	struct acg_policy *policy;

	if(!complete(answers)) {
		snprintf(error, ACG_ERROR_SIZE,
				"acg.deployment does not have one row, or the answers are of "
				"another version");
		return NULL;
	}
	policy = acg_policy_new((size_t)PQntuples(answers->result[SERVICES]),
			(size_t)PQntuples(answers->result[ACCOUNTS]),
			(size_t)PQntuples(answers->result[BLOCKS]), mem->alloc);
	if(!policy) {
		snprintf(error, ACG_ERROR_SIZE, "not enough memory");
		return NULL;
	}
	if(!fill(answers, policy)) {
		mem->release(policy);
		snprintf(error, ACG_ERROR_SIZE,
				"acg.service, acg.account or acg.deployment: a value is too "
				"long");
		return NULL;
	}
	acg_policy_sort(policy);
	return policy;
}
