/*
 * end: a call's place at its node given back, and what its media was like.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef ACG_MEDIA_END_H
#define ACG_MEDIA_END_H

#include "media/call.h"

#include "core/parser/msg_parser.h"
#include "modules/dialog/dlg_hash.h"

/* Release the call at its node, keys and all. What rtpengine knows of its quality
 * is noted with the dialog before. Once is enough: later calls do nothing. */
void acg_media_end_call(struct dlg_cell *dialog);

/* A new call leaves a place for the next: release what was anchored for it, and forget
 * it. What media there was is not the call's, so it is not noted. The caller saves. */
void acg_media_leave_place(
		struct dlg_cell *dialog, struct acg_media_call *call);

/* The same as acg_media_end_call() for the call of this message. 1, or ACG_MEDIA_NO_DIALOG. */
int acg_media_end(struct sip_msg *msg);

#endif
