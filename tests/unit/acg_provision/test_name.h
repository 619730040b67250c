/*
 * test_name: the name of a table-driven test, made from its input.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef TEST_NAME_H
#define TEST_NAME_H

#include <stddef.h>
#include <stdio.h>

#define TEST_NAME_SIZE 128

/* Write "WORDS: INPUT" to `out`, bytes that TAP could misread as \xNN, cut where
 * `out` is full; returns `out`. */
static inline const char *test_name(char out[static TEST_NAME_SIZE],
		const char *words, const char *input, size_t len)
{
	int used = snprintf(out, TEST_NAME_SIZE, "%s: ", words);

	for(size_t i = 0; i < len && used + 5 < TEST_NAME_SIZE; i++) {
		unsigned char c = (unsigned char)input[i];
		const char *format =
				c > ' ' && c < 0x7f && c != '#' && c != '\\' ? "%c" : "\\x%02x";
		used += snprintf(out + used, TEST_NAME_SIZE - (size_t)used, format, c);
	}
	return out;
}

#endif
