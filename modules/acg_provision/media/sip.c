/*
 * sip: the SIP message around an SDP.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef _GNU_SOURCE
#define _GNU_SOURCE /* memmem */
#endif
#include "media/sip.h"
#include "media/body.h"
#include "media/keys.h"

#include "core/data_lump.h"
#include "core/dprint.h"
#include "core/mem/mem.h"
#include "core/parser/parse_cseq.h"
#include "core/parser/parse_from.h"
#include "core/parser/parse_to.h"
#include "modules/tm/tm_load.h"

#include <stdlib.h>
#include <string.h>

static struct tm_binds transactions;

int acg_media_sip_bind(void)
{
	return load_tm_api(&transactions) < 0 ? -1 : 0;
}

static enum acg_media_method method_of(int id)
{
	switch(id) {
		case METHOD_INVITE:
			return ACG_MEDIA_INVITE;
		case METHOD_UPDATE:
			return ACG_MEDIA_UPDATE;
		case METHOD_PRACK:
			return ACG_MEDIA_PRACK;
		case METHOD_ACK:
			return ACG_MEDIA_ACK;
	}
	return ACG_MEDIA_OTHER_METHOD;
}

static bool same(const str *a, const str *b)
{
	return a->len == b->len && memcmp(a->s, b->s, (size_t)a->len) == 0;
}

/* Of the reply, or the branch of a new call, that is being worked on. */
static unsigned branch_in_hand(void)
{
	const tm_ctx_t *context = transactions.tm_ctx_get();

	return context && context->branch_index > 0
				   ? (unsigned)context->branch_index
				   : 0;
}

/* Who sends it: the side whose tag it has, or in a reply the other one. */
bool acg_media_read_envelope(struct sip_msg *msg, const str *caller_tag,
		struct acg_media_envelope *e)
{
	const str *from_tag, *to_tag, *callee_tag;
	bool caller_asked;

	if(parse_headers(msg, HDR_EOH_F, 0) < 0 || parse_from_header(msg) < 0
			|| parse_to_header(msg) < 0 || !msg->cseq || !get_cseq(msg))
		return false;
	from_tag = &get_from(msg)->tag_value;
	to_tag = &get_to(msg)->tag_value;
	caller_asked = same(from_tag, caller_tag);
	e->is.is_reply = msg->first_line.type == SIP_REPLY;
	e->is.method = method_of(get_cseq(msg)->method_id);
	e->is.cseq = (uint32_t)strtoul(get_cseq(msg)->number.s, NULL, 10);
	e->is.sender = caller_asked != e->is.is_reply ? ACG_MEDIA_CALLER
												  : ACG_MEDIA_CALLEE;
	e->from = e->is.is_reply ? *to_tag : *from_tag;
	e->to = e->is.is_reply ? *from_tag : *to_tag;
	e->is.branch = e->is.is_reply || e->to.len == 0 ? branch_in_hand() : 0;
	callee_tag = e->is.sender == ACG_MEDIA_CALLEE ? &e->from : &e->to;
	e->is.callee_tag =
			callee_tag->len > 0 ? acg_media_tag_digest(callee_tag) : 0;
	return from_tag->len > 0;
}

str acg_media_body(struct sip_msg *msg)
{
	str body = {get_body(msg), 0};

	if(body.s)
		body.len = (int)(msg->buf + msg->len - body.s);
	return body;
}

/* In a body of a message whose headers are parsed. */
static bool find_sdp(const struct sip_msg *msg, str *body)
{
	struct acg_slice type, all = {body->s, (size_t)body->len}, sdp;

	if(!msg->content_type)
		return false;
	type.s = msg->content_type->body.s;
	type.len = (size_t)msg->content_type->body.len;
	if(!acg_media_body_sdp(&type, &all, &sdp))
		return false;
	body->s = (char *)sdp.s;
	body->len = (int)sdp.len;
	return true;
}

bool acg_media_find_sdp(struct sip_msg *msg, str *body)
{
	if(!msg->content_type && parse_headers(msg, HDR_CONTENTTYPE_F, 0) < 0)
		return false;
	return find_sdp(msg, body);
}

int acg_media_replace_body(struct sip_msg *msg, const str *old, const str *body)
{
	struct lump *at = del_lump(msg, (int)(old->s - msg->buf), old->len, 0);
	char *copy = pkg_malloc((size_t)body->len);

	if(!at || !copy) {
		LM_ERR("no memory to replace a body (raise -M)\n");
		if(copy)
			pkg_free(copy);
		return -1;
	}
	memcpy(copy, body->s, (size_t)body->len);
	if(insert_new_lump_after(at, copy, body->len, 0))
		return 0;
	pkg_free(copy);
	return -1;
}

bool acg_media_first_offer(struct sip_msg *reply, str *sdp)
{
	struct cell *t = transactions.t_gett();
	struct sip_msg *request = t && t != T_UNDEFINED ? t->uas.request : NULL;
	char *body;

	if(reply->first_line.type != SIP_REPLY || !request || !request->to
			|| get_to(request)->tag_value.len)
		return false;
	body = memmem(request->buf, request->len, "\r\n\r\n", 4);
	if(!body)
		return false;
	sdp->s = body + 4;
	sdp->len = (int)(request->buf + request->len - sdp->s);
	return find_sdp(request, sdp);
}
