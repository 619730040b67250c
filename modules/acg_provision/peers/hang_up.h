/*
 * hang_up: a BYE to both sides of a call.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef ACG_HANG_UP_H
#define ACG_HANG_UP_H

#include "core/parser/msg_parser.h"

/* In mod_init. -1 when the modules tm or dialog are not loaded, or of another
 * version than is known here, with a log line. */
int acg_hang_up_bind(void);

/* End the call that this message belongs to, which must have been answered: a BYE
 * goes to each side, whatever becomes of the other one's. The dialog ends with the
 * first response, as after any BYE. 1, or -1 when there is no such call or neither
 * BYE could be sent. */
int acg_hang_up(struct sip_msg *msg);

int acg_w_hang_up(struct sip_msg *msg, char *unused1, char *unused2);

#endif
