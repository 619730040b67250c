/*
 * directory: what all who work in a directory of the journal do with it. POSIX only.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef ACG_JOURNAL_DIRECTORY_H
#define ACG_JOURNAL_DIRECTORY_H

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

/* A file descriptor for openat(2) and its like; -1 with errno. */
static inline int acg_directory_open(const char *path)
{
	return open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
}

/* A fresh look at what is in it, from its beginning; NULL with errno. */
static inline DIR *acg_directory_list(int dir_fd)
{
	int fd = openat(dir_fd, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	DIR *dir = fd < 0 ? NULL : fdopendir(fd);

	if(!dir && fd >= 0)
		close(fd);
	return dir;
}

/* Have the lock file `name` in it for oneself until the fd is closed; -1 with errno,
 * EWOULDBLOCK where another process has it. */
static inline int acg_directory_lock(int dir_fd, const char *name)
{
	int fd = openat(dir_fd, name, O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
	int error;

	if(fd < 0 || flock(fd, LOCK_EX | LOCK_NB) == 0)
		return fd;
	error = errno;
	close(fd);
	errno = error;
	return -1;
}

#endif
