/*
 * segment_name: the names of files in the journal directory. Pure.
 *
 *   CREATED-PID-SEQUENCE.seg      a segment
 *   CREATED-PID-SEQUENCE.new      one that is not ready yet and holds no record
 *   CREATED-PID-SEQUENCE.corrupt  a second name of a damaged segment, which keeps
 *                                 it for a person to look at
 *
 * CREATED is microseconds since 1970; with the process id and a number that the
 * process counts up the name is unique in its directory.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef ACG_SEGMENT_NAME_H
#define ACG_SEGMENT_NAME_H

#include <stdbool.h>
#include <stdint.h>

#define ACG_SEGMENT_NAME_SIZE 64

#define ACG_SUFFIX_SEGMENT ".seg"
#define ACG_SUFFIX_NEW ".new"
#define ACG_SUFFIX_CORRUPT ".corrupt"

void acg_segment_name(char out[static ACG_SEGMENT_NAME_SIZE],
		int64_t created_us, int pid, unsigned sequence, const char *suffix);

/* Is this a name as above, with this suffix? Says when it was created. */
bool acg_segment_name_parse(
		const char *name, const char *suffix, int64_t *created_us);

/* The same name with another suffix. `name` must have `old_suffix`. */
void acg_segment_rename(char out[static ACG_SEGMENT_NAME_SIZE],
		const char *name, const char *old_suffix, const char *new_suffix);

#endif
