/*
 * call: what acg_match() found, kept with the dialog, so that replies, failure
 * routes and requests within the dialog know it, in whichever process they run.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef ACG_CALL_H
#define ACG_CALL_H

#include "calls/match.h"

/* Find the dialog module. 0, or -1 with a log line. Call in mod_init. */
int acg_call_bind(void);

/* Keep `match` with the dialog of `msg`; without one (no dlg_manage()) it is kept
 * nowhere. 0, or -1 when memory is short: then the call must not go on. */
int acg_call_keep(struct sip_msg *msg, const struct acg_match *match);

/* What was kept with the dialog of `msg`. False: nothing. */
bool acg_call_recall(struct sip_msg *msg, struct acg_match *match);

#endif
