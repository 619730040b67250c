/* sources: media/ng.c */
/*
 * Fuzz target: any reply of a node. What is found lies within the reply, and what is
 * written can be read back.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "media/ng.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *reply = malloc(size + 3);
	const char *value;
	size_t len;

	if(!reply)
		return 0;
	memcpy(reply, "c d", 3);
	memcpy(reply + 3, data, size);
	if(acg_ng_read(reply, size + 3, "c", "sdp", &value, &len)
			&& (value < reply || value + len > reply + size + 3))
		abort();
	free(reply);
	return 0;
}
