/*
 * size_limits: how large the parts of a request may be (ACG's limits by default).
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef ACG_SIZE_LIMITS_H
#define ACG_SIZE_LIMITS_H

#include "core/parser/msg_parser.h"

/* Set limits, "name=bytes" separated by commas or spaces, from a modparam;
 * acg_provision's README has the names. 0, or -1 with a log line. */
int acg_limits_set(const char *settings);

/* Why a request is not taken: a SIP response code and its reason phrase. */
struct acg_refusal {
	int code; /* 400, 413, 414, 416 or 513 */
	const char *text;
};

/* Judge a message: form and sizes of a request, the form of a response, which
 * cannot be answered. NULL, or why it is refused. */
const struct acg_refusal *acg_limits_judge(struct sip_msg *msg);

/* What acg_limits_judge() said last of this very message. */
const struct acg_refusal *acg_limits_refusal_of(const struct sip_msg *msg);

#endif
