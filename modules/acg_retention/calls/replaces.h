/*
 * replaces: which call of ours an INVITE takes the place of (RFC 3891): what a
 * consultative transfer, or a call that is picked up, ends with.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef ACG_REPLACES_H
#define ACG_REPLACES_H

#include "core/parser/msg_parser.h"
#include "modules/dialog/dlg_hash.h"

/* In mod_init, when the module dialog and, where it is used, topoh are loaded. 0, or
 * -1 with a log line. */
int acg_replaces_init(void);

/* The dialog that the INVITE's Replaces names, with a reference for the caller to
 * release; NULL where there is no such header, or no such call here. Both names of a
 * call will do where topoh has given it two. */
struct dlg_cell *acg_replaces_find(struct sip_msg *invite);

#endif
