/*
 * example_record: a call record with something in every field.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef EXAMPLE_RECORD_H
#define EXAMPLE_RECORD_H

#include "record.h"

#include <string.h>

static inline struct acg_text example_text(const char *s)
{
	return (struct acg_text){s, strlen(s)};
}

/* Started 2026-02-28T23:59:59.000001Z, talked for over a minute. */
static inline struct acg_record example_record(void)
{
	static const char *const texts[ACG_RECORD_TEXTS] = {"node1", "call@host",
			"from", "to", "to_cloud", "+4930123456", "acme", "zoom", "alice",
			"+4930123456", "OK", "TLSv1.3 TLS_AES_256_GCM_SHA384",
			"TLSv1.2 ECDHE-RSA-AES256-GCM-SHA384",
			"SRTP AES_CM_128_HMAC_SHA1_80", "RTP"};
	struct acg_record record = {
			.id = {0xcb, 0x0a, 0x1f, 0x20, 0xa6, 0x18, 0x4f, 0x3d, 0x9b, 0x21,
					0x0a, 0xfc, 0xbd, 0xae, 0xc7, 0x6a},
			.started_at = INT64_C(1772323199000001),
			.answered_at = INT64_C(1772323203250000),
			.ended_at = INT64_C(1772323270000000),
			.ring_ms = 4249,
			.talk_ms = 66750,
			.code = 200,
			.answered = true,
			.end_reason = ACG_END_BYE};

	for(int i = 0; i < ACG_RECORD_TEXTS; i++)
		record.text[i] = example_text(texts[i]);
	return record;
}

#endif
