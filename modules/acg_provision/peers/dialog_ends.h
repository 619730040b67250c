/*
 * dialog_ends: From and To within a dialog, as they were when it began.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef ACG_DIALOG_ENDS_H
#define ACG_DIALOG_ENDS_H

#include "base/direction.h"

#include "core/parser/msg_parser.h"

#include <stdbool.h>

/* Find the dialog module. 0, or -1 with a log line. Call in mod_init. */
int acg_dialog_ends_bind(void);

/* Keep the parameters of From and To of this INVITE with its dialog; without a
 * dialog nothing is kept. 0, or -1 when memory is short. */
int acg_dialog_ends_keep(struct sip_msg *msg);

/* Remove from a request within a dialog the parameters of From and To, of their URIs
 * and of the headers, that were not there when it began, but for the tags. How many,
 * or -1: From or To cannot be read, or memory is short. Then the request must not be
 * forwarded. */
int acg_dialog_ends_strip(struct sip_msg *msg);

/* A request of our own within a dialog, which dialog makes from From and To as the
 * caller sent them: toward the callee write what uac_replace_from() and
 * uac_replace_to() had shown it in their place. 0, or -1: it must not be sent.
 * *to_callee, where it goes. Without a dialog 1, and nothing is done. */
int acg_dialog_ends_own(struct sip_msg *msg, bool *to_callee);

#endif
