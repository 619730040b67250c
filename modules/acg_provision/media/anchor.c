/*
 * anchor: a judged SDP handed to rtpengine, and what that makes of it.
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
#include "media/anchor.h"
#include "base/counters.h"
#include "media/codec.h"
#include "media/keys.h"
#include "media/node.h"
#include "media/rtpengine.h"

#include "core/dprint.h"
#include "core/mem/mem.h"

#include <stdio.h>
#include <string.h>

#define FLAGS_SIZE 2048

static const char *base_flags = ACG_MEDIA_FLAGS;

int acg_media_anchor_bind(const char *flags)
{
	if(flags && *flags)
		base_flags = flags;
	return acg_rtpengine_bind();
}

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

static bool both_secure(const struct acg_media_step *r)
{
	return r->call.profile[0] == ACG_MEDIA_SECURE
		   && r->call.profile[1] == ACG_MEDIA_SECURE;
}

/* What rtpengine is told besides the SDP. On a plain leg nothing tells a stranger's
 * packets from the peer's but the address, so that has to be the one in the SDP. */
static const char *flags(const struct acg_media_step *r, const str *offerer,
		const str *answerer, bool offer)
{
	static char text[FLAGS_SIZE];
	char codecs[ACG_MEDIA_CODEC_FLAGS_SIZE];
	enum acg_media_leg to = acg_media_other(r->by.is.sender);
	const char *transport =
			r->call.profile[to] == ACG_MEDIA_SECURE ? " RTP/SAVP" : " RTP/AVP";
	bool first = r->by.is.method == ACG_MEDIA_INVITE
				 && !(r->by.is.is_reply ? r->call.late : answerer->len > 0);
	int n;

	acg_media_codecs_flags(offer ? r->codecs : 0, codecs);
	n = snprintf(text, sizeof(text), "%s%s%s%s%s from-tag=%.*s", base_flags,
			offer ? transport : "", codecs,
			r->call.profile[r->by.is.sender] == ACG_MEDIA_PLAIN
					? " strict-source endpoint-learning-off"
					: "",
			first ? " via-branch=auto" : "", offerer->len, offerer->s);

	if(answerer->len > 0 && n > 0 && n < (int)sizeof(text))
		n += snprintf(text + n, sizeof(text) - (size_t)n, " to-tag=%.*s",
				answerer->len, answerer->s);
	return n > 0 && n < (int)sizeof(text) ? text : NULL;
}

static str rewritten(struct acg_media_step *r, const str *sdp,
		const struct acg_media_sections *sections,
		const struct acg_media_writing *writing)
{
	str out = {r->buffer, 0};

	out.len = (int)acg_media_rewrite(
			sdp->s, (size_t)sdp->len, sections, writing, r->buffer);
	return out;
}

static int send_offer(struct acg_media_step *r, int key, str *out)
{
	struct acg_media_writing writing = {.key = key};
	const char *text = flags(r, &r->by.from, &r->by.to, true);
	str sdp;

	if(!text
			|| (key == ACG_MEDIA_GIVEN_KEY
					&& !acg_media_random_key(writing.given)))
		return -1;
	sdp = rewritten(r, &r->sdp, &r->sections, &writing);
	return acg_rtpengine_offer(r->msg, text, &sdp, out);
}

/* The SDP in hand as an answer of its sender. */
static int send_answer(struct acg_media_step *r, int key, str *out)
{
	struct acg_media_writing writing = {.key = key};
	const char *text = flags(r, &r->by.to, &r->by.from, false);
	str sdp = rewritten(r, &r->sdp, &r->sections, &writing);

	return text ? acg_rtpengine_answer(r->msg, text, &sdp, out) : -1;
}

static int offer_within(struct acg_media_step *r, str *out)
{
	static char kept[65536];
	str ignored;

	if(send_offer(r, ACG_MEDIA_NO_KEY, out) < 0 || out->len > (int)sizeof(kept))
		return -1;
	memcpy(kept, out->s, (size_t)out->len);
	out->s = kept;
	return send_answer(r, ACG_MEDIA_KEEP_KEY, &ignored);
}

static int offer_at(struct acg_media_step *r, unsigned node, str *out)
{
	if(use(r->msg, node) < 0)
		return -1;
	if(!both_secure(r))
		return send_offer(r, ACG_MEDIA_KEEP_KEY, out);
	if(r->by.to.len == 0)
		return send_offer(r, ACG_MEDIA_GIVEN_KEY, out);
	return offer_within(r, out);
}

/* A node that was restarted has forgotten the call: it offers the other leg another
 * key than that has, and nothing is anchored there. */
static void notice_loss(struct acg_media_step *r, const str *made)
{
	uint64_t had = r->call.to_leg[acg_media_other(r->by.is.sender)];
	struct acg_media_sections sections;

	if(!had || !both_secure(r)
			|| acg_media_judge(made->s, (size_t)made->len, ACG_MEDIA_SECURE,
					   ACG_MEDIA_OFFER, &sections)
					   != ACG_MEDIA_OK)
		return;
	if(acg_media_first_digest(made->s, &sections) != had)
		acg_media_call_move(&r->call, r->call.node);
}

int acg_media_anchor_offer(struct acg_media_step *r, str *out)
{
	uint32_t hash = acg_media_tag_digest(&r->msg->callid->body);
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

/* Tell rtpengine the key that the offerer's own offer has. */
static int answer_offerer(struct acg_media_step *r)
{
	struct acg_media_step back = *r;
	struct acg_media_writing writing = {.key = ACG_MEDIA_KEEP_KEY};
	const char *text;
	str sdp, ignored;
	int result;

	if(r->call.late || r->by.is.method != ACG_MEDIA_INVITE
			|| !acg_media_first_offer(r->msg, &back.sdp))
		return 0;
	if(acg_media_judge(back.sdp.s, (size_t)back.sdp.len, ACG_MEDIA_SECURE,
			   ACG_MEDIA_OFFER, &back.sections)
			!= ACG_MEDIA_OK)
		return -1;
	back.buffer = pkg_malloc(acg_media_rewrite_size((size_t)back.sdp.len));
	if(!back.buffer)
		return -1;
	sdp = rewritten(&back, &back.sdp, &back.sections, &writing);
	text = flags(r, &r->by.from, &r->by.to, false);
	result = text ? acg_rtpengine_answer(r->msg, text, &sdp, &ignored) : -1;
	pkg_free(back.buffer);
	return result;
}

int acg_media_anchor_answer(struct acg_media_step *r, str *out)
{
	uint32_t callee_tag = r->by.is.callee_tag;
	str ignored;

	if(!r->call.node || use(r->msg, r->call.node) < 0)
		return -1;
	if(both_secure(r) && !acg_media_call_is_anchored(&r->call, callee_tag)
			&& (send_answer(r, ACG_MEDIA_NO_KEY, &ignored) < 0
					|| answer_offerer(r) < 0))
		return -1;
	acg_media_call_anchored(&r->call, callee_tag);
	return send_answer(r, ACG_MEDIA_KEEP_KEY, out);
}

void acg_media_anchor_broken(
		const struct acg_media_step *r, enum acg_media_verdict verdict)
{
	LM_ERR("rtpengine %s made an SDP that breaks rule %s: nothing is sent\n",
			acg_media_node_address(r->call.node), acg_media_rule(verdict));
	acg_media_node_set(
			r->call.node, ACG_MEDIA_NODE_BAD, acg_media_text(verdict));
}
