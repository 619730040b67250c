/* sources: sip/header_scan.c sip/header_name.c */
/*
 * Any bytes as a message: no read beyond them, and what passes holds, up to its
 * empty line, no line that another parser could see and this one did not.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "sip/header_scan.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const uint8_t *end;

	acg_header_length_is_clear((const char *)data, size);
	if(acg_header_scan((const char *)data, size, 32) != ACG_SCAN_OK)
		return 0;
	end = data;
	while(end + 4 <= data + size && memcmp(end, "\r\n\r\n", 4) != 0)
		end++;
	if(end + 4 > data + size)
		abort();
	for(const uint8_t *at = data; at < end; at++) {
		if(*at == '\r' && at[1] != '\n')
			abort();
		if(*at == '\n' && (at == data || at[-1] != '\r'))
			abort();
	}
	return 0;
}
