/* sources: sip/raw_reply.c sip/header_name.c sip/header_scan.c */
/*
 * Any bytes as a request: no read beyond them, no write beyond the room; a reply, where
 * there is one, is well-formed and ends with its only empty line.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "sip/raw_reply.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	size_t room = size ? data[0] * 4u : 0, len;
	char *out = malloc(room + 1);

	if(!out)
		return 0;
	len = acg_raw_reply((const char *)data, size, out, room);
	if(len > room)
		abort();
	for(size_t i = 0; i < len; i++) {
		unsigned char c = (unsigned char)out[i];

		if(c == '\r'		? out[i + 1] != '\n'
				: c == '\n' ? out[i - 1] != '\r'
							: c < ' ' && c != '\t')
			abort();
	}
	out[len] = '\0';
	if(len && strstr(out, "\r\n\r\n") != out + len - 4)
		abort();
	free(out);
	return 0;
}
