/*
 * output: text put together in a buffer of fixed size. Pure.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef ACG_OUTPUT_H
#define ACG_OUTPUT_H

#include <stdbool.h>
#include <stddef.h>
#include <string.h>

struct acg_output {
	char *s; /* the caller's, `size` bytes */
	size_t len, size;
	bool full; /* something did not fit: what there is is of no use */
};

static inline void acg_output_put(
		struct acg_output *output, const char *s, size_t len)
{
	if(output->full || len > output->size - output->len) {
		output->full = true;
		return;
	}
	memcpy(output->s + output->len, s, len);
	output->len += len;
}

#endif
