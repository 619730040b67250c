/*
 * late_reply: the answer of a place to a call that has left it.
 *
 * A place that says nothing for fr_timer milliseconds is given up, and the call goes to
 * the next one, or ends. Should its phone ring after all, tm cancels that. Should it
 * answer, tm passes that by, and the phone waits for an ACK from nobody; or, where the
 * caller has got his final response already, tm gives him a second one.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef ACG_LATE_REPLY_H
#define ACG_LATE_REPLY_H

#include "core/parser/msg_parser.h"

/* In mod_init. -1 when the modules tm or dialog are not loaded, with a log line. */
int acg_late_reply_bind(void);

/* In reply_route, before tm handles the reply. 1 for such an answer: it has been hung up
 * on, by ACK and BYE, and nobody else must see it. -1 for all other replies. */
int acg_late_reply_end(struct sip_msg *msg);

int acg_late_reply_w_end(struct sip_msg *msg, char *unused1, char *unused2);

#endif
