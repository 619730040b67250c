/*
 * late_reply: the answer of a place to a call that has left it.
 *
 * No lock is held: what is read of the transaction are single words. Should a place
 * answer in the very moment it is given up, tm passes the answer by, and it is the
 * answer's retransmission that is seen here.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "peers/late_reply.h"
#include "base/counters.h"
#include "base/symbols.h"
#include "peers/own_request.h"

#include "core/dprint.h"
#include "core/forward.h"
#include "core/parser/contact/parse_contact.h"
#include "core/parser/parse_cseq.h"
#include "core/parser/parse_from.h"
#include "core/parser/parse_rr.h"
#include "core/parser/parse_to.h"
#include "core/parser/parse_uri.h"
#include "core/strutils.h"
#include "modules/tm/tm_load.h"

#include <stdbool.h>
#include <string.h>

#define ROUTES_MAX 16

static struct tm_binds transactions;

static struct {
	str *callee_headers;
} dialog;

static const struct acg_symbol symbols[] = {
		{"dlg_lreq_callee_headers", &dialog.callee_headers},
};

int acg_late_reply_bind(void)
{
	if(load_tm_api(&transactions) < 0) {
		LM_ERR("acg_end_late() needs the module tm, loaded before this one\n");
		return -1;
	}
	return acg_symbols_bind(
			"dialog", symbols, sizeof(symbols) / sizeof(symbols[0]));
}

/* The branch of an INVITE that has failed before this answer came; NULL for others. */
static const struct ua_client *late_branch(struct sip_msg *msg)
{
	struct cell *t = transactions.t_gett ? transactions.t_gett() : NULL;
	int branch = t ? transactions.t_gett_branch() : -1;

	if(!t || t == T_UNDEFINED || branch < 0 || !is_invite(t)
			|| msg->REPLY_STATUS < 200 || msg->REPLY_STATUS >= 300 || !msg->cseq
			|| get_cseq(msg)->method_id != METHOD_INVITE)
		return NULL;
	return t->uac[branch].last_received >= 300 ? &t->uac[branch] : NULL;
}

static bool is_own(const rr_t *route)
{
	str text = route->nameaddr.uri;
	struct sip_uri uri;

	return parse_uri(text.s, text.len, &uri) == 0
		   && check_self(&uri.host, uri.port_no ? uri.port_no : SIPS_PORT, 0)
					  == 1;
}

/* The proxies between us and the place, nearest first: what stands above our own
 * Record-Route, turned round. False: they cannot be read, or are too many. */
static bool read_routes(
		struct sip_msg *msg, rr_t kept[static ROUTES_MAX], rr_t **routes)
{
	struct hdr_field *field = msg->record_route;
	int n = 0;

	*routes = NULL;
	for(; field; field = next_sibling_hdr(field)) {
		if(parse_rr(field) < 0)
			return false;
		for(rr_t *route = field->parsed; route; route = route->next) {
			if(is_own(route))
				return true;
			if(n == ROUTES_MAX)
				return false;
			kept[n] = *route;
			kept[n].next = *routes;
			*routes = &kept[n++];
		}
	}
	return true;
}

static bool read_contact(struct sip_msg *msg, str *uri)
{
	contact_t *contact;

	if(!msg->contact || parse_contact(msg->contact) < 0)
		return false;
	contact = ((contact_body_t *)msg->contact->parsed)->contacts;
	if(!contact)
		return false;
	*uri = contact->uri;
	return true;
}

/* The dialog as the one who called sees it: in this reply's own memory. */
static bool read_dialog(
		struct sip_msg *msg, rr_t kept[static ROUTES_MAX], dlg_t *call)
{
	memset(call, 0, sizeof(*call));
	if(parse_headers(msg, HDR_EOH_F, 0) < 0 || parse_from_header(msg) < 0
			|| parse_to_header(msg) < 0 || !msg->callid
			|| !read_contact(msg, &call->rem_target)
			|| !read_routes(msg, kept, &call->route_set)
			|| str2int(&get_cseq(msg)->number, &call->loc_seq.value) < 0)
		return false;
	call->id.call_id = msg->callid->body;
	call->id.loc_tag = get_from(msg)->tag_value;
	call->id.rem_tag = get_to(msg)->tag_value;
	call->loc_uri = get_from(msg)->uri;
	call->rem_uri = get_to(msg)->uri;
	call->loc_seq.is_set = 1;
	call->state = DLG_CONFIRMED;
	return transactions.calculate_hooks(call) >= 0;
}

static bool say(dlg_t *call, char *method)
{
	char text[ACG_OWN_HEADERS_SIZE];
	str name = {method, (int)strlen(method)};
	str headers;
	uac_req_t request;

	if(!acg_own_headers(&headers, text, dialog.callee_headers))
		return false;
	set_uac_req(&request, &name, &headers, NULL, call, 0, NULL, NULL);
	return transactions.t_request_within(&request) >= 0;
}

static void hang_up(struct sip_msg *msg, const struct ua_client *branch)
{
	rr_t kept[ROUTES_MAX];
	dlg_t call;
	bool sent = false;

	if(read_dialog(msg, kept, &call)) {
		call.send_sock = branch->request.dst.send_sock;
		sent = say(&call, "ACK") && say(&call, "BYE");
	}
	if(sent)
		acg_count(ACG_COUNT_LATE_ANSWERS);
	else
		LM_ERR("a place answered a call that had gone on without it, and could "
			   "not be told so: %.*s\n",
				msg->callid ? msg->callid->body.len : 0,
				msg->callid ? msg->callid->body.s : "");
}

int acg_late_reply_end(struct sip_msg *msg)
{
	const struct ua_client *branch = late_branch(msg);

	if(!branch)
		return -1;
	hang_up(msg, branch);
	return 1;
}

int acg_late_reply_w_end(struct sip_msg *msg, char *unused1, char *unused2)
{
	(void)unused1;
	(void)unused2;
	return acg_late_reply_end(msg);
}
