/*
 * ng: rtpengine's ng protocol, as far as the probe speaks it: bencoded
 * dictionaries after a cookie. Pure.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef ACG_MEDIA_NG_H
#define ACG_MEDIA_NG_H

#include <stdbool.h>
#include <stddef.h>

struct acg_ng_command {
	const char *command; /* "ping", "offer", "answer", "delete" */
	const char *flags; /* as Kamailio's rtpengine module takes them; or NULL */
	const char *transport;					 /* "RTP/SAVP"; or NULL */
	const char *call_id, *from_tag, *to_tag; /* or NULL */
	const char *sdp;						 /* or NULL */
	size_t sdp_len;
};

/* Write "COOKIE dictionary" into out[size]; its length, or 0 when it is too long. */
size_t acg_ng_write(const char *cookie, const struct acg_ng_command *command,
		char *out, size_t size);

/* The string under `key` in a reply to that cookie; false when the reply is not a
 * whole dictionary, is for another cookie, or has no such string. The value lies
 * in the reply. */
bool acg_ng_read(const char *reply, size_t len, const char *cookie,
		const char *key, const char **value, size_t *value_len);

#endif
