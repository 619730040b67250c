/*
 * relay: each offer and answer of a call judged, anchored at rtpengine, and
 * judged again.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "media/relay.h"
#include "base/counters.h"
#include "media/anchor.h"
#include "media/codec.h"
#include "media/dialog.h"
#include "media/end.h"
#include "media/keys.h"
#include "media/node.h"
#include "media/transcoding.h"

#include "core/dprint.h"
#include "core/mem/mem.h"

#include <stdio.h>
#include <string.h>

static enum acg_media_verdict last_verdict;

enum acg_media_verdict acg_media_last_verdict(void)
{
	return last_verdict;
}

int acg_media_relay_bind(const char *flags)
{
	if(acg_media_dialog_bind() == 0 && acg_media_sip_bind() == 0
			&& acg_media_anchor_bind(flags) == 0)
		return 0;
	LM_ERR("acg_media_relay() needs the modules tm, dialog and rtpengine, "
		   "loaded before this one\n");
	return -1;
}

static int refuse(enum acg_media_verdict verdict)
{
	last_verdict = verdict;
	acg_count(ACG_COUNT_MEDIA_REFUSED);
	LM_NOTICE("SDP refused, rule %s: %s\n", acg_media_rule(verdict),
			acg_media_text(verdict));
	return ACG_MEDIA_REFUSED;
}

int acg_media_begin(struct sip_msg *msg, const struct acg_media_call *call)
{
	struct dlg_cell *dialog = acg_media_dialog_of(msg);
	int result = ACG_MEDIA_RELAYED;

	if(!dialog)
		return ACG_MEDIA_NO_DIALOG;
	if(acg_media_save(dialog, call) < 0
			|| acg_media_at_end(dialog, acg_media_end_call) < 0)
		result = ACG_MEDIA_NO_DIALOG;
	acg_media_dialog_release(dialog);
	return result;
}

static enum acg_media_verdict keys_are_free(const struct acg_media_step *r)
{
	for(size_t i = 0; i < r->sections.count; i++) {
		uint64_t digest =
				acg_media_key_digest(r->sdp.s, &r->sections.section[i]);
		if(digest
				&& !acg_media_call_key_is_free(
						&r->call, r->by.is.sender, digest))
			return ACG_MEDIA_KEY_OF_OTHER_LEG;
	}
	return ACG_MEDIA_OK;
}

/* Is it an offer or an answer, and does it keep the profile of its leg? */
static enum acg_media_verdict judge(
		struct acg_media_step *r, enum acg_media_due due)
{
	enum acg_media_verdict verdict;

	if(due == ACG_MEDIA_DUE_NOTHING)
		return ACG_MEDIA_UNEXPECTED;
	verdict = acg_media_judge(r->sdp.s, (size_t)r->sdp.len,
			r->call.profile[r->by.is.sender],
			due == ACG_MEDIA_DUE_OFFER ? ACG_MEDIA_OFFER : ACG_MEDIA_ANSWER,
			&r->sections);
	if(verdict == ACG_MEDIA_OK && due == ACG_MEDIA_DUE_ANSWER)
		verdict = acg_media_call_fits(&r->call, r->by.is.sender, &r->sections);
	return verdict == ACG_MEDIA_OK ? keys_are_free(r) : verdict;
}

/* rtpengine's SDP for the other leg: judged as if it came from outside, given the
 * tags that leg used, and put into the message. */
static int leave(struct acg_media_step *r, enum acg_media_due due, str *made)
{
	enum acg_media_leg to = acg_media_other(r->by.is.sender);
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
	digest = verdict == ACG_MEDIA_OK
					 ? acg_media_first_digest(made->s, &sections)
					 : 0;
	if(digest
			&& (digest == r->call.from_leg[0] || digest == r->call.from_leg[1]))
		verdict = ACG_MEDIA_KEY_OF_OTHER_LEG;
	if(verdict != ACG_MEDIA_OK) {
		acg_media_anchor_broken(r, verdict);
		return -1;
	}
	r->call.to_leg[to] = digest;
	larger = pkg_realloc(r->buffer, acg_media_rewrite_size((size_t)made->len));
	if(!larger)
		return -1;
	r->buffer = larger;
	body.s = r->buffer;
	body.len = (int)acg_media_rewrite(
			made->s, (size_t)made->len, &sections, &writing, r->buffer);
	return acg_media_replace_body(r->msg, &r->sdp, &body);
}

/* Of the answer: as one leg gave it and the other is told. */
static void note_codec(const struct acg_media_step *r, const str *made)
{
	char leg[2][ACG_MEDIA_CODEC_SIZE], both[2 * ACG_MEDIA_CODEC_SIZE];
	enum acg_media_leg sender = r->by.is.sender;
	str text = {both, 0};
	bool same;

	acg_media_codec(r->sdp.s, (size_t)r->sdp.len, leg[sender]);
	acg_media_codec(made->s, (size_t)made->len, leg[acg_media_other(sender)]);
	same = strcmp(leg[0], leg[1]) == 0;
	acg_media_transcoding_agreed(r, same);
	text.len = same ? snprintf(both, sizeof(both), "%s", leg[0])
					: snprintf(both, sizeof(both), "%s/%s", leg[0], leg[1]);
	if(text.len > 0)
		acg_media_note(r->dialog, ACG_MEDIA_CODEC, &text);
}

static int relay_sdp(struct acg_media_step *r)
{
	enum acg_media_due due = acg_media_call_due(&r->call, &r->by.is);
	enum acg_media_verdict verdict = judge(r, due);
	str made;
	int done;

	if(verdict != ACG_MEDIA_OK)
		return refuse(verdict);
	if(due == ACG_MEDIA_DUE_OFFER)
		acg_media_transcoding_offer(r);
	r->buffer = pkg_malloc(acg_media_rewrite_size((size_t)r->sdp.len));
	if(!r->buffer)
		return ACG_MEDIA_NO_RELAY;
	if(r->call.profile[r->by.is.sender] == ACG_MEDIA_SECURE)
		r->call.from_leg[r->by.is.sender] =
				acg_media_first_digest(r->sdp.s, &r->sections);
	if(due == ACG_MEDIA_DUE_OFFER)
		acg_media_call_offered(&r->call, &r->by.is, &r->sections);
	done = due == ACG_MEDIA_DUE_OFFER ? acg_media_anchor_offer(r, &made)
									  : acg_media_anchor_answer(r, &made);
	if(done == 0)
		done = leave(r, due, &made);
	if(due == ACG_MEDIA_DUE_ANSWER) {
		r->call.pending = false;
		if(done == 0)
			note_codec(r, &made);
	}
	pkg_free(r->buffer);
	if(done < 0 || acg_media_save(r->dialog, &r->call) < 0)
		return ACG_MEDIA_NO_RELAY;
	return ACG_MEDIA_RELAYED;
}

/* No SDP: an INVITE without asks for an offer. */
static int relay_nothing(struct acg_media_step *r)
{
	if(r->by.is.method != ACG_MEDIA_INVITE || r->by.is.is_reply)
		return ACG_MEDIA_RELAYED;
	acg_media_call_asked(&r->call, &r->by.is);
	return acg_media_save(r->dialog, &r->call) < 0 ? ACG_MEDIA_NO_DIALOG
												   : ACG_MEDIA_RELAYED;
}

/* A new call may go on: its offer is a good one, may be transcoded where it has to be,
 * and there is a node for it. */
static int admit(struct acg_media_step *r)
{
	enum acg_media_verdict verdict =
			r->sdp.len > 0 ? judge(r, ACG_MEDIA_DUE_OFFER) : ACG_MEDIA_OK;
	enum acg_admission admission = ACG_ADMITTED;

	if(verdict != ACG_MEDIA_OK)
		return refuse(verdict);
	if(r->sdp.len > 0)
		admission = acg_media_transcoding_judge(r);
	if(admission != ACG_ADMITTED) {
		acg_admission_note(r->msg, admission);
		return ACG_MEDIA_NO_PLACE;
	}
	return acg_media_node_choose(0, 0) ? ACG_MEDIA_RELAYED : ACG_MEDIA_NO_RELAY;
}

static int relay(struct acg_media_step *r)
{
	bool is_new = r->by.is.method == ACG_MEDIA_INVITE && !r->by.is.is_reply
				  && r->by.to.len == 0;

	if(acg_media_call_has_left(&r->call, &r->by.is))
		return ACG_MEDIA_LEFT;
	if(is_new)
		return admit(r);
	return r->sdp.len > 0 ? relay_sdp(r) : relay_nothing(r);
}

static int offer(struct acg_media_step *r)
{
	if(r->call.node) {
		acg_media_leave_place(r->dialog, &r->call);
		if(acg_media_save(r->dialog, &r->call) < 0)
			return ACG_MEDIA_NO_DIALOG;
	}
	return r->sdp.len > 0 ? relay_sdp(r) : relay_nothing(r);
}

/* Read what there is to know, and do it. */
static int with_call_of(
		struct sip_msg *msg, int (*then)(struct acg_media_step *))
{
	struct acg_media_step r = {.msg = msg, .dialog = acg_media_dialog_of(msg)};
	int result;

	last_verdict = ACG_MEDIA_OK;
	if(!r.dialog)
		return ACG_MEDIA_NO_DIALOG;
	r.sdp = acg_media_body(msg);
	if(!acg_media_load(r.dialog, &r.call)) {
		LM_ERR("no media profile: call acg_media_begin() for the INVITE\n");
		result = ACG_MEDIA_NO_DIALOG;
	} else if(!acg_media_read_envelope(
					  msg, &r.dialog->tag[DLG_CALLER_LEG], &r.by)) {
		result = refuse(ACG_MEDIA_MALFORMED);
	} else if(r.sdp.len > 0 && !acg_media_find_sdp(msg, &r.sdp)) {
		result = refuse(ACG_MEDIA_OTHER_BODY);
	} else {
		result = then(&r);
	}
	acg_media_dialog_release(r.dialog);
	return result;
}

int acg_media_relay(struct sip_msg *msg)
{
	return with_call_of(msg, relay);
}

int acg_media_offer(struct sip_msg *msg)
{
	return with_call_of(msg, offer);
}
