/*
 * example_record: a call record with something in every field.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef EXAMPLE_RECORD_H
#define EXAMPLE_RECORD_H

#include "record/record.h"

#include <string.h>

static inline struct acg_text example_text(const char *s)
{
	return (struct acg_text){s, strlen(s)};
}

/* Started 2026-02-28T23:59:59.000001Z, talked for over a minute. */
static inline struct acg_record example_record(void)
{
	static const char *const texts[ACG_RECORD_TEXTS] = {"node1", "call-7",
			"to_cloud", "acme", "zoom", "cloud1", "cloud2 503, cloud1 200",
			"TLSv1.3 TLS_AES_256_GCM_SHA384",
			"TLSv1.2 ECDHE-RSA-AES256-GCM-SHA384",
			"SRTP AES_CM_128_HMAC_SHA1_80", "RTP", "PCMA", "4.31", "2.5", "0",
			"3300", "call@host", "from", "to", "+4930123456", "alice",
			"+4930123456", "OK", "192.0.2.1:5061", "192.0.2.2:5061",
			"+498970000001"};
	struct acg_record record = {
			.id = {0xcb, 0x0a, 0x1f, 0x20, 0xa6, 0x18, 0x4f, 0x3d, 0x9b, 0x21,
					0x0a, 0xfc, 0xbd, 0xae, 0xc7, 0x6a},
			.started_at = INT64_C(1772323199000001),
			.answered_at = INT64_C(1772323203250000),
			.ended_at = INT64_C(1772323270000000),
			.ring_ms = 4249,
			.talk_ms = 66750,
			.incarnation = INT64_C(1772300000000000),
			.code = 200,
			.started = true,
			.answered = true,
			.emergency = true,
			.code_from = ACG_SIDE_FAR_END,
			.end_reason = ACG_END_BYE};

	for(int i = 0; i < ACG_RECORD_TEXTS; i++)
		record.text[i] = example_text(texts[i]);
	return record;
}

#endif
