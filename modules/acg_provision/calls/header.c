/*
 * header: the edits of header rules on a SIP message.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "calls/header.h"
#include "calls/identity.h"
#include "rules/signalling_store.h"
#include "sip/contact.h"
#include "sip/customer_name.h"
#include "sip/uri_host.h"

#include "core/data_lump.h"
#include "core/dprint.h"
#include "core/mem/mem.h"
#include "core/parser/parse_cseq.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

static str server_name = str_init("");

void acg_header_set_server_name(const char *name)
{
	server_name.s = (char *)name;
	server_name.len = (int)strlen(name);
}

/* Identities that go, beside what the rules say. */
struct hidden {
	bool asserted;	/* P-Asserted-Identity */
	bool preferred; /* P-Preferred-Identity, Remote-Party-ID */
};

/* RFC 3325 section 5: what an untrusted peer asserts is no assertion. Section 7:
 * an untrusted peer does not get identities their owner keeps private. */
static struct hidden hidden_identities(struct sip_msg *msg,
		const struct acg_signalling *signalling, enum acg_direction to)
{
	bool secret = !signalling->trusted[to] && acg_identity_is_private(msg);
	bool believed = signalling->trusted[acg_direction_reverse(to)];

	return (struct hidden){
			.asserted = secret || !believed, .preferred = secret};
}

bool acg_header_hides_caller(struct sip_msg *msg, enum acg_direction to)
{
	const struct acg_signalling *signalling = acg_signalling_enter();
	bool hides = hidden_identities(msg, signalling, to).preferred;

	acg_signalling_leave();
	return hides;
}

static bool is_hidden(const struct hdr_field *h, struct hidden hidden)
{
	switch(h->type) {
		case HDR_PAI_T:
			return hidden.asserted;
		case HDR_PPI_T:
		case HDR_RPID_T:
			return hidden.preferred;
		default:
			return false;
	}
}

/* Beside what the rules say, the header that is our own business. */
static bool is_removed(
		const struct hdr_field *h, const struct acg_header_edits *edits)
{
	if(acg_header_name_is(h->name.s, (size_t)h->name.len, ACG_CONTACT_HEADER,
			   sizeof(ACG_CONTACT_HEADER) - 1))
		return true;
	for(int i = 0; i < edits->n; i++) {
		const struct acg_header_edit *edit = &edits->edit[i];

		if(acg_header_edit_removes(edit)
				&& acg_header_name_is(h->name.s, (size_t)h->name.len,
						edit->name, edit->name_len))
			return true;
	}
	return false;
}

static bool is_deleted(const struct sip_msg *msg, int offset)
{
	for(const struct lump *l = msg->add_rm; l; l = l->next) {
		if(l->op == LUMP_DEL && l->u.offset == offset)
			return true;
	}
	return false;
}

static int remove_header(struct sip_msg *msg, const struct hdr_field *h)
{
	int offset = (int)(h->name.s - msg->buf);

	if(is_deleted(msg, offset))
		return 0;
	if(del_lump(msg, offset, h->len, h->type))
		return 1;
	LM_ERR("no memory to remove a header (raise -M)\n");
	return -1;
}

static bool is_added(
		const struct sip_msg *msg, int offset, const char *text, size_t len)
{
	for(const struct lump *l = msg->add_rm; l; l = l->next) {
		if(l->op == LUMP_NOP && l->u.offset == offset && l->before
				&& l->before->op == LUMP_ADD && l->before->len == (int)len
				&& memcmp(l->before->u.value, text, len) == 0)
			return true;
	}
	return false;
}

/* Headers whose hosts are somebody else's business: topoh's, uac's, the body's, or
 * those of credentials; and what names a program, whose version can look like an
 * address. */
static bool keeps_hosts(const struct hdr_field *h)
{
	static const char *const others[] = {"Replaces", "Join", "Target-Dialog",
			"WWW-Authenticate", "Proxy-Authenticate", "Authentication-Info",
			"Content-ID", "MIME-Version", "RAck"};

	switch(h->type) {
		case HDR_VIA_T:
		case HDR_FROM_T:
		case HDR_TO_T:
		case HDR_CONTACT_T:
		case HDR_CALLID_T:
		case HDR_ROUTE_T:
		case HDR_RECORDROUTE_T:
		case HDR_REFER_TO_T:
		case HDR_CONTENTTYPE_T:
		case HDR_CONTENTDISPOSITION_T:
		case HDR_AUTHORIZATION_T:
		case HDR_PROXYAUTH_T:
		case HDR_IDENTITY_T:
		case HDR_USERAGENT_T:
		case HDR_SERVER_T:
			return true;
		case HDR_OTHER_T:
			break;
		default:
			return false;
	}
	for(size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++) {
		if(acg_header_name_is(h->name.s, (size_t)h->name.len, others[i],
				   strlen(others[i])))
			return true;
	}
	return false;
}

static int put_server_name(struct sip_msg *msg, int offset, int len)
{
	struct lump *removed;
	char *copy;

	if(is_deleted(msg, offset))
		return 0;
	copy = pkg_malloc((size_t)server_name.len);
	removed = copy ? del_lump(msg, offset, len, 0) : NULL;
	if(!removed || !insert_new_lump_after(removed, copy, server_name.len, 0)) {
		LM_ERR("no memory to rewrite a header (raise -M)\n");
		if(copy)
			pkg_free(copy);
		return -1;
	}
	memcpy(copy, server_name.s, (size_t)server_name.len);
	return 0;
}

/* Hosts of the side a message comes from are not the other side's business. */
static int hide_hosts(struct sip_msg *msg, const struct hdr_field *h)
{
	size_t at = 0, host, host_len;

	if(server_name.len == 0 || keeps_hosts(h))
		return 0;
	while(acg_uri_host_next(
			h->body.s, (size_t)h->body.len, &at, &host, &host_len)) {
		if(host_len
				&& put_server_name(msg, (int)(h->body.s + host - msg->buf),
						   (int)host_len)
						   < 0)
			return -1;
	}
	return 0;
}

/* All new headers as one piece, before the empty line. */
static int add_text(struct sip_msg *msg, const char *text, size_t len)
{
	int offset = (int)(msg->unparsed - msg->buf);
	struct lump *anchor;
	char *copy;

	if(is_added(msg, offset, text, len))
		return 0;
	copy = pkg_malloc(len);
	anchor = copy ? anchor_lump(msg, offset, 0, 0) : NULL;
	if(!anchor || !insert_new_lump_before(anchor, copy, (int)len, 0)) {
		LM_ERR("no memory to add a header (raise -M)\n");
		if(copy)
			pkg_free(copy);
		return -1;
	}
	memcpy(copy, text, len);
	return 1;
}

static bool method_of(struct sip_msg *msg, str *method)
{
	if(msg->first_line.type == SIP_REQUEST) {
		*method = REQ_LINE(msg).method;
		return true;
	}
	if(!msg->cseq || !msg->cseq->parsed)
		return false;
	*method = get_cseq(msg)->method;
	return true;
}

static bool make_context(struct sip_msg *msg, enum acg_direction to,
		const struct acg_match *match, struct acg_rule_context *context)
{
	str method;

	if(!method_of(msg, &method))
		return false;
	*context = (struct acg_rule_context){.direction = to,
			.response = msg->first_line.type == SIP_REPLY,
			.method = method.s,
			.method_len = (size_t)method.len,
			.number = match ? match->number : "",
			.account = match ? match->service.account : "",
			.service = match ? match->service.service : "",
			.call = match ? acg_direction_text(match->direction) : "",
			.header_value = match ? match->service.header : ""};
	return true;
}

/* topoh hides one Contact, and a redirection may name several: the first stays. */
static int keep_first_contact(struct sip_msg *msg)
{
	for(const struct hdr_field *h = msg->contact; h; h = h->next) {
		size_t first;
		int offset;

		if(h->type != HDR_CONTACT_T)
			continue;
		if(h != msg->contact) {
			if(remove_header(msg, h) < 0)
				return -1;
			continue;
		}
		first = acg_contact_first_len(h->body.s, (size_t)h->body.len);
		offset = (int)(h->body.s + first - msg->buf);
		if(first < (size_t)h->body.len && !is_deleted(msg, offset)
				&& !del_lump(msg, offset, h->body.len - (int)first, 0)) {
			LM_ERR("no memory to shorten a Contact (raise -M)\n");
			return -1;
		}
	}
	return 0;
}

static int make_edits(struct sip_msg *msg, const struct acg_header_edits *edits,
		struct hidden hidden, struct acg_header_counts *counts)
{
	for(const struct hdr_field *h = msg->headers; h; h = h->next) {
		int removed;

		if(!is_hidden(h, hidden) && !is_removed(h, edits)) {
			if(hide_hosts(msg, h) < 0)
				return -1;
			continue;
		}
		removed = remove_header(msg, h);
		if(removed < 0)
			return -1;
		counts->removed += removed;
	}
	if(keep_first_contact(msg) < 0)
		return -1;
	if(edits->text_len == 0)
		return 0;
	switch(add_text(msg, edits->text, edits->text_len)) {
		case 0:
			return 0;
		case 1:
			break;
		default:
			return -1;
	}
	for(int i = 0; i < edits->n; i++)
		counts->added += edits->edit[i].line_len != 0;
	return 0;
}

/* How a service is to know the gateway in this call: see contact.h. */
static bool put_name(struct acg_header_edits *edits,
		const struct acg_signalling *signalling, enum acg_direction to,
		const struct acg_match *match)
{
	char name[ACG_CUSTOMER_NAME_MAX + 1];
	size_t len, room = sizeof(edits->text) - edits->text_len;
	int written;

	if(to != ACG_TO_CLOUD || !match
			|| !acg_customer_name_write(
					acg_customer_label(signalling, match->service.account,
							match->service.service),
					name, &len))
		return true;
	written = snprintf(edits->text + edits->text_len, room,
			ACG_CONTACT_HEADER ": %s\r\n", name);
	edits->text_len += (size_t)written;
	return (size_t)written < room;
}

int acg_header_apply(struct sip_msg *msg, enum acg_direction to,
		const struct acg_match *match, struct acg_header_counts *counts)
{
	static struct acg_header_edits edits; /* large, and of this process */
	const struct acg_signalling *signalling;
	struct acg_rule_context context;
	int made = -1;

	if(parse_headers(msg, HDR_EOH_F, 0) < 0 || !msg->eoh
			|| !make_context(msg, to, match, &context)) {
		LM_NOTICE("the message's headers cannot be parsed to the end\n");
		return -1;
	}
	signalling = acg_signalling_enter();
	if(acg_rules_select(signalling->rules, &context, &edits)
			&& put_name(&edits, signalling, to, match))
		made = make_edits(
				msg, &edits, hidden_identities(msg, signalling, to), counts);
	acg_signalling_leave();
	return made;
}
