/*
 * identity: who a message says is calling and called, as numbers.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef ACG_IDENTITY_H
#define ACG_IDENTITY_H

#include "sip/canonical.h"

#include "core/parser/msg_parser.h"

/* What was found. `error` ACG_NUMBER_EMPTY: nothing there. */
struct acg_identity {
	enum acg_number_error error;
	struct acg_canonical number; /* where error is ACG_NUMBER_OK */
};

/* Whose user part. */
enum acg_identity_uri { ACG_URI_CALLED, ACG_URI_FROM, ACG_URI_TO };

/* The number in the Request-URI, From or To. `params`, where not NULL, gets the
 * parameters behind the number, from the first ';' on. */
void acg_identity_read(struct sip_msg *msg, enum acg_identity_uri which,
		const struct acg_number_plan *plan, struct acg_identity *out,
		str *params);

/* P-Asserted-Identity: all values of all headers; the first SIP URI that is a
 * number, without one the first tel URI that is (RFC 3325 section 9.1 allows one
 * of each). */
void acg_identity_asserted(struct sip_msg *msg,
		const struct acg_number_plan *plan, struct acg_identity *out);

/* Does the message ask not to show who it is from? Privacy with user, header or
 * id (RFC 3323, 3325), or Remote-Party-ID with privacy=full, uri or name. */
bool acg_identity_is_private(struct sip_msg *msg);

#endif
