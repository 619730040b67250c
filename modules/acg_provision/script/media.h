/*
 * media: the routing script's functions for media, native and KEMI. Their
 * results are those of media/relay.h; none is 0.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef ACG_MEDIA_SCRIPT_H
#define ACG_MEDIA_SCRIPT_H

#include "core/parser/msg_parser.h"
#include "core/str.h"

/* acg_media_check(profile [, role]) */
int acg_media_fixup_check(void **param, int number);
int acg_media_w_check1(struct sip_msg *msg, char *profile, char *unused);
int acg_media_w_check2(struct sip_msg *msg, char *profile, char *role);
int acg_media_ki_check(struct sip_msg *msg, str *profile);

/* acg_media_begin(caller's leg, callee's leg) */
int acg_media_w_begin(struct sip_msg *msg, char *caller, char *callee);
int acg_media_ki_begin(struct sip_msg *msg, str *caller, str *callee);

/* acg_media_relay(), acg_media_offer(), acg_media_end() */
int acg_media_w_relay(struct sip_msg *msg, char *unused1, char *unused2);
int acg_media_w_offer(struct sip_msg *msg, char *unused1, char *unused2);
int acg_media_w_end(struct sip_msg *msg, char *unused1, char *unused2);

#endif
