/*
 * record: one call record, and its form as bytes in the journal. Pure.
 *
 * What says nothing about a person stands there in clear. The personal texts stand
 * there as one sealed piece (record_seal), which this file only carries.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef ACG_RECORD_H
#define ACG_RECORD_H

#include "base/text.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* No encoded record is longer. */
#define ACG_RECORD_MAX 4096
#define ACG_RECORD_ID_SIZE 16
#define ACG_RECORD_TAG_SIZE 16

enum acg_end_reason {
	ACG_END_BYE,
	ACG_END_FAILED,
	ACG_END_CANCELLED,
	ACG_END_EXPIRED,
	ACG_END_LOST, /* nobody knows how: the gateway was cut off in the call */
	ACG_END_FORKED_LOSER, /* another fork of the far end had answered before */
	ACG_END_TRANSFERRED,  /* a BYE, after another call had taken its place */
	ACG_END_REASONS
};

/* Who made the final response. */
enum acg_side {
	ACG_SIDE_UNKNOWN,
	ACG_SIDE_FAR_END,
	ACG_SIDE_GATEWAY,
	ACG_SIDES
};

/* The texts of a record, in the order of their bytes. */
enum acg_record_text {
	ACG_TEXT_NODE,
	ACG_TEXT_CORRELATION,
	ACG_TEXT_DIRECTION,
	ACG_TEXT_ACCOUNT,
	ACG_TEXT_SERVICE,
	ACG_TEXT_PEER,
	ACG_TEXT_PEERS_TRIED,
	ACG_TEXT_INBOUND_TLS,
	ACG_TEXT_OUTBOUND_TLS,
	ACG_TEXT_INBOUND_MEDIA,
	ACG_TEXT_OUTBOUND_MEDIA,
	ACG_TEXT_CODEC,
	ACG_TEXT_MOS,
	ACG_TEXT_JITTER,
	ACG_TEXT_LOSS,
	ACG_TEXT_PACKETS,
	/* From here on they are personal. */
	ACG_TEXT_CALL_ID,
	ACG_TEXT_FROM_TAG,
	ACG_TEXT_TO_TAG,
	ACG_TEXT_NUMBER,
	ACG_TEXT_CALLER,
	ACG_TEXT_CALLEE,
	ACG_TEXT_REASON,
	ACG_TEXT_INBOUND_ADDRESS,
	ACG_TEXT_OUTBOUND_ADDRESS,
	ACG_TEXT_OTHER, /* canonical; caller and callee are as received */
	ACG_RECORD_TEXTS
};

#define ACG_FIRST_PERSONAL ACG_TEXT_CALL_ID

/* What a record can be found by. */
enum acg_record_tag {
	ACG_TAG_NUMBER, /* the canonical number that was looked up */
	ACG_TAG_OTHER,	/* the number at the other end */
	ACG_TAG_CALL_ID,
	ACG_RECORD_TAGS
};

/* Bytes of somebody else's; s is NULL: there are none. */
struct acg_sealed {
	const uint8_t *s;
	size_t len;
};

/* A call attempt that has ended, the columns of acg.cdr; or, with `start`, one that
 * has been answered. */
struct acg_record {
	uint8_t id[ACG_RECORD_ID_SIZE]; /* random UUID, RFC 9562 section 5.4; the
									   same at start and end */
	int64_t started_at;				/* microseconds since 1970, UTC */
	int64_t answered_at;			/* the same, where answered */
	int64_t ended_at;
	int64_t ring_ms;	 /* INVITE to answer or end; not negative */
	int64_t talk_ms;	 /* answer to end; not negative */
	int64_t incarnation; /* the run of Kamailio that wrote it: when it began */
	uint16_t code;		 /* final SIP status of the INVITE, 100 to 699 */
	bool start;
	bool started; /* a start of it was written before */
	bool answered;
	bool emergency;
	bool cancel_crossed; /* a CANCEL and a 200 met on the way */
	enum acg_side code_from;
	enum acg_end_reason end_reason;
	struct acg_text text[ACG_RECORD_TEXTS];

	/* In place of the personal texts, once sealed. */
	struct acg_sealed sealed;
	struct acg_sealed
			tag[ACG_RECORD_TAGS]; /* of ACG_RECORD_TAG_SIZE, or none */
};

/* The column a text, or a tag, goes to. */
const char *acg_record_text_name(enum acg_record_text text);
const char *acg_record_tag_name(enum acg_record_tag tag);

/* The words of acg.cdr.end_reason and acg.cdr.code_from; NULL: not known. */
const char *acg_end_reason_name(enum acg_end_reason reason);
const char *acg_side_name(enum acg_side side);

/* The record as bytes, beginning with their version. Texts are cleaned
 * (acg_text_clean) and cut at the limit of their column, numbers that are none are
 * left out, so a record always fits. Of a sealed record no personal text is
 * written. Returns the length. */
size_t acg_record_encode(
		const struct acg_record *record, uint8_t out[static ACG_RECORD_MAX]);

/* The reverse. Texts and seal point into `bytes`. false, and `record` is undefined,
 * for anything that acg_record_encode() cannot have made: wrong version or
 * length, a value out of range, a text that is not clean. */
bool acg_record_decode(
		struct acg_record *record, const uint8_t *bytes, size_t len);

/* The personal texts alone, as they are sealed; the limit is ACG_RECORD_MAX. */
size_t acg_record_encode_personal(
		const struct acg_record *record, uint8_t out[static ACG_RECORD_MAX]);
bool acg_record_decode_personal(
		struct acg_record *record, const uint8_t *bytes, size_t len);

#endif
