/*
 * call: what a call's offers and answers so far demand of the next. Pure.
 *
 * The state is kept with the dialog as one line of text, so that it goes wherever
 * the dialog goes, and no route can forget it. It holds no key, only digests.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef ACG_MEDIA_CALL_H
#define ACG_MEDIA_CALL_H

#include "media/media.h"

#define ACG_MEDIA_CALL_TEXT_SIZE 512
#define ACG_MEDIA_TAGS_MAX 4

enum acg_media_leg { ACG_MEDIA_CALLER, ACG_MEDIA_CALLEE };

static inline enum acg_media_leg acg_media_other(enum acg_media_leg leg)
{
	return leg == ACG_MEDIA_CALLER ? ACG_MEDIA_CALLEE : ACG_MEDIA_CALLER;
}

struct acg_media_call {
	enum acg_media_profile profile[2]; /* by leg */
	bool hold_inactive[2]; /* by leg: it is told inactive for hold */
	unsigned codecs[2]; /* by leg: offered to it beside what the other offers */
	unsigned node;		/* that anchors it, from 1; 0: none yet */

	/* The last offer, or the INVITE without SDP that asks for one. */
	uint32_t invite; /* CSeq of the last INVITE */
	unsigned branch; /* its branch: which place a new call was sent to last */
	bool late;		 /* that INVITE had no SDP: its reply offers */
	bool pending;	 /* an offer waits for its answer */
	enum acg_media_leg offerer;
	unsigned sections;
	uint32_t in_use;					  /* bit i: section i */
	uint32_t tag[ACG_MEDIA_SECTIONS_MAX]; /* as the offerer numbered them */

	/* Digests of the keys in force, 0: none yet. */
	uint64_t from_leg[2]; /* under which that leg sends */
	uint64_t to_leg[2];	  /* under which it is sent to */

	/* Digests of To-tags: of the legs that have answered, anchored on this node, and
	 * of those at places that the call has left. */
	uint32_t anchored[ACG_MEDIA_TAGS_MAX];
	uint32_t left[ACG_MEDIA_TAGS_MAX];
};

enum acg_media_method {
	ACG_MEDIA_INVITE,
	ACG_MEDIA_UPDATE,
	ACG_MEDIA_PRACK,
	ACG_MEDIA_ACK,
	ACG_MEDIA_OTHER_METHOD
};

/* A SIP message that carries SDP. */
struct acg_media_message {
	bool is_reply;
	enum acg_media_method method;
	uint32_t cseq;
	enum acg_media_leg sender;
	unsigned branch;	 /* of its transaction; within a call there is one, 0 */
	uint32_t callee_tag; /* digest, 0 without */
};

enum acg_media_due {
	ACG_MEDIA_DUE_NOTHING,
	ACG_MEDIA_DUE_OFFER,
	ACG_MEDIA_DUE_ANSWER
};

/* Whether the SDP of that message is an offer or an answer: by the state of the
 * exchange, not by the method (RFC 3261 section 13.2.1, RFC 3262 section 5, RFC
 * 3311, RFC 6337 section 2.2). */
enum acg_media_due acg_media_call_due(
		const struct acg_media_call *call, const struct acg_media_message *m);

/* Does it come from, or go to, a place that a new call has left for another? */
bool acg_media_call_has_left(
		const struct acg_media_call *call, const struct acg_media_message *m);

/* An INVITE without SDP: the reply to it may offer. */
void acg_media_call_asked(
		struct acg_media_call *call, const struct acg_media_message *m);

/* Take an offer into the state. */
void acg_media_call_offered(struct acg_media_call *call,
		const struct acg_media_message *m,
		const struct acg_media_sections *sections);

/* Does an answer fit the offer in force: sections (RFC 3264 section 6) and, since
 * our offers have the tag 1 alone, that tag (RFC 4568 section 5.1.3)? */
enum acg_media_verdict acg_media_call_fits(const struct acg_media_call *call,
		enum acg_media_leg sender, const struct acg_media_sections *answer);

/* May `leg` send under the key with that digest? Not when any other leg does, nor
 * when it is a key that the gateway sends under. */
bool acg_media_call_key_is_free(const struct acg_media_call *call,
		enum acg_media_leg leg, uint64_t digest);

/* The digests of To-tags that are anchored; the oldest is forgotten. */
bool acg_media_call_is_anchored(
		const struct acg_media_call *call, uint32_t tag);
void acg_media_call_anchored(struct acg_media_call *call, uint32_t tag);

/* Another node: nothing is anchored there. */
void acg_media_call_move(struct acg_media_call *call, unsigned node);

/* A new call that leaves a place: of what was said there nothing holds at the next,
 * and nothing that comes from there counts. */
void acg_media_call_leave(struct acg_media_call *call);

/* To text, at most ACG_MEDIA_CALL_TEXT_SIZE with its NUL; returns the length. */
int acg_media_call_write(const struct acg_media_call *call, char *text);

/* From text (NUL-terminated); false when it is not what was written. */
bool acg_media_call_read(const char *text, struct acg_media_call *call);

#endif
