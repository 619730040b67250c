/*
 * invite: what a call record takes from the INVITE itself.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "calls/invite.h"

#include "core/parser/parse_from.h"
#include "core/parser/parse_to.h"
#include "core/parser/parse_uri.h"
#include "core/trim.h"

bool acg_is_call_attempt(struct sip_msg *msg)
{
	if(msg->first_line.type != SIP_REQUEST
			|| msg->first_line.u.request.method_value != METHOD_INVITE)
		return false;
	if(!msg->to && (parse_headers(msg, HDR_TO_F, 0) < 0 || !msg->to))
		return false;
	return get_to(msg)->tag_value.len == 0;
}

static struct acg_text user_of(str uri)
{
	struct sip_uri parsed;

	if(uri.len <= 0 || parse_uri(uri.s, uri.len, &parsed) < 0)
		return (struct acg_text){0};
	return acg_text_of(parsed.user);
}

void acg_invite_read(struct sip_msg *msg, struct acg_invite *invite)
{
	str call_id;

	*invite = (struct acg_invite){0};
	if(parse_headers(msg, HDR_CALLID_F, 0) == 0 && msg->callid) {
		call_id = msg->callid->body;
		trim(&call_id);
		invite->call_id = acg_text_of(call_id);
	}
	if(parse_from_header(msg) == 0) {
		invite->from_tag = acg_text_of(get_from(msg)->tag_value);
		invite->caller = user_of(get_from(msg)->uri);
	}
	invite->callee = user_of(msg->first_line.u.request.uri);
}
