/*
 * place: the place of a call among the calls at once, and among those that are
 * transcoded. Its dialog owns it, and gives it back when it ends.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef ACG_PLACE_H
#define ACG_PLACE_H

#include "rules/policy.h"

#include "core/parser/msg_parser.h"

struct dlg_cell;

enum acg_place {
	ACG_PLACE_TAKEN,
	ACG_PLACE_NONE,			   /* the deployment has no more */
	ACG_PLACE_NONE_OF_ACCOUNT, /* the account has no more */
};

/* Call in mod_init, before forking. 0, or -1 with a log line. */
int acg_place_init(void);
void acg_place_destroy(void);

/* For the new call `msg` of `account` ("": of none). Without a dialog it takes none. */
enum acg_place acg_place_take(struct sip_msg *msg,
		const struct acg_policy *policy, const char *account);

/* An emergency call is only counted, and its transcoding is not. */
void acg_place_count_emergency(struct sip_msg *msg);

/* Among the transcoded calls, for the call of this dialog, which keeps it until it
 * gives it back or ends. A call that has no place at all needs none here. */
enum acg_place acg_place_take_transcoded(struct dlg_cell *dlg);
void acg_place_give_back_transcoded(struct dlg_cell *dlg);

/* How many are taken now. */
long acg_place_calls(void);
long acg_place_emergency_calls(void);
long acg_place_transcoded(void);

#endif
