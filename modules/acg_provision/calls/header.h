/*
 * header: the edits of header rules on a SIP message.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef ACG_HEADER_H
#define ACG_HEADER_H

#include "calls/match.h"

#include "core/parser/msg_parser.h"

/* The gateway's own name, which stands in place of hosts of SIP URIs and of IPv4
 * addresses in headers that go on, but for those that topoh or uac write, and
 * credentials. Kept by reference; "": hosts stay. */
void acg_header_set_server_name(const char *name);

struct acg_header_counts {
	int removed;
	int added;
};

/* Collect all edits of `msg`, on its way `to`, and make them: rules that fit
 * `match` (NULL: nothing is known of the call), and identities that the peer must
 * not see. They are lumps, applied by the core when it sends; made twice for one
 * message, or again for a branch, they are there once.
 *
 * 0, or -1: the headers cannot be parsed to the end or memory is short. Then the
 * message must not be forwarded. */
int acg_header_apply(struct sip_msg *msg, enum acg_direction to,
		const struct acg_match *match, struct acg_header_counts *counts);

/* Must the peer that `msg` goes `to` not learn who it is from? */
bool acg_header_hides_caller(struct sip_msg *msg, enum acg_direction to);

#endif
