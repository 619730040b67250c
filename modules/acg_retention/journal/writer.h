/*
 * writer: appends records to this process's own segment of the journal.
 * POSIX only.
 *
 * One writer per process, no lock: each process has its own segment, made when it
 * writes its first record. A process that finds itself forked leaves its parent's
 * segment alone and begins its own. The writer holds an exclusive flock(2) on its
 * segment, so others can tell whether it is still written to.
 *
 * A segment covers an hour at most: its writer, when next it has a record, begins
 * another. So a process that has none for long keeps no old segment alive: after
 * ACG_SEGMENT_OVER_US a segment counts as finished though its writer lives.
 *
 * What append has accepted is in the kernel: kill -9 cannot take it away. It is
 * not fsynced here, because that could make a call wait; the spool does it.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef ACG_JOURNAL_WRITER_H
#define ACG_JOURNAL_WRITER_H

#include "base/clock.h"

#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#define ACG_SEGMENT_US (3600 * ACG_US_PER_S)
/* That hour; another for a guarded clock, which may be as much ahead
 * (acg_clock_guard_now_us()); and one more for a process that was kept waiting between
 * its look at the clock and its write(2). */
#define ACG_SEGMENT_OVER_US (3 * ACG_SEGMENT_US)
/* A segment under its first name (ACG_SUFFIX_NEW) that is older was left by a writer that
 * died while it made it. */
#define ACG_SEGMENT_NEW_US (60 * ACG_US_PER_S)

struct acg_journal_writer {
	const char *dir;	   /* the caller's, outlives the writer */
	int64_t segment_bytes; /* begin another segment rather than exceed this */
	int64_t segment_us; /* and rather than let it cover more time than this */

	/* The writer's own; begins as zero except fd, which begins as -1. */
	int fd;
	pid_t pid;
	unsigned sequence;
	int64_t size;
	int64_t created_us;
};

/* Append one record of 1 to ACG_FRAME_PAYLOAD_MAX bytes with a single write(2).
 * Returns 0, or -errno when it could not be stored; then the segment ends with
 * its last good record, and the next append tries anew. */
int acg_journal_append(
		struct acg_journal_writer *writer, const void *payload, size_t len);

/* End the segment, if there is one. The next append begins another. */
void acg_journal_close(struct acg_journal_writer *writer);

#endif
