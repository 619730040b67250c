/*
 * body: where the SDP is in a message's body. Pure.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef ACG_MEDIA_BODY_H
#define ACG_MEDIA_BODY_H

#include <stdbool.h>
#include <stddef.h>

/* A part of a buffer. */
struct acg_slice {
	const char *s;
	size_t len;
};

/* Find the SDP in `body`, whose Content-Type is `type`: all of it (application/sdp), or
 * the one part that is SDP of a multipart/mixed body whose other parts are locations,
 * application/pidf+xml (RFC 6442 section 4). Whatever else could hide an SDP from the
 * media policy is refused: a second one, another type, a nested body, an encoding, text
 * outside the parts. The CRLF that ends its last line is the SDP's. */
bool acg_media_body_sdp(const struct acg_slice *type,
		const struct acg_slice *body, struct acg_slice *sdp);

#endif
