/*
 * mover: brings a journal that is written to memory to its disk.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "journal/mover.h"
#include "journal/directory.h"
#include "journal/segment_name.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/magic.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/vfs.h>
#include <unistd.h>

#define LOCK_NAME "mover.lock"
#define PIECE 65536

bool acg_mover_is_memory(const char *dir)
{
	struct statfs fs;

	return statfs(dir, &fs) == 0
		   && (fs.f_type == TMPFS_MAGIC || fs.f_type == RAMFS_MAGIC);
}

int acg_mover_open(
		struct acg_mover *mover, const char *memory_dir, const char *disk_dir)
{
	int error;

	*mover = (struct acg_mover){.memory_fd = acg_directory_open(memory_dir),
			.disk_fd = acg_directory_open(disk_dir),
			.lock_fd = -1};
	if(mover->memory_fd >= 0 && mover->disk_fd >= 0)
		mover->lock_fd = acg_directory_lock(mover->memory_fd, LOCK_NAME);
	if(mover->lock_fd >= 0)
		return 0;
	error = errno;
	acg_mover_close(mover);
	return -error;
}

void acg_mover_close(struct acg_mover *mover)
{
	if(mover->lock_fd >= 0)
		close(mover->lock_fd);
	if(mover->disk_fd >= 0)
		close(mover->disk_fd);
	if(mover->memory_fd >= 0)
		close(mover->memory_fd);
	*mover = (struct acg_mover){-1, -1, -1, 0};
}

/* --- one file ------------------------------------------------------------------- */

static int write_all(int fd, const char *bytes, size_t len)
{
	while(len > 0) {
		ssize_t n = write(fd, bytes, len);
		if(n < 0 && errno == EINTR)
			continue;
		if(n < 0)
			return -errno;
		bytes += n;
		len -= (size_t)n;
	}
	return 0;
}

/* What stands in `in` from `at` to `end`, to the end of `out`. */
static int copy(int in, int out, int64_t at, int64_t end)
{
	char piece[PIECE];
	int result = 0;

	while(result == 0 && at < end) {
		size_t want = end - at < PIECE ? (size_t)(end - at) : PIECE;
		ssize_t n = pread(in, piece, want, at);
		if(n < 0 && errno == EINTR)
			continue;
		if(n <= 0) /* 0: its writer has cut half a record off */
			return n < 0 ? -errno : 0;
		result = write_all(out, piece, (size_t)n);
		at += n;
	}
	return result;
}

static int copy_new(const struct acg_mover *mover, int in, int out)
{
	struct stat from, to;
	int result;

	if(fstat(in, &from) < 0 || fstat(out, &to) < 0)
		return -errno;
	if(to.st_size >= from.st_size)
		return 0;
	result = copy(in, out, to.st_size, from.st_size);
	if(result < 0)
		return result;
	if(fdatasync(out) < 0 || (to.st_size == 0 && fsync(mover->disk_fd) < 0))
		return -errno;
	return 0;
}

static int64_t size_of(int fd)
{
	struct stat st;

	return fd >= 0 && fstat(fd, &st) == 0 ? st.st_size : 0;
}

/* First whether its writer is gone, then how much it has left. */
static int move_open(
		struct acg_mover *mover, const char *name, int in, bool over)
{
	bool finished = over || flock(in, LOCK_SH | LOCK_NB) == 0;
	int out = openat(mover->disk_fd, name,
			O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
	int result = out < 0 ? -errno : copy_new(mover, in, out);

	mover->left += size_of(in) - size_of(out);
	if(out >= 0)
		close(out);
	if(result == 0 && finished && unlinkat(mover->memory_fd, name, 0) < 0)
		result = -errno;
	return result;
}

static int move_segment(struct acg_mover *mover, const char *name, bool over)
{
	int in = openat(mover->memory_fd, name, O_RDONLY | O_CLOEXEC);
	int result;

	if(in < 0)
		return -errno;
	result = move_open(mover, name, in, over);
	close(in);
	return result;
}

/* --- all of them ------------------------------------------------------------------ */

int acg_mover_move(
		struct acg_mover *mover, int64_t over_until_us, int64_t new_until_us)
{
	int first_error = 0, result;
	struct dirent *entry;
	int64_t created_us;
	DIR *dir = acg_directory_list(mover->memory_fd);

	if(!dir)
		return -errno;
	mover->left = 0;
	while((entry = readdir(dir))) {
		result = 0;
		if(acg_segment_name_parse(
				   entry->d_name, ACG_SUFFIX_SEGMENT, &created_us))
			result = move_segment(
					mover, entry->d_name, created_us <= over_until_us);
		else if(acg_segment_name_parse(
						entry->d_name, ACG_SUFFIX_NEW, &created_us)
				&& created_us <= new_until_us)
			unlinkat(mover->memory_fd, entry->d_name, 0);
		if(first_error == 0)
			first_error = result;
	}
	closedir(dir);
	return first_error;
}
