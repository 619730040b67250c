/*
 * media_rtpengine: Kamailio's rtpengine module, called with an SDP of our choice.
 *
 * Its functions take and give the SDP by script variables, which rtpengine's
 * parameters read_sdp_pv and write_sdp_pv must name: $var(acg_sdp_in) and
 * $var(acg_sdp_out). All functions are for worker processes.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef ACG_MEDIA_RTPENGINE_H
#define ACG_MEDIA_RTPENGINE_H

#include "core/parser/msg_parser.h"
#include "core/str.h"

/* Find the module's functions; in mod_init. -1 when rtpengine is not loaded, and
 * then none of the others may be called. */
int acg_rtpengine_bind(void);

/* Use the rtpengine set with that number for this message. 0 or -1. */
int acg_rtpengine_use(struct sip_msg *msg, unsigned set);

/* The ng commands. `flags` as for rtpengine's own script functions, with
 * NUL. *out, what rtpengine made of `sdp`, lives until the next call of one of
 * these. 0; -1 when rtpengine did not answer, or not with an SDP. */
int acg_rtpengine_offer(
		struct sip_msg *msg, const char *flags, const str *sdp, str *out);
int acg_rtpengine_answer(
		struct sip_msg *msg, const char *flags, const str *sdp, str *out);

/* 0 or -1 */
int acg_rtpengine_delete(struct sip_msg *msg);

#endif
