/*
 * loop: has a request been here before?
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef ACG_LOOP_H
#define ACG_LOOP_H

#include "core/parser/msg_parser.h"

/* How many of the Vias of a request, below the topmost, are of this server's own
 * sockets: how often it went through here (RFC 3261 section 16.3). */
int acg_loop_own_vias(struct sip_msg *msg);

#endif
