/* sources: sip/new_params.c */
/*
 * Any bytes as an address's parameters, before and now: no read beyond them, what is
 * found begins with ';', goes forward and ends; nothing is new that was there before.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "sip/new_params.h"

#include <stdint.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const char *text = (const char *)data;
	size_t split = size ? data[0] % size : 0, at = 0, start, end, last = 0;
	struct acg_params known = {text, split},
					  params = {text + split, size - split};
	struct acg_params all = acg_params_of_uri(text, size);

	while(acg_new_param_next(params, known, &at, &start, &end)) {
		if(start < last || end <= start || end > params.len
				|| params.s[start] != ';')
			abort();
		last = end;
	}
	if(all.s && (all.s < text || all.s + all.len > text + size))
		abort();
	at = 0;
	if(acg_new_param_next(params, params, &at, &start, &end))
		abort();
	return 0;
}
