/*
 * match: which number of a message decides, and what it belongs to.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef ACG_MATCH_H
#define ACG_MATCH_H

#include "number.h"
#include "table.h"

#include "core/parser/msg_parser.h"

/* Where a call goes. Calls to the cloud are decided by the called number, calls
 * to the operator by the calling number. */
enum acg_direction { ACG_TO_CLOUD, ACG_TO_OPERATOR };

struct acg_match {
	enum acg_direction direction;
	enum acg_number_error number_error; /* then `found` means nothing */
	enum acg_found found;
	struct acg_service_match service;
};

/* "to_cloud" or "to_operator"; false for any other text. */
bool acg_direction_parse(const char *text, enum acg_direction *direction);
const char *acg_direction_text(enum acg_direction direction);

/* Find the deciding number of `msg` and look it up. The result stays for this
 * message, in this process, until the next one. Never NULL. */
const struct acg_match *acg_match_message(
		struct sip_msg *msg, enum acg_direction direction);

/* The result of acg_match_message() for this very message; NULL: none. */
const struct acg_match *acg_match_of(const struct sip_msg *msg);

/* Why the match did not end in a service, or "found". Static storage. */
const char *acg_match_reason(const struct acg_match *match);

#endif
