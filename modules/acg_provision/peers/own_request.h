/*
 * own_request: what stands in a request that we ourselves send within a dialog,
 * beside what tm writes of the dialog.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef ACG_OWN_REQUEST_H
#define ACG_OWN_REQUEST_H

#include "core/str.h"

#include <stdbool.h>
#include <stdio.h>

#define ACG_OWN_HEADERS_SIZE 512

/* Sets `headers` to `text`, in which Max-Forwards (RFC 3261 8.1.1.6) stands before
 * `more`: whole lines, or nothing. False: there is no room for `more`. */
static inline bool acg_own_headers(
		str *headers, char text[static ACG_OWN_HEADERS_SIZE], const str *more)
{
	headers->s = text;
	headers->len = snprintf(text, ACG_OWN_HEADERS_SIZE,
			"Max-Forwards: 70\r\n%.*s", more->len, more->len ? more->s : "");
	return headers->len < ACG_OWN_HEADERS_SIZE;
}

#endif
