/* sources: media/body.c */
/*
 * Fuzz target: a Content-Type, a line's end, and any body. What is found lies within
 * the body.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "media/body.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const char *text = (const char *)data;
	const char *line = size ? memchr(text, '\n', size) : NULL;
	struct acg_slice type, body, sdp;

	if(!line)
		return 0;
	type = (struct acg_slice){text, (size_t)(line - text)};
	body = (struct acg_slice){line + 1, (size_t)(text + size - line - 1)};
	if(acg_media_body_sdp(&type, &body, &sdp)
			&& (sdp.s < body.s || sdp.s + sdp.len > body.s + body.len))
		abort();
	return 0;
}
