/*
 * header_name: which headers may be touched, and when two names are one. Pure.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef ACG_HEADER_NAME_H
#define ACG_HEADER_NAME_H

#include <stdbool.h>
#include <stddef.h>

#define ACG_HEADER_NAME_MAX 32 /* ACG's limit for header names */

/* True for an RFC 3261 token of 2 to ACG_HEADER_NAME_MAX characters that is none
 * of the headers SIP itself depends on: every copy of the custom header in a
 * message is removed. A single letter is always a compact form. */
bool acg_header_name_ok(const char *name);

/* May a rule remove every header of that name (or leave them alone)? As above,
 * but identity headers and Allow may go, too. */
bool acg_header_name_removable(const char *name);

/* May a rule give such a header a value? As acg_header_name_removable(), but nobody
 * makes up an identity. */
bool acg_header_name_settable(const char *name);

/* RFC 3261 section 25.1: a character of a token, as names are. */
bool acg_header_is_token_char(char c);

/* Is the name in a message, `len` bytes in any case, long or compact
 * (RFC 3261 section 7.3.3), the header `name`, `name_len` bytes, long? */
bool acg_header_name_is(
		const char *in_message, size_t len, const char *name, size_t name_len);

#endif
