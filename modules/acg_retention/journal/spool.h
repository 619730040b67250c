/*
 * spool: the journal directory as the one who empties it sees it. POSIX only.
 *
 * Knows every segment, how much of it there is and whether its writer is gone,
 * and makes what has been written durable (fdatasync). One per directory: a lock
 * file keeps a second one out.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef ACG_SPOOL_H
#define ACG_SPOOL_H

#include "journal/segment_name.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define ACG_SPOOL_ERROR_SIZE 512

struct acg_segment {
	char name[ACG_SEGMENT_NAME_SIZE];
	int64_t created_us;
	int64_t durable;  /* bytes on disk for sure: what may be read */
	int64_t position; /* bytes done with; the spool's user sets it */
	bool finished;	 /* its writer is gone, or done with it: it will not grow */
	bool unreadable; /* the user's mark: do not read it, leave it alone */
};

struct acg_spool {
	const char *dir; /* the caller's, outlives the spool */
	int dir_fd;
	int lock_fd;
	int memory_fd; /* where a mover takes segments from; -1: from nowhere */
	bool watch;
	int64_t listed_us; /* modification time of the directory when last listed */
	struct acg_segment *segments; /* in the order of their names */
	size_t count;
	size_t capacity;
};

/* Can the calling process use `dir` as a journal? 0, or -1 and what to do about
 * it in `error`. Makes and removes a file in it. */
int acg_spool_check_dir(
		const char *dir, char error[static ACG_SPOOL_ERROR_SIZE]);

/* 0, or -errno; -EWOULDBLOCK when another process empties this directory. */
int acg_spool_open(struct acg_spool *spool, const char *dir);

/* Segments come here from `dir` by a mover: one that is still there is not finished.
 * Call after acg_spool_open(). 0 or -errno. */
int acg_spool_set_memory(struct acg_spool *spool, const char *dir);

/* Was each segment that is still there created between those times? Ask before a refresh,
 * which then lists what is moved meanwhile. False also when it cannot be told. */
bool acg_spool_memory_is_from(
		const struct acg_spool *spool, int64_t from_us, int64_t to_us);

/* The same to look on while another process empties it: refresh makes durable what is
 * written, and nothing else may be done. */
int acg_spool_watch(struct acg_spool *spool, const char *dir);

/* Look at the directory again. Segments created up to `over_until_us` are finished whether
 * or not their writers live. Pointers to segments are void afterwards. 0, or -errno; then
 * what is known may be old, but it is right. */
int acg_spool_refresh(struct acg_spool *spool, int64_t over_until_us);

/* Open for reading; close(2) it. An fd, or -errno. */
int acg_spool_open_segment(
		const struct acg_spool *spool, const struct acg_segment *segment);

/* Nothing is left to be done with this segment and nothing will come. */
bool acg_segment_is_done(const struct acg_segment *segment);

/* Delete the segment. It leaves the list with the next refresh. 0 or -errno. */
int acg_spool_remove(struct acg_spool *spool, struct acg_segment *segment);

/* Give a damaged segment a second name, ending in .corrupt, under which it stays
 * when it is removed. 0 or -errno; it is no error if it has one. */
int acg_spool_set_aside(
		struct acg_spool *spool, const struct acg_segment *segment);

/* Delete files set aside that were created up to `corrupt_until_us`, and what
 * writers that died while making a segment left behind up to `new_until_us`.
 * Returns how many were set aside and are gone, or -errno. */
int acg_spool_tidy(struct acg_spool *spool, int64_t corrupt_until_us,
		int64_t new_until_us);

/* Bytes waiting, and in how many files. */
int64_t acg_spool_pending(const struct acg_spool *spool, size_t *files);

#endif
