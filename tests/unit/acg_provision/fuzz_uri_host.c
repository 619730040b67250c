/* sources: sip/uri_host.c */
/*
 * Any bytes as a header's value: no read beyond them; each host is a part of them that
 * begins where the last one ended or later, so the search comes to an end.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "sip/uri_host.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	size_t at = 0, before = 0, host, host_len;
	char *value = malloc(size ? size : 1);

	if(!value)
		return 0;
	if(size)
		memcpy(value, data, size);
	while(acg_uri_host_next(value, size, &at, &host, &host_len)) {
		if(at <= before || host < before || host + host_len != at || at > size)
			abort();
		before = at;
	}
	free(value);
	return 0;
}
