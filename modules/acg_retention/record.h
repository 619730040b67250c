/*
 * record: one call record, and its form as bytes in the journal. Pure.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef ACG_RECORD_H
#define ACG_RECORD_H

#include "text.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* No encoded record is longer. */
#define ACG_RECORD_MAX 4096
#define ACG_RECORD_ID_SIZE 16

enum acg_end_reason {
	ACG_END_BYE,
	ACG_END_FAILED,
	ACG_END_CANCELLED,
	ACG_END_EXPIRED,
	ACG_END_REASONS
};

/* The texts of a record, in the order of their bytes. New ones go to the end. */
enum acg_record_text {
	ACG_TEXT_NODE,
	ACG_TEXT_CALL_ID,
	ACG_TEXT_FROM_TAG,
	ACG_TEXT_TO_TAG,
	ACG_TEXT_DIRECTION,
	ACG_TEXT_NUMBER,
	ACG_TEXT_ACCOUNT,
	ACG_TEXT_SERVICE,
	ACG_TEXT_CALLER,
	ACG_TEXT_CALLEE,
	ACG_TEXT_REASON,
	ACG_TEXT_INBOUND_TLS,
	ACG_TEXT_OUTBOUND_TLS,
	ACG_TEXT_INBOUND_MEDIA,
	ACG_TEXT_OUTBOUND_MEDIA,
	ACG_RECORD_TEXTS
};

/* A call attempt that has ended; the columns of acg.cdr. */
struct acg_record {
	uint8_t id[ACG_RECORD_ID_SIZE]; /* random UUID, RFC 9562 section 5.4 */
	int64_t started_at;				/* microseconds since 1970, UTC */
	int64_t answered_at;			/* the same, where answered */
	int64_t ended_at;
	int64_t ring_ms; /* INVITE to answer or end; not negative */
	int64_t talk_ms; /* answer to end; not negative */
	uint16_t code;	 /* final SIP status of the INVITE, 100 to 699 */
	bool answered;
	enum acg_end_reason end_reason;
	struct acg_text text[ACG_RECORD_TEXTS];
};

/* The column a text goes to. */
const char *acg_record_text_name(enum acg_record_text text);

/* The word of acg.cdr.end_reason. */
const char *acg_end_reason_name(enum acg_end_reason reason);

/* The record as bytes, beginning with their version. Texts are cleaned
 * (acg_text_clean) and cut at the limit of their column, so a record always
 * fits. Returns the length. */
size_t acg_record_encode(
		const struct acg_record *record, uint8_t out[static ACG_RECORD_MAX]);

/* The reverse. The texts point into `bytes`. false, and `record` is undefined,
 * for anything that acg_record_encode() cannot have made: wrong version or
 * length, a value out of range, a text that is not clean. */
bool acg_record_decode(
		struct acg_record *record, const uint8_t *bytes, size_t len);

#endif
