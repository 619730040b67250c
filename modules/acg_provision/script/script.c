/*
 * script: the functions of the routing script, native and KEMI.
 *
 * None returns 0, which would end the script. Success is 1, failure negative.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "script/script.h"
#include "base/counters.h"
#include "calls/call.h"
#include "calls/header.h"
#include "calls/match.h"
#include "media/end.h"
#include "media/relay.h"
#include "peers/dialog_ends.h"
#include "peers/hang_up.h"
#include "peers/late_reply.h"
#include "script/admission.h"
#include "script/lookup.h"
#include "script/media.h"
#include "script/rpc_access.h"
#include "script/target.h"
#include "script/tls.h"
#include "sip/header_name.h"
#include "sip/outgoing.h"
#include "sip/size_limits.h"

#include "core/dprint.h"
#include "core/mod_fix.h"

#include <string.h>

enum match_result {
	MATCH_FOUND = 1,
	MATCH_NOT_PROVISIONED = -1,
	MATCH_NOT_A_NUMBER = -2,
	MATCH_DISABLED = -3,
	MATCH_SCREENED = -4,
	MATCH_NOT_KEPT = -5,
	MATCH_UNKNOWN = -6 /* a caller that its service wants to be told so */
};


int acg_script_set_header_name(char *name)
{
	if(!acg_header_name_ok(name)) {
		LM_ERR("custom_header \"%s\": not a header name of at most 32 "
			   "characters, or one that SIP itself needs\n",
				name);
		return -1;
	}
	return 0;
}

static int match_result(const struct acg_match *match)
{
	if(match->emergency) {
		acg_count(ACG_COUNT_EMERGENCY);
		return MATCH_FOUND;
	}
	if(match->number_error) {
		acg_count(ACG_COUNT_NOT_A_NUMBER);
		return MATCH_NOT_A_NUMBER;
	}
	if(match->refusal && match->found != ACG_NOT_PROVISIONED) {
		acg_count(ACG_COUNT_SCREENED);
		return MATCH_SCREENED;
	}
	switch(match->found) {
		case ACG_FOUND:
			acg_count(ACG_COUNT_FOUND);
			return MATCH_FOUND;
		case ACG_NOT_PROVISIONED:
			acg_count(ACG_COUNT_NOT_PROVISIONED);
			return match->unknown_caller_code == 404 ? MATCH_UNKNOWN
													 : MATCH_NOT_PROVISIONED;
		case ACG_NUMBER_DISABLED:
			acg_count(ACG_COUNT_NUMBER_DISABLED);
			break;
		case ACG_ACCOUNT_DISABLED:
			acg_count(ACG_COUNT_ACCOUNT_DISABLED);
			break;
		case ACG_SERVICE_DISABLED:
			acg_count(ACG_COUNT_SERVICE_DISABLED);
			break;
	}
	return MATCH_DISABLED;
}

static int match_in_direction(struct sip_msg *msg, enum acg_direction direction)
{
	const struct acg_match *match = acg_match_message(msg, direction);

	if(acg_call_keep(msg, match) < 0 || acg_dialog_ends_keep(msg) < 0) {
		LM_ERR("no shared memory to keep the match with the dialog (raise "
			   "-m)\n");
		return MATCH_NOT_KEPT;
	}
	return match_result(match);
}

static int apply_headers(struct sip_msg *msg, enum acg_direction to)
{
	struct acg_header_counts counts = {0, 0};

	if(acg_header_apply(msg, to, acg_match_of(msg), &counts) < 0)
		return -1;
	if(counts.removed)
		acg_count_many(ACG_COUNT_HEADERS_REMOVED, counts.removed);
	if(counts.added)
		acg_count_many(ACG_COUNT_HEADERS_ADDED, counts.added);
	return 1;
}

static int check_message(struct sip_msg *msg)
{
	const struct acg_refusal *refusal = acg_limits_judge(msg);

	if(!refusal)
		return 1;
	acg_count(ACG_COUNT_MESSAGES_REFUSED);
	return -1;
}

static int strip_new_params(struct sip_msg *msg)
{
	int removed = acg_dialog_ends_strip(msg);

	if(removed > 0)
		acg_count_many(ACG_COUNT_PARAMS_REMOVED, removed);
	return removed < 0 ? -1 : 1;
}

static int own_request(struct sip_msg *msg)
{
	const struct acg_match *match;
	bool to_callee;

	switch(acg_dialog_ends_own(msg, &to_callee)) {
		case 0:
			break;
		case 1:
			return 1;
		default:
			return -1;
	}
	match = acg_match_of(msg);
	if(!match)
		return 1;
	return apply_headers(
			msg, to_callee ? match->direction
						   : acg_direction_reverse(match->direction));
}

static int answer_unparsed(struct sip_msg *msg)
{
	if(acg_outgoing_answer_unparsed(msg))
		return 1;
	acg_count(ACG_COUNT_MESSAGES_REFUSED);
	return -1;
}

static int hides_caller(struct sip_msg *msg, enum acg_direction to)
{
	return acg_header_hides_caller(msg, to) ? 1 : -1;
}

/* Fixups: a wrong word stops the start, not a call. The parsed value takes the
 * place of the text; nothing is allocated, so nothing is freed. */
static int fixup_direction(void **param, int number)
{
	enum acg_direction direction;

	(void)number;
	if(!acg_direction_parse(*param, &direction)) {
		LM_ERR("\"%s\": expected \"to_cloud\" or \"to_operator\"\n",
				(char *)*param);
		return -1;
	}
	*param = (void *)(long)direction;
	return 0;
}

static int w_match(struct sip_msg *msg, char *direction, char *unused)
{
	(void)unused;
	return match_in_direction(msg, (enum acg_direction)(long)direction);
}

static int w_apply_headers(struct sip_msg *msg, char *direction, char *unused)
{
	(void)unused;
	return apply_headers(msg, (enum acg_direction)(long)direction);
}

static int w_check_message(struct sip_msg *msg, char *unused1, char *unused2)
{
	(void)unused1;
	(void)unused2;
	return check_message(msg);
}

static int w_strip_new_params(struct sip_msg *msg, char *unused1, char *unused2)
{
	(void)unused1;
	(void)unused2;
	return strip_new_params(msg);
}

static int w_own_request(struct sip_msg *msg, char *unused1, char *unused2)
{
	(void)unused1;
	(void)unused2;
	return own_request(msg);
}

static int w_answer_unparsed(struct sip_msg *msg, char *unused1, char *unused2)
{
	(void)unused1;
	(void)unused2;
	return answer_unparsed(msg);
}

static int w_hides_caller(struct sip_msg *msg, char *direction, char *unused)
{
	(void)unused;
	return hides_caller(msg, (enum acg_direction)(long)direction);
}

static int ki_match(struct sip_msg *msg, str *direction)
{
	enum acg_direction parsed;

	if(!acg_direction_parse(direction->s, &parsed)) {
		LM_ERR("acg_provision.match: unknown direction \"%.*s\"\n",
				direction->len, direction->s);
		return MATCH_NOT_A_NUMBER;
	}
	return match_in_direction(msg, parsed);
}

static int ki_apply_headers(struct sip_msg *msg, str *direction)
{
	enum acg_direction to;

	if(acg_direction_parse(direction->s, &to))
		return apply_headers(msg, to);
	LM_ERR("acg_provision.apply_headers: unknown direction \"%.*s\"\n",
			direction->len, direction->s);
	return -1;
}

static int ki_check_message(struct sip_msg *msg)
{
	return check_message(msg);
}

static int ki_hides_caller(struct sip_msg *msg, str *direction)
{
	enum acg_direction to;

	if(acg_direction_parse(direction->s, &to))
		return hides_caller(msg, to);
	LM_ERR("acg_provision.hides_caller: unknown direction \"%.*s\"\n",
			direction->len, direction->s);
	return 1;
}

/* clang-format off */
cmd_export_t acg_script_functions[] = {
	{"acg_match", (cmd_function)w_match, 1, fixup_direction, 0,
		REQUEST_ROUTE},
	{"acg_admit", (cmd_function)acg_admission_w_admit, 0, 0, 0,
		REQUEST_ROUTE},
	{"acg_lookup", (cmd_function)acg_lookup_script_w, 1, fixup_spve_null,
		fixup_free_spve_null, ANY_ROUTE},
	{"acg_apply_headers", (cmd_function)w_apply_headers, 1, fixup_direction, 0,
		REQUEST_ROUTE | ONREPLY_ROUTE | BRANCH_ROUTE},
	{"acg_check_message", (cmd_function)w_check_message, 0, 0, 0,
		REQUEST_ROUTE | ONREPLY_ROUTE},
	{"acg_hides_caller", (cmd_function)w_hides_caller, 1, fixup_direction, 0,
		REQUEST_ROUTE | BRANCH_ROUTE},
	{"acg_strip_new_params", (cmd_function)w_strip_new_params, 0, 0, 0,
		REQUEST_ROUTE},
	{"acg_own_request", (cmd_function)w_own_request, 0, 0, 0,
		LOCAL_ROUTE | EVENT_ROUTE},
	{"acg_answer_unparsed", (cmd_function)w_answer_unparsed, 0, 0, 0,
		REQUEST_ROUTE | EVENT_ROUTE},
	{"acg_media_check", (cmd_function)acg_media_w_check1, 1,
		acg_media_fixup_check, 0,
		REQUEST_ROUTE | ONREPLY_ROUTE | FAILURE_ROUTE},
	{"acg_media_check", (cmd_function)acg_media_w_check2, 2,
		acg_media_fixup_check, 0,
		REQUEST_ROUTE | ONREPLY_ROUTE | FAILURE_ROUTE},
	{"acg_media_begin", (cmd_function)acg_media_w_begin, 2,
		fixup_spve_spve, fixup_free_spve_spve, REQUEST_ROUTE},
	{"acg_media_relay", (cmd_function)acg_media_w_relay, 0, 0, 0,
		REQUEST_ROUTE | ONREPLY_ROUTE},
	{"acg_media_offer", (cmd_function)acg_media_w_offer, 0, 0, 0,
		BRANCH_ROUTE},
	{"acg_media_end", (cmd_function)acg_media_w_end, 0, 0, 0,
		REQUEST_ROUTE | ONREPLY_ROUTE | FAILURE_ROUTE},
	{"acg_hang_up", (cmd_function)acg_w_hang_up, 0, 0, 0,
		REQUEST_ROUTE | ONREPLY_ROUTE},
	{"acg_end_late", (cmd_function)acg_late_reply_w_end, 0, 0, 0,
		ONREPLY_ROUTE},
	{"acg_peer", (cmd_function)acg_tls_script_peer, 1, 0, 0,
		REQUEST_ROUTE | ONREPLY_ROUTE},
	{"acg_rpc_allowed", (cmd_function)acg_rpc_access_allowed, 0, 0, 0,
		REQUEST_ROUTE},
	{"acg_route", (cmd_function)acg_target_script_route, 1, fixup_direction, 0,
		REQUEST_ROUTE},
	{"acg_route_tried", (cmd_function)acg_target_script_tried, 2,
		fixup_igp_spve, fixup_free_igp_spve, REQUEST_ROUTE | FAILURE_ROUTE},
	{"acg_route_waits", (cmd_function)acg_target_script_waits, 1,
		fixup_igp_null, fixup_free_igp_null, REQUEST_ROUTE | FAILURE_ROUTE},
	{"acg_route_event", (cmd_function)acg_target_script_event, 1, 0, 0,
		REQUEST_ROUTE | EVENT_ROUTE},
	{0, 0, 0, 0, 0, 0}
};

sr_kemi_t acg_script_kemi[] = {
	{ str_init("acg_provision"), str_init("match"),
		SR_KEMIP_INT, ki_match,
		{ SR_KEMIP_STR, SR_KEMIP_NONE, SR_KEMIP_NONE,
			SR_KEMIP_NONE, SR_KEMIP_NONE, SR_KEMIP_NONE }
	},
	{ str_init("acg_provision"), str_init("admit"),
		SR_KEMIP_INT, acg_admission_admit,
		{ SR_KEMIP_NONE, SR_KEMIP_NONE, SR_KEMIP_NONE,
			SR_KEMIP_NONE, SR_KEMIP_NONE, SR_KEMIP_NONE }
	},
	{ str_init("acg_provision"), str_init("lookup"),
		SR_KEMIP_INT, acg_lookup_script_ki,
		{ SR_KEMIP_STR, SR_KEMIP_NONE, SR_KEMIP_NONE,
			SR_KEMIP_NONE, SR_KEMIP_NONE, SR_KEMIP_NONE }
	},
	{ str_init("acg_provision"), str_init("apply_headers"),
		SR_KEMIP_INT, ki_apply_headers,
		{ SR_KEMIP_STR, SR_KEMIP_NONE, SR_KEMIP_NONE,
			SR_KEMIP_NONE, SR_KEMIP_NONE, SR_KEMIP_NONE }
	},
	{ str_init("acg_provision"), str_init("check_message"),
		SR_KEMIP_INT, ki_check_message,
		{ SR_KEMIP_NONE, SR_KEMIP_NONE, SR_KEMIP_NONE,
			SR_KEMIP_NONE, SR_KEMIP_NONE, SR_KEMIP_NONE }
	},
	{ str_init("acg_provision"), str_init("hides_caller"),
		SR_KEMIP_INT, ki_hides_caller,
		{ SR_KEMIP_STR, SR_KEMIP_NONE, SR_KEMIP_NONE,
			SR_KEMIP_NONE, SR_KEMIP_NONE, SR_KEMIP_NONE }
	},
	{ str_init("acg_provision"), str_init("strip_new_params"),
		SR_KEMIP_INT, strip_new_params,
		{ SR_KEMIP_NONE, SR_KEMIP_NONE, SR_KEMIP_NONE,
			SR_KEMIP_NONE, SR_KEMIP_NONE, SR_KEMIP_NONE }
	},
	{ str_init("acg_provision"), str_init("own_request"),
		SR_KEMIP_INT, own_request,
		{ SR_KEMIP_NONE, SR_KEMIP_NONE, SR_KEMIP_NONE,
			SR_KEMIP_NONE, SR_KEMIP_NONE, SR_KEMIP_NONE }
	},
	{ str_init("acg_provision"), str_init("answer_unparsed"),
		SR_KEMIP_INT, answer_unparsed,
		{ SR_KEMIP_NONE, SR_KEMIP_NONE, SR_KEMIP_NONE,
			SR_KEMIP_NONE, SR_KEMIP_NONE, SR_KEMIP_NONE }
	},
	{ str_init("acg_provision"), str_init("media_check"),
		SR_KEMIP_INT, acg_media_ki_check,
		{ SR_KEMIP_STR, SR_KEMIP_NONE, SR_KEMIP_NONE,
			SR_KEMIP_NONE, SR_KEMIP_NONE, SR_KEMIP_NONE }
	},
	{ str_init("acg_provision"), str_init("media_begin"),
		SR_KEMIP_INT, acg_media_ki_begin,
		{ SR_KEMIP_STR, SR_KEMIP_STR, SR_KEMIP_NONE,
			SR_KEMIP_NONE, SR_KEMIP_NONE, SR_KEMIP_NONE }
	},
	{ str_init("acg_provision"), str_init("media_relay"),
		SR_KEMIP_INT, acg_media_relay,
		{ SR_KEMIP_NONE, SR_KEMIP_NONE, SR_KEMIP_NONE,
			SR_KEMIP_NONE, SR_KEMIP_NONE, SR_KEMIP_NONE }
	},
	{ str_init("acg_provision"), str_init("media_offer"),
		SR_KEMIP_INT, acg_media_offer,
		{ SR_KEMIP_NONE, SR_KEMIP_NONE, SR_KEMIP_NONE,
			SR_KEMIP_NONE, SR_KEMIP_NONE, SR_KEMIP_NONE }
	},
	{ str_init("acg_provision"), str_init("media_end"),
		SR_KEMIP_INT, acg_media_end,
		{ SR_KEMIP_NONE, SR_KEMIP_NONE, SR_KEMIP_NONE,
			SR_KEMIP_NONE, SR_KEMIP_NONE, SR_KEMIP_NONE }
	},
	{ str_init("acg_provision"), str_init("hang_up"),
		SR_KEMIP_INT, acg_hang_up,
		{ SR_KEMIP_NONE, SR_KEMIP_NONE, SR_KEMIP_NONE,
			SR_KEMIP_NONE, SR_KEMIP_NONE, SR_KEMIP_NONE }
	},
	{ str_init("acg_provision"), str_init("end_late"),
		SR_KEMIP_INT, acg_late_reply_end,
		{ SR_KEMIP_NONE, SR_KEMIP_NONE, SR_KEMIP_NONE,
			SR_KEMIP_NONE, SR_KEMIP_NONE, SR_KEMIP_NONE }
	},
	{ str_init("acg_provision"), str_init("peer"),
		SR_KEMIP_INT, acg_tls_script_ki_peer,
		{ SR_KEMIP_STR, SR_KEMIP_NONE, SR_KEMIP_NONE,
			SR_KEMIP_NONE, SR_KEMIP_NONE, SR_KEMIP_NONE }
	},
	{ str_init("acg_provision"), str_init("rpc_allowed"),
		SR_KEMIP_INT, acg_rpc_access_ki_allowed,
		{ SR_KEMIP_NONE, SR_KEMIP_NONE, SR_KEMIP_NONE,
			SR_KEMIP_NONE, SR_KEMIP_NONE, SR_KEMIP_NONE }
	},
	{ str_init("acg_provision"), str_init("route"),
		SR_KEMIP_INT, acg_target_script_ki_route,
		{ SR_KEMIP_STR, SR_KEMIP_NONE, SR_KEMIP_NONE,
			SR_KEMIP_NONE, SR_KEMIP_NONE, SR_KEMIP_NONE }
	},
	{ str_init("acg_provision"), str_init("route_tried"),
		SR_KEMIP_INT, acg_target_script_ki_tried,
		{ SR_KEMIP_INT, SR_KEMIP_STR, SR_KEMIP_NONE,
			SR_KEMIP_NONE, SR_KEMIP_NONE, SR_KEMIP_NONE }
	},
	{ str_init("acg_provision"), str_init("route_waits"),
		SR_KEMIP_INT, acg_target_script_ki_waits,
		{ SR_KEMIP_INT, SR_KEMIP_NONE, SR_KEMIP_NONE,
			SR_KEMIP_NONE, SR_KEMIP_NONE, SR_KEMIP_NONE }
	},
	{ str_init("acg_provision"), str_init("route_event"),
		SR_KEMIP_INT, acg_target_script_ki_event,
		{ SR_KEMIP_STR, SR_KEMIP_NONE, SR_KEMIP_NONE,
			SR_KEMIP_NONE, SR_KEMIP_NONE, SR_KEMIP_NONE }
	},
	{ {0, 0}, {0, 0}, 0, NULL, { 0, 0, 0, 0, 0, 0 } }
};
/* clang-format on */
