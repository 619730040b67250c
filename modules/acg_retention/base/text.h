/*
 * text: bytes from SIP made fit for a database and for JSON. Pure.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef ACG_TEXT_H
#define ACG_TEXT_H

#include <stdbool.h>
#include <stddef.h>

/* A piece of text that belongs to somebody else. s is NULL: not known. */
struct acg_text {
	const char *s;
	size_t len;
};

/* Copy text to `out` so that it is clean: valid UTF-8 (RFC 3629) without control
 * characters. Each byte that is not becomes %XX, as in a URI. Stops before the
 * character that would not fit into `size`. Returns the bytes written. */
size_t acg_text_clean(char *out, size_t size, struct acg_text text);

/* Is the text as acg_text_clean() leaves it? */
bool acg_text_is_clean(struct acg_text text);

#endif
