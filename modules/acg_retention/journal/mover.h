/*
 * mover: brings a journal that is written to memory to its disk. POSIX only.
 *
 * Whoever appends to a file on a disk waits, now and then, for as long as somebody's
 * fsync of that file system takes: 0.2 s and more where a database shares it (ext4). A
 * call must not. So records may be written to a directory on a memory file system, which
 * outlives the processes (kill -9) though not the machine, and this copies them, in the
 * same files, to the directory on the disk: byte for byte, so that after any interruption
 * the copy's length says how far it has come. A file in memory is removed when its writer
 * is gone, or too old to be written to, and all of it is durable; until then its copy is
 * not finished.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef ACG_JOURNAL_MOVER_H
#define ACG_JOURNAL_MOVER_H

#include <stdbool.h>
#include <stdint.h>

struct acg_mover {
	int memory_fd, disk_fd; /* the directories */
	int lock_fd;
	int64_t left; /* bytes that the last acg_mover_move() left in memory alone */
};

/* Is this directory on a file system that is in memory? */
bool acg_mover_is_memory(const char *dir);

/* 0, or -errno; -EWOULDBLOCK when another process moves the same journal. */
int acg_mover_open(
		struct acg_mover *mover, const char *memory_dir, const char *disk_dir);
void acg_mover_close(struct acg_mover *mover);

/* Copy what is new and make it durable. Files created up to `over_until_us` are taken for
 * finished whether or not their writers live; names that writers left behind while they
 * made a file go when they were created up to `new_until_us`. 0, or the first -errno;
 * what could not be moved stays and is tried again by the next call. */
int acg_mover_move(
		struct acg_mover *mover, int64_t over_until_us, int64_t new_until_us);

#endif
