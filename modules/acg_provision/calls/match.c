/*
 * match: which number of a call decides, what it belongs to, and whether the call
 * may go on.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "calls/match.h"
#include "calls/call.h"
#include "calls/identity.h"
#include "calls/screen.h"
#include "follow/provision.h"
#include "rules/policy_store.h"
#include "rules/signalling_store.h"
#include "tls/connection.h"

#include "core/parser/parse_uri.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

/* Of this process: the message last matched, by the core's own identity. */
static struct {
	unsigned int msg_id;
	int msg_pid;
	bool set;
	struct acg_match match;
} current;

static const char *base_domain = "";

void acg_match_set_base_domain(const char *domain)
{
	base_domain = domain;
}

/* Look up a number in the table. A code is no number that could be in it. */
static enum acg_found look_up(
		const struct acg_canonical *number, struct acg_service_match *service)
{
	if(number->kind != ACG_KIND_E164) {
		memset(service, 0, sizeof(*service));
		return ACG_NOT_PROVISIONED;
	}
	return acg_provision_lookup(number->key, service);
}

static void use(struct acg_match *match, const struct acg_identity *identity)
{
	match->number_error = identity->error;
	match->found = ACG_NOT_PROVISIONED;
	if(identity->error)
		return;
	snprintf(match->number, sizeof(match->number), "%s", identity->number.text);
	match->found = look_up(&identity->number, &match->service);
}

void acg_match_peer(struct sip_msg *msg, char name[static ACG_PEER_NAME_SIZE])
{
	struct acg_tls_identity identity;

	name[0] = '\0';
	if(msg->rcv.proto == PROTO_TLS
			&& acg_tls_connection_identity(msg->rcv.proto_reserved1, &identity))
		snprintf(name, ACG_PEER_NAME_SIZE, "%s", identity.peer);
}

static void give_to(
		struct acg_match *match, const struct acg_service_policy *service)
{
	snprintf(match->service.service, sizeof(match->service.service), "%s",
			service->name);
	match->found = ACG_FOUND;
}

/* A mobile call comes by a mobile trunk or says so (ACG: X-MS-FMC). */
static enum acg_line line_of(
		struct sip_msg *msg, const struct acg_policy *policy, const char *peer)
{
	static const str fmc = str_init("X-MS-FMC");
	struct hdr_field *field;

	if(acg_policy_lists(policy->deployment.mobile_peers, peer))
		return ACG_LINE_MOBILE;
	if(parse_headers(msg, HDR_EOH_F, 0) < 0)
		return ACG_LINE_FIXED;
	for(field = msg->headers; field; field = field->next) {
		if(field->name.len == fmc.len
				&& strncasecmp(field->name.s, fmc.s, (size_t)fmc.len) == 0)
			return ACG_LINE_MOBILE;
	}
	return ACG_LINE_FIXED;
}

/* A number that nobody has may belong to a service all the same: to the one that takes
 * such calls, or, calling, to the one that its peer speaks for. */
static void match_unprovisioned(struct sip_msg *msg, struct acg_match *match)
{
	const struct acg_policy *policy = acg_policy_enter();
	const struct acg_service_policy *service;
	char peer[ACG_PEER_NAME_SIZE];

	acg_match_peer(msg, peer);
	if(match->direction == ACG_TO_CLOUD) {
		service = acg_policy_takes(policy, line_of(msg, policy, peer));
		if(service)
			give_to(match, service);
	} else if((service = acg_policy_of_peer(policy, peer))) {
		if(service->unknown_caller_code == 0)
			give_to(match, service);
		match->unknown_caller_code = service->unknown_caller_code;
	}
	acg_policy_leave();
}

static bool is_unprovisioned(const struct acg_match *match)
{
	return !match->number_error && match->found == ACG_NOT_PROVISIONED
		   && match->service.number;
}

static void match_called(struct sip_msg *msg,
		const struct acg_signalling *signalling, struct acg_match *match)
{
	struct acg_identity called;

	acg_identity_read(msg, ACG_URI_CALLED, &signalling->plan[ACG_TO_OPERATOR],
			&called, NULL);
	use(match, &called);
}

/* From decides where its number's service says so; else P-Asserted-Identity where
 * there is a number in one and the cloud is trusted; else From. */
static void match_calling(struct sip_msg *msg,
		const struct acg_signalling *signalling, struct acg_match *match)
{
	const struct acg_number_plan *plan = &signalling->plan[ACG_TO_CLOUD];
	struct acg_identity from, asserted = {.error = ACG_NUMBER_EMPTY};

	acg_identity_read(msg, ACG_URI_FROM, plan, &from, NULL);
	use(match, &from);
	if(!signalling->trusted[ACG_TO_CLOUD]
			|| (match->found != ACG_NOT_PROVISIONED
					&& acg_service_uses_from(
							signalling, match->service.service)))
		return;
	acg_identity_asserted(msg, plan, &asserted);
	if(asserted.error)
		return;
	use(match, &asserted);
	if(match->found != ACG_NOT_PROVISIONED
			&& acg_service_uses_from(signalling, match->service.service))
		match->refusal = "the service of the asserted number takes From alone";
}

static void screen(struct sip_msg *msg, const struct acg_signalling *signalling,
		struct acg_match *match)
{
	const struct acg_customer *customer = NULL;
	enum acg_name_kind kind = ACG_NAME_UNKNOWN;
	enum acg_screen_verdict verdict;
	bool provisioned =
			!match->number_error && match->found != ACG_NOT_PROVISIONED;

	if(parse_sip_msg_uri(msg) >= 0)
		kind = acg_screen_name(signalling, msg->parsed_uri.host.s,
				(size_t)msg->parsed_uri.host.len, base_domain, &customer);
	verdict = acg_screen(signalling, kind, customer,
			provisioned ? match->service.account : NULL);
	if(verdict)
		match->refusal = acg_screen_text(verdict);
	if(verdict || !customer || match->refusal
			|| (provisioned
					&& strcmp(match->service.account, customer->account) == 0))
		return;
	/* Not screened: the customer's call, with a number that is not the
	 * customer's. Nobody else's header goes with it. */
	memset(&match->service, 0, sizeof(match->service));
	snprintf(match->service.account, sizeof(match->service.account), "%s",
			customer->account);
	match->number_error = ACG_NUMBER_OK;
	match->found = ACG_FOUND;
}

static bool is_emergency(
		struct sip_msg *msg, const struct acg_signalling *signalling)
{
	struct acg_identity called;

	acg_identity_read(msg, ACG_URI_CALLED, &signalling->plan[ACG_TO_CLOUD],
			&called, NULL);
	return !called.error && called.number.kind == ACG_KIND_EMERGENCY;
}

const struct acg_match *acg_match_message(
		struct sip_msg *msg, enum acg_direction direction)
{
	const struct acg_signalling *signalling = acg_signalling_enter();
	struct acg_match *match = &current.match;

	memset(match, 0, sizeof(*match));
	match->direction = direction;
	if(direction == ACG_TO_CLOUD) {
		match_called(msg, signalling, match);
		if(is_unprovisioned(match))
			match_unprovisioned(msg, match);
	} else {
		match_calling(msg, signalling, match);
		if(is_unprovisioned(match))
			match_unprovisioned(msg, match);
		screen(msg, signalling, match);
		match->emergency = is_emergency(msg, signalling);
		if(match->refusal) /* an emergency call goes on, without a header */
			match->service.header[0] = '\0';
	}
	acg_signalling_leave();
	current.msg_id = msg->id;
	current.msg_pid = msg->pid;
	current.set = true;
	return match;
}

const struct acg_match *acg_match_of(struct sip_msg *msg)
{
	if(current.set && current.msg_id == msg->id && current.msg_pid == msg->pid)
		return &current.match;
	current.set = acg_call_recall(msg, &current.match);
	current.msg_id = msg->id;
	current.msg_pid = msg->pid;
	return current.set ? &current.match : NULL;
}

const char *acg_match_reason(const struct acg_match *match)
{
	if(match->emergency)
		return "emergency call";
	if(match->refusal)
		return match->refusal;
	return match->number_error ? acg_number_strerror(match->number_error)
							   : acg_found_text(match->found);
}

bool acg_match_wire_user(struct sip_msg *msg, enum acg_direction direction,
		enum acg_identity_uri which, char out[static ACG_WIRE_USER_SIZE])
{
	const struct acg_signalling *signalling = acg_signalling_enter();
	char number[ACG_NUMBER_WIRE_SIZE];
	struct acg_identity identity;
	str params;

	acg_identity_read(msg, which,
			&signalling->plan[acg_direction_reverse(direction)], &identity,
			&params);
	if(!identity.error)
		acg_number_write(
				&identity.number, &signalling->plan[direction], number);
	acg_signalling_leave();
	if(identity.error || params.len + sizeof(number) >= ACG_WIRE_USER_SIZE)
		return false;
	snprintf(out, ACG_WIRE_USER_SIZE, "%s%.*s", number, params.len, params.s);
	return true;
}

bool acg_match_other(struct sip_msg *msg, enum acg_direction direction,
		char out[static ACG_CANONICAL_SIZE])
{
	const struct acg_signalling *signalling = acg_signalling_enter();
	struct acg_identity other;

	acg_identity_read(msg,
			direction == ACG_TO_CLOUD ? ACG_URI_FROM : ACG_URI_CALLED,
			&signalling->plan[acg_direction_reverse(direction)], &other, NULL);
	acg_signalling_leave();
	if(other.error)
		return false;
	memcpy(out, other.number.text, ACG_CANONICAL_SIZE);
	return true;
}

bool acg_match_gateway_name(const struct acg_match *match,
		char out[static ACG_CUSTOMER_NAME_MAX + 1], size_t *len)
{
	const struct acg_signalling *signalling = acg_signalling_enter();
	bool named = acg_customer_name_write(
			acg_customer_label(
					signalling, match->service.account, match->service.service),
			out, len);

	acg_signalling_leave();
	return named;
}
