/*
 * sip: the SIP message around an SDP.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef ACG_MEDIA_SIP_H
#define ACG_MEDIA_SIP_H

#include "media/call.h"

#include "core/parser/msg_parser.h"

/* What a message is within its call, and between whom. */
struct acg_media_envelope {
	struct acg_media_message is;
	str from, to; /* tags of who sends this SDP and who gets it */
};

/* False for a message whose From, To or CSeq cannot be read. */
bool acg_media_read_envelope(struct sip_msg *msg, const str *caller_tag,
		struct acg_media_envelope *envelope);

/* The body, .len 0 when there is none. */
str acg_media_body(struct sip_msg *msg);

/* Narrow a message's body to the SDP in it: all of it, or the one part beside a
 * location (see media/body.h). False: anything else, which could hide a second SDP. */
bool acg_media_find_sdp(struct sip_msg *msg, str *body);

/* Put `body` in the place of `old`, which lies in the message. 0 or -1. */
int acg_media_replace_body(
		struct sip_msg *msg, const str *old, const str *body);

/* The SDP of the INVITE, without a To-tag, that this reply is to. */
bool acg_media_first_offer(struct sip_msg *reply, str *sdp);

int acg_media_sip_bind(void);

#endif
