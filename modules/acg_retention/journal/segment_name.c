/*
 * segment_name: the names of files in the journal directory.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "journal/segment_name.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

void acg_segment_name(char out[static ACG_SEGMENT_NAME_SIZE],
		int64_t created_us, int pid, unsigned sequence, const char *suffix)
{
	snprintf(out, ACG_SEGMENT_NAME_SIZE, "%016" PRId64 "-%d-%u%s", created_us,
			pid, sequence, suffix);
}

/* 1 to 18 digits, which cannot overflow. NULL: there are none. */
static const char *parse_digits(const char *p, int64_t *value)
{
	int digits = 0;

	for(*value = 0; *p >= '0' && *p <= '9' && digits < 18; p++, digits++)
		*value = *value * 10 + (*p - '0');
	return digits > 0 ? p : NULL;
}

bool acg_segment_name_parse(
		const char *name, const char *suffix, int64_t *created_us)
{
	int64_t ignored;
	const char *p = name;

	if(strlen(name) >= ACG_SEGMENT_NAME_SIZE)
		return false;
	p = parse_digits(p, created_us);
	if(!p || *p++ != '-' || !(p = parse_digits(p, &ignored)) || *p++ != '-'
			|| !(p = parse_digits(p, &ignored)))
		return false;
	return strcmp(p, suffix) == 0;
}

void acg_segment_rename(char out[static ACG_SEGMENT_NAME_SIZE],
		const char *name, const char *old_suffix, const char *new_suffix)
{
	snprintf(out, ACG_SEGMENT_NAME_SIZE, "%.*s%s",
			(int)(strlen(name) - strlen(old_suffix)), name, new_suffix);
}
