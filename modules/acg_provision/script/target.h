/*
 * target: the routing script's functions for choosing where a call goes,
 * native and KEMI.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef ACG_TARGET_SCRIPT_H
#define ACG_TARGET_SCRIPT_H

#include "core/parser/msg_parser.h"
#include "core/str.h"

/* The longest Retry-After that is obeyed, in seconds. */
void acg_target_script_set_retry_after_max(int seconds);

/* Rules of the route chosen last in this process, "" for none. */
const char *acg_target_script_rules(void);

/* The listener of the place that this message is going to, "" for none known. */
const char *acg_target_script_side(struct sip_msg *msg);

/* acg_route(direction): 1, or -1 when there is no way. */
int acg_target_script_route(struct sip_msg *msg, char *direction, char *unused);
int acg_target_script_ki_route(struct sip_msg *msg, str *direction);

/* acg_route_tried(set, outcome): outcome is sent, moved, silent, unreachable, or the
 * value of a Retry-After. 1. */
int acg_target_script_tried(struct sip_msg *msg, char *set, char *outcome);
int acg_target_script_ki_tried(struct sip_msg *msg, int set, str *outcome);

/* acg_route_waits(set): 1 when its target has asked for time, -1 otherwise. */
int acg_target_script_waits(struct sip_msg *msg, char *set, char *unused);
int acg_target_script_ki_waits(struct sip_msg *msg, int set);

/* acg_route_event(state): in dispatcher's event routes, up or down. 1 when it was a
 * probe that has found something new, -1 otherwise. */
int acg_target_script_event(struct sip_msg *msg, char *state, char *unused);
int acg_target_script_ki_event(struct sip_msg *msg, str *state);

#endif
