/*
 * media_relay: each offer and answer of a call judged, anchored at rtpengine, and
 * judged again.
 *
 * Keys. rtpengine copies the master key of a leg that offers into what it offers
 * to the other leg, and passes SRTP through unverified where both legs have one
 * key. So between two secure legs it is never shown a leg's key in an offer, only
 * in answers, which it does not copy once it has a key of its own for the other
 * leg (measured on 10.5.3.5; the probe proves it of the node at hand):
 *
 *   first offer of A     offer A with a random key, which B is given
 *   its answer of B      answer B without a key: rtpengine makes one for A;
 *                        answer B, which A is given; answer A, from its offer
 *   later offer of A     offer A without a key: B is given the key it has;
 *                        answer A, so that A's packets are understood at once
 *   its answer of B      answer B
 *
 * Every packet is then decrypted, authenticated and encrypted anew, the four keys
 * differ, and an unchanged offer changes no key (the packet index goes on). All
 * a=crypto lines have the tag 1 at rtpengine; the peer is given its own tag.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef _GNU_SOURCE
#define _GNU_SOURCE /* memmem */
#endif
#include "media_relay.h"
#include "counters.h"
#include "media_node.h"
#include "media_rtpengine.h"

#include "core/crypto/shautils.h"
#include "core/data_lump.h"
#include "core/dprint.h"
#include "core/mem/mem.h"
#include "core/parser/parse_content.h"
#include "core/parser/parse_cseq.h"
#include "core/parser/parse_from.h"
#include "core/parser/parse_to.h"
#include "modules/dialog/dlg_hash.h"
#include "modules/dialog/dlg_load.h"
#include "modules/tm/tm_load.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>

#define FLAGS_SIZE 2048
#define SHA256_HEX_SIZE 65

static struct dlg_binds dialogs;
static struct tm_binds transactions;
static const char *base_flags = ACG_MEDIA_FLAGS;
static enum acg_media_verdict last_verdict;
static str variable_name = str_init("acg_media");

/* One message on its way. */
struct relay {
	struct sip_msg *msg;
	struct dlg_cell *dialog;
	struct acg_media_call call;
	struct acg_media_message is;
	str from, to; /* tags of who sends this SDP and who gets it */
	str sdp;
	struct acg_media_sections sections;
	char *buffer; /* for a rewritten SDP, pkg */
};

enum acg_media_verdict acg_media_last_verdict(void)
{
	return last_verdict;
}

int acg_media_relay_bind(const char *flags)
{
	if(flags && *flags)
		base_flags = flags;
	if(load_dlg_api(&dialogs) < 0 || load_tm_api(&transactions) < 0
			|| acg_rtpengine_bind() < 0) {
		LM_ERR("acg_media_relay() needs the modules tm, dialog and rtpengine, "
			   "loaded before this one\n");
		return -1;
	}
	return 0;
}

static int refuse(enum acg_media_verdict verdict)
{
	last_verdict = verdict;
	acg_count(ACG_COUNT_MEDIA_REFUSED);
	LM_NOTICE("SDP refused, rule %s: %s\n", acg_media_rule(verdict),
			acg_media_text(verdict));
	return ACG_MEDIA_REFUSED;
}

/* ---- the call's state --------------------------------------------------- */

static int save(struct dlg_cell *dialog, const struct acg_media_call *call)
{
	char text[ACG_MEDIA_CALL_TEXT_SIZE];
	str value = {text, acg_media_call_write(call, text)};

	if(dialogs.set_dlg_var(dialog, &variable_name, &value) != 0) {
		LM_ERR("no memory for a dialog variable (raise -m)\n");
		return -1;
	}
	return 0;
}

static bool load(struct dlg_cell *dialog, struct acg_media_call *call)
{
	char text[ACG_MEDIA_CALL_TEXT_SIZE];
	str value;

	if(dialogs.get_dlg_varval(dialog, &variable_name, &value) < 0 || !value.s
			|| value.len >= ACG_MEDIA_CALL_TEXT_SIZE)
		return false;
	memcpy(text, value.s, (size_t)value.len);
	text[value.len] = '\0';
	return acg_media_call_read(text, call);
}

int acg_media_begin(struct sip_msg *msg, const struct acg_media_call *call)
{
	struct dlg_cell *dialog = dialogs.get_dlg(msg);
	int result;

	if(!dialog) {
		LM_ERR("no dialog: call dlg_manage() first\n");
		return ACG_MEDIA_NO_DIALOG;
	}
	result = save(dialog, call) < 0 ? ACG_MEDIA_NO_DIALOG : ACG_MEDIA_RELAYED;
	dialogs.release_dlg(dialog);
	return result;
}

/* ---- the message --------------------------------------------------------- */

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

/* Who sends it: the side whose tag it has, or in a reply the other one. */
static bool read_sides(struct relay *r)
{
	const str *from_tag, *to_tag;
	bool caller_asked;

	if(parse_headers(r->msg, HDR_EOH_F, 0) < 0 || parse_from_header(r->msg) < 0
			|| parse_to_header(r->msg) < 0 || !r->msg->cseq
			|| !get_cseq(r->msg))
		return false;
	from_tag = &get_from(r->msg)->tag_value;
	to_tag = &get_to(r->msg)->tag_value;
	caller_asked = same(from_tag, &r->dialog->tag[DLG_CALLER_LEG]);
	r->is.is_reply = r->msg->first_line.type == SIP_REPLY;
	r->is.method = method_of(get_cseq(r->msg)->method_id);
	r->is.cseq = (uint32_t)strtoul(get_cseq(r->msg)->number.s, NULL, 10);
	r->is.sender = caller_asked != r->is.is_reply ? ACG_MEDIA_CALLER
												  : ACG_MEDIA_CALLEE;
	r->from = r->is.is_reply ? *to_tag : *from_tag;
	r->to = r->is.is_reply ? *from_tag : *to_tag;
	return from_tag->len > 0;
}

/* SDP alone: a multipart body could hide a second one from the judge. */
static bool has_sdp_only(struct sip_msg *msg)
{
	if(!msg->content_type
			&& (parse_headers(msg, HDR_CONTENTTYPE_F, 0) < 0
					|| !msg->content_type))
		return false;
	return parse_content_type_hdr(msg)
		   == ((TYPE_APPLICATION << 16) | SUBTYPE_SDP);
}

static enum acg_media_verdict keys_are_free(const struct relay *r);

/* Is it an offer or an answer, and does it keep the profile of its leg? */
static enum acg_media_verdict judge(struct relay *r, enum acg_media_due due)
{
	enum acg_media_verdict verdict;

	if(due == ACG_MEDIA_DUE_NOTHING)
		return ACG_MEDIA_UNEXPECTED;
	verdict = acg_media_judge(r->sdp.s, (size_t)r->sdp.len,
			r->call.profile[r->is.sender],
			due == ACG_MEDIA_DUE_OFFER ? ACG_MEDIA_OFFER : ACG_MEDIA_ANSWER,
			&r->sections);
	if(verdict == ACG_MEDIA_OK && due == ACG_MEDIA_DUE_ANSWER)
		verdict = acg_media_call_fits(&r->call, r->is.sender, &r->sections);
	return verdict == ACG_MEDIA_OK ? keys_are_free(r) : verdict;
}

/* ---- keys ---------------------------------------------------------------- */

/* Of the 40 characters after "inline:". */
static uint64_t key_digest(const char *sdp, const struct acg_media_section *s)
{
	char hex[SHA256_HEX_SIZE];

	if(!s->in_use || s->key_params_len < 7 + ACG_MEDIA_KEY_CHARS)
		return 0;
	compute_sha256(
			hex, (u_int8_t *)(sdp + s->key_params + 7), ACG_MEDIA_KEY_CHARS);
	hex[16] = '\0';
	return strtoull(hex, NULL, 16);
}

/* The digest of the first key, which stands for its leg. */
static uint64_t first_digest(
		const char *sdp, const struct acg_media_sections *sections)
{
	for(size_t i = 0; i < sections->count; i++) {
		uint64_t digest = key_digest(sdp, &sections->section[i]);
		if(digest)
			return digest;
	}
	return 0;
}

static enum acg_media_verdict keys_are_free(const struct relay *r)
{
	for(size_t i = 0; i < r->sections.count; i++) {
		uint64_t digest = key_digest(r->sdp.s, &r->sections.section[i]);
		if(digest
				&& !acg_media_call_key_is_free(&r->call, r->is.sender, digest))
			return ACG_MEDIA_KEY_OF_OTHER_LEG;
	}
	return ACG_MEDIA_OK;
}

static bool random_key(char key[ACG_MEDIA_KEY_CHARS])
{
	static const char alphabet[] =
			"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
	unsigned char bytes[ACG_MEDIA_KEY_CHARS];

	if(getrandom(bytes, sizeof(bytes), 0) != (ssize_t)sizeof(bytes))
		return false;
	for(int i = 0; i < ACG_MEDIA_KEY_CHARS; i++)
		key[i] = alphabet[bytes[i] & 63];
	return true;
}

static uint32_t tag_digest(const str *tag)
{
	char hex[SHA256_HEX_SIZE];
	uint32_t digest;

	compute_sha256(hex, (u_int8_t *)tag->s, tag->len);
	hex[8] = '\0';
	digest = (uint32_t)strtoul(hex, NULL, 16);
	return digest ? digest : 1;
}

/* ---- rtpengine ----------------------------------------------------------- */

static void take_out(
		unsigned node, enum acg_media_node_state state, const char *why)
{
	if(acg_media_node_set(node, state, why))
		acg_count(ACG_COUNT_MEDIA_NODES_OUT);
}

static int use(struct sip_msg *msg, unsigned node)
{
	return node <= acg_media_node_count()
				   ? acg_rtpengine_use(msg, acg_media_node_rtpengine_set(node))
				   : -1;
}

static bool both_secure(const struct relay *r)
{
	return r->call.profile[0] == ACG_MEDIA_SECURE
		   && r->call.profile[1] == ACG_MEDIA_SECURE;
}

/* The To-tag of the pair of legs; the caller's tag is the same in all. */
static uint32_t pair_of(const struct relay *r)
{
	return tag_digest(r->is.sender == ACG_MEDIA_CALLEE ? &r->from : &r->to);
}

/* What rtpengine is told besides the SDP. On a plain leg nothing tells a stranger's
 * packets from the peer's but the address, so that has to be the one in the SDP. */
static const char *flags(const struct relay *r, const str *offerer,
		const str *answerer, bool offer)
{
	static char text[FLAGS_SIZE];
	enum acg_media_leg to = acg_media_other(r->is.sender);
	const char *transport =
			r->call.profile[to] == ACG_MEDIA_SECURE ? " RTP/SAVP" : " RTP/AVP";
	bool first = r->is.method == ACG_MEDIA_INVITE
				 && !(r->is.is_reply ? r->call.late : answerer->len > 0);
	int n = snprintf(text, sizeof(text), "%s%s%s%s from-tag=%.*s", base_flags,
			offer ? transport : "",
			r->call.profile[r->is.sender] == ACG_MEDIA_PLAIN
					? " strict-source endpoint-learning-off"
					: "",
			first ? " via-branch=auto" : "", offerer->len, offerer->s);

	if(answerer->len > 0 && n > 0 && n < (int)sizeof(text))
		n += snprintf(text + n, sizeof(text) - (size_t)n, " to-tag=%.*s",
				answerer->len, answerer->s);
	return n > 0 && n < (int)sizeof(text) ? text : NULL;
}

static str rewritten(struct relay *r, const str *sdp,
		const struct acg_media_sections *sections,
		const struct acg_media_writing *writing)
{
	str out = {r->buffer, 0};

	out.len = (int)acg_media_rewrite(
			sdp->s, (size_t)sdp->len, sections, writing, r->buffer);
	return out;
}

static int send_offer(struct relay *r, int key, str *out)
{
	struct acg_media_writing writing = {.key = key};
	const char *text = flags(r, &r->from, &r->to, true);
	str sdp;

	if(!text || (key == ACG_MEDIA_GIVEN_KEY && !random_key(writing.given)))
		return -1;
	sdp = rewritten(r, &r->sdp, &r->sections, &writing);
	return acg_rtpengine_offer(r->msg, text, &sdp, out);
}

/* The SDP in hand as an answer of its sender. */
static int send_answer(struct relay *r, int key, str *out)
{
	struct acg_media_writing writing = {.key = key};
	const char *text = flags(r, &r->to, &r->from, false);
	str sdp = rewritten(r, &r->sdp, &r->sections, &writing);

	return text ? acg_rtpengine_answer(r->msg, text, &sdp, out) : -1;
}

static int offer_within(struct relay *r, str *out)
{
	static char kept[65536];
	str ignored;

	if(send_offer(r, ACG_MEDIA_NO_KEY, out) < 0 || out->len > (int)sizeof(kept))
		return -1;
	memcpy(kept, out->s, (size_t)out->len);
	out->s = kept;
	return send_answer(r, ACG_MEDIA_KEEP_KEY, &ignored);
}

static int offer_at(struct relay *r, unsigned node, str *out)
{
	if(use(r->msg, node) < 0)
		return -1;
	if(!both_secure(r))
		return send_offer(r, ACG_MEDIA_KEEP_KEY, out);
	if(r->to.len == 0)
		return send_offer(r, ACG_MEDIA_GIVEN_KEY, out);
	return offer_within(r, out);
}

/* A node that was restarted has forgotten the call: it offers the other leg another
 * key than that has, and nothing is anchored there. */
static void notice_loss(struct relay *r, const str *made)
{
	uint64_t had = r->call.to_leg[acg_media_other(r->is.sender)];
	struct acg_media_sections sections;

	if(!had || !both_secure(r)
			|| acg_media_judge(made->s, (size_t)made->len, ACG_MEDIA_SECURE,
					   ACG_MEDIA_OFFER, &sections)
					   != ACG_MEDIA_OK)
		return;
	if(first_digest(made->s, &sections) != had)
		acg_media_call_move(&r->call, r->call.node);
}

/* At the call's node, or another one that is good. */
static int offer(struct relay *r, str *out)
{
	uint32_t hash = tag_digest(&r->msg->callid->body);
	unsigned node = r->call.node;

	if(!node || acg_media_node_state(node) != ACG_MEDIA_NODE_GOOD)
		node = acg_media_node_choose(hash, 0);
	for(unsigned tries = 0; node && tries <= acg_media_node_count(); tries++) {
		if(node != r->call.node)
			acg_media_call_move(&r->call, node);
		if(offer_at(r, node, out) == 0) {
			notice_loss(r, out);
			return 0;
		}
		take_out(node, ACG_MEDIA_NODE_SILENT,
				"it took no offer; is it running, and reachable?");
		node = acg_media_node_choose(hash, node);
	}
	return -1;
}

/* The offer that this reply answers, where it came without a To-tag. */
static bool first_offer(const struct relay *r, str *sdp)
{
	struct cell *t = transactions.t_gett();
	struct sip_msg *request = t && t != T_UNDEFINED ? t->uas.request : NULL;
	char *body;

	if(!r->is.is_reply || r->is.method != ACG_MEDIA_INVITE || r->call.late
			|| !request || !request->to || get_to(request)->tag_value.len)
		return false;
	body = memmem(request->buf, request->len, "\r\n\r\n", 4);
	if(!body)
		return false;
	sdp->s = body + 4;
	sdp->len = (int)(request->buf + request->len - sdp->s);
	return true;
}

/* Tell rtpengine the key that the offerer's own offer has. */
static int answer_offerer(struct relay *r)
{
	struct relay back = *r;
	struct acg_media_writing writing = {.key = ACG_MEDIA_KEEP_KEY};
	const char *text;
	str sdp, ignored;
	int result;

	if(!first_offer(r, &back.sdp))
		return 0;
	if(acg_media_judge(back.sdp.s, (size_t)back.sdp.len, ACG_MEDIA_SECURE,
			   ACG_MEDIA_OFFER, &back.sections)
			!= ACG_MEDIA_OK)
		return -1;
	back.buffer = pkg_malloc(acg_media_rewrite_size((size_t)back.sdp.len));
	if(!back.buffer)
		return -1;
	sdp = rewritten(&back, &back.sdp, &back.sections, &writing);
	text = flags(r, &r->from, &r->to, false);
	result = text ? acg_rtpengine_answer(r->msg, text, &sdp, &ignored) : -1;
	pkg_free(back.buffer);
	return result;
}

static int answer(struct relay *r, str *out)
{
	str ignored;

	if(!r->call.node || use(r->msg, r->call.node) < 0)
		return -1;
	if(!both_secure(r) || acg_media_call_is_anchored(&r->call, pair_of(r)))
		return send_answer(r, ACG_MEDIA_KEEP_KEY, out);
	if(send_answer(r, ACG_MEDIA_NO_KEY, &ignored) < 0 || answer_offerer(r) < 0)
		return -1;
	acg_media_call_anchored(&r->call, pair_of(r));
	return send_answer(r, ACG_MEDIA_KEEP_KEY, out);
}

/* ---- what leaves --------------------------------------------------------- */

static int replace_body(struct sip_msg *msg, const str *old, const str *body)
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

/* rtpengine's SDP for the other leg: judged as if it came from outside, given the
 * tags that leg used, and put into the message. */
static int leave(struct relay *r, enum acg_media_due due, str *made)
{
	enum acg_media_leg to = acg_media_other(r->is.sender);
	bool is_answer = due == ACG_MEDIA_DUE_ANSWER;
	struct acg_media_writing writing = {.key = ACG_MEDIA_KEEP_KEY,
			.tags = is_answer ? r->call.tag : NULL,
			.hold_inactive = r->call.hold_inactive[to]};
	struct acg_media_sections sections;
	enum acg_media_verdict verdict =
			acg_media_judge(made->s, (size_t)made->len, r->call.profile[to],
					is_answer ? ACG_MEDIA_ANSWER : ACG_MEDIA_OFFER, &sections);
	uint64_t digest;
	char *larger;
	str body;

	if(verdict == ACG_MEDIA_OK && sections.count != r->sections.count)
		verdict = ACG_MEDIA_OTHER_SECTIONS;
	digest = verdict == ACG_MEDIA_OK ? first_digest(made->s, &sections) : 0;
	if(digest
			&& (digest == r->call.from_leg[0] || digest == r->call.from_leg[1]))
		verdict = ACG_MEDIA_KEY_OF_OTHER_LEG;
	if(verdict != ACG_MEDIA_OK) {
		LM_ERR("rtpengine %s made an SDP that breaks rule %s: nothing is "
			   "sent\n",
				acg_media_node_address(r->call.node), acg_media_rule(verdict));
		acg_media_node_set(
				r->call.node, ACG_MEDIA_NODE_BAD, acg_media_text(verdict));
		return -1;
	}
	r->call.to_leg[to] = digest;
	larger = pkg_realloc(r->buffer, acg_media_rewrite_size((size_t)made->len));
	if(!larger)
		return -1;
	r->buffer = larger;
	body = rewritten(r, made, &sections, &writing);
	return replace_body(r->msg, &r->sdp, &body);
}

/* ---- all together -------------------------------------------------------- */

static int relay_sdp(struct relay *r)
{
	enum acg_media_due due = acg_media_call_due(&r->call, &r->is);
	enum acg_media_verdict verdict = judge(r, due);
	str made;
	int done;

	if(verdict != ACG_MEDIA_OK)
		return refuse(verdict);
	r->buffer = pkg_malloc(acg_media_rewrite_size((size_t)r->sdp.len));
	if(!r->buffer)
		return ACG_MEDIA_NO_RELAY;
	if(both_secure(r) || r->call.profile[r->is.sender] == ACG_MEDIA_SECURE)
		r->call.from_leg[r->is.sender] = first_digest(r->sdp.s, &r->sections);
	if(due == ACG_MEDIA_DUE_OFFER)
		acg_media_call_offered(&r->call, &r->is, &r->sections);
	done = due == ACG_MEDIA_DUE_OFFER ? offer(r, &made) : answer(r, &made);
	if(done == 0)
		done = leave(r, due, &made);
	if(due == ACG_MEDIA_DUE_ANSWER)
		r->call.pending = false;
	pkg_free(r->buffer);
	if(done < 0 || save(r->dialog, &r->call) < 0)
		return ACG_MEDIA_NO_RELAY;
	return ACG_MEDIA_RELAYED;
}

static int relay_in(struct relay *r)
{
	if(!load(r->dialog, &r->call)) {
		LM_ERR("no media profile: call acg_media_begin() for the INVITE\n");
		return ACG_MEDIA_NO_DIALOG;
	}
	if(!read_sides(r))
		return refuse(ACG_MEDIA_MALFORMED);
	r->sdp.s = get_body(r->msg);
	r->sdp.len = r->sdp.s ? (int)(r->msg->buf + r->msg->len - r->sdp.s) : 0;
	if(r->sdp.len > 0)
		return has_sdp_only(r->msg) ? relay_sdp(r)
									: refuse(ACG_MEDIA_OTHER_BODY);
	if(r->is.method == ACG_MEDIA_INVITE && !r->is.is_reply) {
		acg_media_call_asked(&r->call, r->is.cseq);
		if(save(r->dialog, &r->call) < 0)
			return ACG_MEDIA_NO_DIALOG;
	}
	return ACG_MEDIA_RELAYED;
}

int acg_media_relay(struct sip_msg *msg)
{
	struct relay r = {.msg = msg, .dialog = dialogs.get_dlg(msg)};
	int result;

	last_verdict = ACG_MEDIA_OK;
	if(!r.dialog) {
		LM_ERR("no dialog: call dlg_manage() or is_known_dlg() first\n");
		return ACG_MEDIA_NO_DIALOG;
	}
	result = relay_in(&r);
	dialogs.release_dlg(r.dialog);
	return result;
}

int acg_media_end(struct sip_msg *msg)
{
	struct dlg_cell *dialog = dialogs.get_dlg(msg);
	struct acg_media_call call;
	bool known;

	if(!dialog)
		return ACG_MEDIA_NO_DIALOG;
	known = load(dialog, &call);
	dialogs.release_dlg(dialog);
	if(!known || !call.node)
		return ACG_MEDIA_RELAYED;
	if(use(msg, call.node) < 0 || acg_rtpengine_delete(msg) < 0)
		return ACG_MEDIA_NO_RELAY;
	return ACG_MEDIA_RELAYED;
}
