/*
 * outgoing: messages on their way out, after topoh, and requests that the core itself
 * cannot answer.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef ACG_OUTGOING_H
#define ACG_OUTGOING_H

#include "core/parser/msg_parser.h"

#include <stdbool.h>

/* What topoh's mask_ip is: the gateway's own name, kept by reference. With one, every
 * message that leaves has its Contact rewritten (see contact.h). Register before
 * topoh is loaded: events go out in the reverse order. 0 or -1. */
int acg_outgoing_register(const char *mask);

/* Let the core know the names of acg_customer_name_is_ours() as its own. 0 or -1. */
int acg_outgoing_register_names(void);

/* A request without what the core needs to run request_route gets a response over its
 * connection, where there can be one. True: there was nothing wrong with it; it is to
 * be routed. */
bool acg_outgoing_answer_unparsed(struct sip_msg *msg);

#endif
