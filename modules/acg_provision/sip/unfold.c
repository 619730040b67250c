/*
 * unfold: header lines that go on in the next line, made one.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "sip/unfold.h"

#include <stdbool.h>
#include <string.h>

void acg_unfold(char *buf, size_t len)
{
	char *end = buf + len;
	bool first = true;

	for(char *at = buf; at < end; at++) {
		at = memchr(at, '\n', (size_t)(end - at));
		if(!at || at + 1 == end || at[1] == '\r' || at[1] == '\n')
			return; /* the empty line, or the end */
		if(!first && (at[1] == ' ' || at[1] == '\t') && at[-1] == '\r')
			at[-1] = at[0] = ' ';
		first = false;
	}
}
