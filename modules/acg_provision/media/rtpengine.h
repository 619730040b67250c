/*
 * rtpengine: Kamailio's rtpengine module, called with an SDP of our choice.
 *
 * Its functions take and give the SDP by script variables, which rtpengine's
 * parameters read_sdp_pv and write_sdp_pv must name: $var(acg_sdp_in) and
 * $var(acg_sdp_out). Quality comes in $var(acg_mos), $var(acg_loss) and
 * $var(acg_jitter), of mos_average_pv and its kin. All functions are for processes
 * that run the script or timers.
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

#define ACG_RTPENGINE_NUMBER_SIZE 24

/* Averages over both directions of what RTCP reported, "" where it did not. */
struct acg_rtpengine_quality {
	char mos[ACG_RTPENGINE_NUMBER_SIZE];	 /* "4.4" */
	char loss[ACG_RTPENGINE_NUMBER_SIZE];	 /* per cent */
	char jitter[ACG_RTPENGINE_NUMBER_SIZE];	 /* milliseconds */
	char packets[ACG_RTPENGINE_NUMBER_SIZE]; /* RTP, from both sides */
};

/* Delete the call, and with `quality` not NULL say what it was like. 0, or -1 when
 * the node does not answer or does not know it. */
int acg_rtpengine_delete(
		struct sip_msg *msg, struct acg_rtpengine_quality *quality);

#endif
