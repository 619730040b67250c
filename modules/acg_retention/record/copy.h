/*
 * copy: a call record as a line of COPY ... FROM STDIN in text format. Pure.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef ACG_RECORD_COPY_H
#define ACG_RECORD_COPY_H

#include "record/record.h"

/* Enough for any record: bytes double as hexadecimal digits. */
#define ACG_RECORD_COPY_MAX (3 * ACG_RECORD_MAX)

/* The columns of the line, separated by commas. */
#define ACG_RECORD_COPY_COLUMNS                                              \
	"started_at,record_id,answered_at,ended_at,code,code_from,end_reason,"   \
	"ring_ms,talk_ms,emergency,cancel_crossed,node,correlation,direction,"   \
	"account,service,peer,peers_tried,inbound_tls,outbound_tls,"             \
	"inbound_media,outbound_media,codec,mos,jitter_ms,loss_percent,packets," \
	"number_tag,other_tag,call_id_tag,sealed"

/* A sealed record that acg_record_decode() accepted, as one line. Returns the
 * length; `out` is not terminated. */
size_t acg_record_copy(
		const struct acg_record *record, char out[static ACG_RECORD_COPY_MAX]);

#endif
