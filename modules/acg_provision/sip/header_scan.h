/*
 * header_scan: is the header section of a message one that everybody reads alike?
 * Pure.
 *
 * A parser that is lenient where the next one is not lets a header through that
 * the first did not see. So whatever RFC 3261 does not allow is refused here,
 * before any header is looked for.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef ACG_HEADER_SCAN_H
#define ACG_HEADER_SCAN_H

#include <stdbool.h>
#include <stddef.h>

enum acg_scan {
	ACG_SCAN_OK = 0,
	ACG_SCAN_NO_END,		/* no empty line */
	ACG_SCAN_BAD_LINE_END,	/* CR or LF alone */
	ACG_SCAN_CONTROL,		/* another control character, not escaped */
	ACG_SCAN_BAD_NAME,		/* a line that is no "token:" */
	ACG_SCAN_NAME_TOO_LONG, /* a header name beyond the limit */
	ACG_SCAN_TWICE			/* a header that may be there once only */
};

/* Scan `len` bytes that begin with a message's first line, up to the empty line.
 * Every line must end with CRLF; a line that begins with space or tab goes on with
 * the header before it (RFC 3261 section 7.3.1). From, To, Call-ID, CSeq,
 * Max-Forwards, Content-Length and Content-Type may be there once, in either
 * form. */
enum acg_scan acg_header_scan(const char *buf, size_t len, size_t name_max);

/* Does everybody find the end of the message at the same place on a stream? So unless
 * there are several Content-Length, or one is no number. Stops at the empty line. */
bool acg_header_length_is_clear(const char *buf, size_t len);

/* The reason in words. Static storage. */
const char *acg_scan_text(enum acg_scan result);

#endif
