/*
 * call: what must be remembered of a call attempt until its record is written.
 *
 * In shared memory, counted by reference: one reference belongs to the dialog,
 * one to the transaction of the INVITE. Any process may use it; each function
 * takes the call's own lock. A call writes one record: at its end, if the final
 * response is known, else when it becomes known, at the latest when the last
 * reference goes.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef ACG_CALL_H
#define ACG_CALL_H

#include "record/json.h"
#include "record/record.h"

struct acg_call;

enum acg_call_end {
	ACG_CALL_BYE,	 /* a BYE, from either side or from the gateway */
	ACG_CALL_FAILED, /* a negative final response, which also says cancelled */
	ACG_CALL_TIMEOUT,
	ACG_CALL_GONE /* the dialog is no more, and nobody said why */
};

/* What the INVITE got as its final response. */
struct acg_response {
	uint16_t code;
	struct acg_text reason;
	struct acg_text to_tag;
	enum acg_side from;
	struct acg_text address; /* where it came from, if not from here */
};

/* A call attempt that begins now, with one reference; `address` is where the INVITE
 * came from. NULL: no shared memory, or no random number. */
struct acg_call *acg_call_new(struct acg_text caller, struct acg_text callee,
		struct acg_text address);

void acg_call_ref(struct acg_call *call);

/* Takes a struct acg_call *, as dialog and tm want it. */
void acg_call_release(void *call);

/* The call was answered, now. Writes a start, so that the call is known should this
 * Kamailio be killed. `text` is what else is known so far. */
void acg_call_answered(struct acg_call *call,
		const struct acg_response *response,
		const struct acg_text text[static ACG_RECORD_TEXTS], bool emergency);

/* Another fork of the far end has answered, too: a record of its own, unless the
 * response is that of the answer, sent again. What is the caller's does not change. */
bool acg_call_is_loser(
		struct acg_call *call, const struct acg_response *response);
void acg_call_lost_fork(struct acg_call *call,
		const struct acg_response *response,
		const struct acg_text text[static ACG_RECORD_TEXTS], bool emergency);

/* Once `call` is answered it takes the place of `old`, whose BYE is that of a transfer
 * from then on. */
void acg_call_replaces(struct acg_call *call, struct acg_call *old);

/* Somebody else has taken over what this call was about. */
void acg_call_transferred(struct acg_call *call);

/* The id of the call's record. */
void acg_call_id(
		struct acg_call *call, char out[static ACG_RECORD_ID_TEXT_SIZE]);

/* The caller has sent a CANCEL. */
void acg_call_cancelled(struct acg_call *call);

/* The INVITE failed with this final response. */
void acg_call_responded(
		struct acg_call *call, const struct acg_response *response);

/* The call is ending: now is when it ended, although its record is written by
 * acg_call_end(), when more is known of it. */
void acg_call_ending(struct acg_call *call);

/* The call ended, now; only the first end counts. `text` is what else is known,
 * as in struct acg_record: a reason there goes before the response's. */
void acg_call_end(struct acg_call *call, enum acg_call_end how,
		const struct acg_text text[static ACG_RECORD_TEXTS], bool emergency);

#endif
