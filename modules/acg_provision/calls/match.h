/*
 * match: which number of a call decides, what it belongs to, and whether the call
 * may go on.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef ACG_MATCH_H
#define ACG_MATCH_H

#include "base/direction.h"
#include "calls/identity.h"
#include "numbers/table.h"
#include "peers/peer.h"
#include "sip/canonical.h"
#include "sip/customer_name.h"

#include "core/parser/msg_parser.h"

/* Calls to the cloud are decided by the called number, calls to the operator by
 * the calling number. */
struct acg_match {
	enum acg_direction direction;
	enum acg_number_error number_error; /* then `found` means nothing */
	enum acg_found found;
	bool emergency; /* an emergency call to the operator: goes on anyway */
	int unknown_caller_code; /* 404: what a caller that nobody has is told; else 0 */
	const char *refusal; /* why screening refuses the call; NULL: it does not */
	char number[ACG_CANONICAL_SIZE]; /* canonical; "" for none */
	struct acg_service_match service;
};

/* Deployment's domain, below which the customers' names are; kept by reference,
 * "" for none. */
void acg_match_set_base_domain(const char *domain);

/* Find the deciding number of `msg`, look it up and screen it. The result stays
 * for this message, in this process, until the next one. Never NULL. */
const struct acg_match *acg_match_message(
		struct sip_msg *msg, enum acg_direction direction);

/* What is known of the call `msg` belongs to: the result of acg_match_message()
 * for this very message, or what acg_call_keep() kept with the dialog. NULL:
 * nothing. Valid until the next message. */
const struct acg_match *acg_match_of(struct sip_msg *msg);

/* Name of the peer that sent `msg`; "" for none. */
void acg_match_peer(struct sip_msg *msg, char name[static ACG_PEER_NAME_SIZE]);

/* Why the match did not end in a service, or "found". Static storage. */
const char *acg_match_reason(const struct acg_match *match);

/* The user part of the Request-URI, From or To as the peer wants it that messages
 * of `direction` go to: the number in the form of its number plan, the parameters
 * as they came. False: no number, leave it as it is. */
#define ACG_WIRE_USER_SIZE 512
bool acg_match_wire_user(struct sip_msg *msg, enum acg_direction direction,
		enum acg_identity_uri which, char out[static ACG_WIRE_USER_SIZE]);

/* The number at the end of the call that did not decide: who calls the cloud, or is called
 * from it, as the side that sent `msg` writes numbers. False: that is no number. */
bool acg_match_other(struct sip_msg *msg, enum acg_direction direction,
		char out[static ACG_CANONICAL_SIZE]);

/* The name by which the cloud service knows the gateway in the call of `match`, where
 * that is a customer's own, see customer_name.h. False: the gateway's. */
bool acg_match_gateway_name(const struct acg_match *match,
		char out[static ACG_CUSTOMER_NAME_MAX + 1], size_t *len);

#endif
