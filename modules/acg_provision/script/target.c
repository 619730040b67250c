/*
 * target: the routing script's functions for choosing where a call goes.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "script/target.h"
#include "base/counters.h"
#include "base/direction.h"
#include "calls/match.h"
#include "peers/ds_module.h"
#include "peers/target.h"

#include "core/dprint.h"
#include "core/mod_fix.h"
#include "core/parser/parse_uri.h"

#include <stdio.h>
#include <string.h>

static char rules[ACG_TARGET_RULES_SIZE]; /* of this process */
static int retry_after_max = 300;

void acg_target_script_set_retry_after_max(int seconds)
{
	retry_after_max = seconds;
}

const char *acg_target_script_rules(void)
{
	return rules;
}

const char *acg_target_script_side(struct sip_msg *msg)
{
	static char listener[ACG_ROUTE_LISTENER_SIZE];
	const str *hop = GET_NEXT_HOP(msg);
	struct sip_uri uri;

	if(parse_uri(hop->s, hop->len, &uri) < 0
			|| !acg_target_listener(uri.host.s, (size_t)uri.host.len,
					uri.port_no ? uri.port_no : SIPS_PORT, listener))
		return "";
	return listener;
}

static int route(struct sip_msg *msg, enum acg_direction direction)
{
	const struct acg_match *match = acg_match_of(msg);
	struct acg_route_call call = {
			.listener = direction == ACG_TO_CLOUD ? "cloud" : "operator",
			.service = match ? match->service.service : "",
			.account = match ? match->service.account : "",
			.emergency = match && match->emergency,
	};

	if(acg_target_choose(&call, rules) > 0)
		return 1;
	LM_NOTICE("no route: no destination of %s serves service \"%s\", account "
			  "\"%s\" now (acg.destination, acg.route; RPC acg.peers)\n",
			call.listener, call.service, call.account);
	return -1;
}

int acg_target_script_route(struct sip_msg *msg, char *direction, char *unused)
{
	(void)unused;
	return route(msg, (enum acg_direction)(long)direction);
}

int acg_target_script_ki_route(struct sip_msg *msg, str *direction)
{
	enum acg_direction to;

	if(acg_direction_parse(direction->s, &to))
		return route(msg, to);
	LM_ERR("acg_provision.route: unknown direction \"%.*s\"\n", direction->len,
			direction->s);
	return -1;
}

/* "120 (busy);duration=60": the seconds, 0 for what is no such value. */
static unsigned retry_after(const str *value)
{
	unsigned seconds = 0;

	for(int i = 0; i < value->len && value->s[i] >= '0' && value->s[i] <= '9';
			i++) {
		seconds = seconds * 10 + (unsigned)(value->s[i] - '0');
		if(seconds > (unsigned)retry_after_max)
			return (unsigned)retry_after_max;
	}
	return seconds;
}

static bool is(const str *text, const char *word)
{
	return (size_t)text->len == strlen(word)
		   && memcmp(text->s, word, strlen(word)) == 0;
}

int acg_target_script_ki_tried(struct sip_msg *msg, int set, str *outcome)
{
	char reason[ACG_TARGET_REASON_SIZE];
	unsigned seconds = retry_after(outcome);

	(void)msg;
	if(is(outcome, "sent")) {
		acg_target_called(set);
		return 1;
	}
	if(seconds > 0) {
		snprintf(reason, sizeof(reason), "503, Retry-After: %u", seconds);
		acg_target_pause(set, seconds, reason);
		acg_count(ACG_COUNT_PEERS_PAUSED);
	}
	acg_target_failed(set, is(outcome, "silent") ? "a call was not answered"
						   : is(outcome, "unreachable")
								   ? "a call could not be sent"
								   : NULL);
	return 1;
}

int acg_target_script_tried(struct sip_msg *msg, char *set, char *outcome)
{
	str text;
	int number;

	if(fixup_get_ivalue(msg, (gparam_t *)set, &number) < 0
			|| fixup_get_svalue(msg, (gparam_t *)outcome, &text) < 0) {
		LM_ERR("acg_route_tried(): cannot evaluate its parameters\n");
		return -1;
	}
	return acg_target_script_ki_tried(msg, number, &text);
}

int acg_target_script_ki_waits(struct sip_msg *msg, int set)
{
	(void)msg;
	return acg_target_is_paused(set) ? 1 : -1;
}

int acg_target_script_waits(struct sip_msg *msg, char *set, char *unused)
{
	int number;

	(void)unused;
	if(fixup_get_ivalue(msg, (gparam_t *)set, &number) < 0)
		return -1;
	return acg_target_script_ki_waits(msg, number);
}

int acg_target_script_ki_event(struct sip_msg *msg, str *state)
{
	char reason[ACG_TARGET_REASON_SIZE];
	const str *uri = GET_RURI(msg);
	int code;

	if(!acg_ds_is_bound() || !acg_ds_probed(&code, reason, sizeof(reason)))
		return -1;
	return acg_target_note(uri->s, (size_t)uri->len, is(state, "up"),
				   is(state, "down") && code == 408, reason)
				   ? 1
				   : -1;
}

int acg_target_script_event(struct sip_msg *msg, char *state, char *unused)
{
	str text = {state, (int)strlen(state)};

	(void)unused;
	return acg_target_script_ki_event(msg, &text);
}
