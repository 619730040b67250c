/*
 * relay: each offer and answer of a call judged, anchored at rtpengine, and
 * judged again.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef ACG_MEDIA_RELAY_H
#define ACG_MEDIA_RELAY_H

#include "media/call.h"

#include "core/parser/msg_parser.h"

enum acg_media_relay_result {
	ACG_MEDIA_RELAYED = 1,	  /* or there was nothing to relay */
	ACG_MEDIA_REFUSED = -1,	  /* the SDP broke a rule */
	ACG_MEDIA_NO_RELAY = -2,  /* no node that keeps the policy answers */
	ACG_MEDIA_NO_DIALOG = -3, /* a mistake of the script */
	ACG_MEDIA_LEFT = -4,	/* of a place that the call has left for another */
	ACG_MEDIA_NO_PLACE = -5 /* see acg_media_transcoding_judge() */
};

/* In mod_init. `flags` replaces ACG_MEDIA_FLAGS. -1 when the modules dialog, tm or
 * rtpengine are not loaded, with a log line. */
int acg_media_relay_bind(const char *flags);

/* Begin a call: profile and manner of hold of the caller's and the callee's leg.
 * In the INVITE, after dlg_manage(). 1 or a negative result. */
int acg_media_begin(struct sip_msg *msg, const struct acg_media_call *call);

/* Relay the SDP of this message, if any: INVITE, UPDATE, PRACK, ACK, or a reply.
 * The message leaves with what rtpengine made of it, or the result is negative and
 * it is unchanged. The INVITE of a new call is judged only; one that must be
 * transcoded and may not is an admission's refusal as well: see acg_admission_of(). */
int acg_media_relay(struct sip_msg *msg);

/* Offer a new call, judged by acg_media_relay(), to the place that this branch goes
 * to. What was anchored for the place before is released: the next one gets ports and
 * keys that no other has seen. */
int acg_media_offer(struct sip_msg *msg);

/* Why this process refused last. */
enum acg_media_verdict acg_media_last_verdict(void);

#endif
