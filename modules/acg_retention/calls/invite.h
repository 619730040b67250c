/*
 * invite: what a call record takes from the INVITE itself.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef ACG_INVITE_H
#define ACG_INVITE_H

#include "base/text.h"

#include "core/parser/msg_parser.h"

#include <stdbool.h>

struct acg_invite {
	struct acg_text call_id;
	struct acg_text from_tag;
	struct acg_text caller; /* user part of From */
	struct acg_text callee; /* user part of the Request-URI as received */
};

static inline struct acg_text acg_text_of(str s)
{
	return (struct acg_text){s.len > 0 ? s.s : NULL, s.len > 0 ? s.len : 0};
}

/* Is this a request that begins a call: an INVITE without a To tag (RFC 3261
 * section 12.2)? */
bool acg_is_call_attempt(struct sip_msg *msg);

/* The texts point into the message. What it has not, or what cannot be parsed,
 * is not known. */
void acg_invite_read(struct sip_msg *msg, struct acg_invite *invite);

#endif
