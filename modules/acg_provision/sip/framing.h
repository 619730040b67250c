/*
 * framing: connections on which nobody can tell where the next message begins.
 *
 * A message whose Content-Length is there twice, or is no number, ends somewhere,
 * and what follows may be a part of it, made to look like a request. Such a
 * connection is closed with the answer; from then on acg_peer() knows no peer behind it, so
 * what has been read of it already is refused.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef ACG_FRAMING_H
#define ACG_FRAMING_H

#include "core/parser/msg_parser.h"

#include <stdbool.h>

/* Call for a message that is refused, before anything is written into it. Where its end
 * is not clear its connection ends: with a reply to it; where none is due (ACK, responses)
 * at once. True: so it is. */
bool acg_framing_judge(struct sip_msg *msg);

#endif
