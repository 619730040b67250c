/*
 * raw_reply: a response to a request that no parser takes. Pure.
 *
 * RFC 4475 wants an answer to many a request that cannot be parsed. The lines that a
 * response must repeat are copied as they came, good or bad: over a connection a
 * response needs no Via to find its way (RFC 3261 section 18.2.2).
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef ACG_RAW_REPLY_H
#define ACG_RAW_REPLY_H

#include <stddef.h>

/* Write the response to the request in `len` bytes of `request` into `out`: 505 where
 * its version is none that we know, else 400. Returns its length; 0 when there is none:
 * it is an ACK, a response, no SIP at all, has no Via or one of the lines to repeat
 * holds a control character, or `out` is too small. */
size_t acg_raw_reply(const char *request, size_t len, char *out, size_t size);

#endif
