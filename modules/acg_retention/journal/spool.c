/*
 * spool: the journal directory as the one who empties it sees it.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "journal/spool.h"
#include "base/clock.h"
#include "journal/directory.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#define LOCK_NAME "shipper.lock"
#define PROBE_NAME "probe"

static int complain(char error[static ACG_SPOOL_ERROR_SIZE], const char *dir,
		const char *what, const char *todo)
{
	snprintf(error, ACG_SPOOL_ERROR_SIZE, "%s: %s; %s", dir, what, todo);
	return -1;
}

static int probe(int dir_fd)
{
	int fd = openat(dir_fd, PROBE_NAME, O_WRONLY | O_CREAT | O_CLOEXEC, 0600);

	if(fd < 0)
		return -1;
	close(fd);
	return unlinkat(dir_fd, PROBE_NAME, 0);
}

int acg_spool_check_dir(
		const char *dir, char error[static ACG_SPOOL_ERROR_SIZE])
{
	struct stat st;
	int fd, result;

	if(dir[0] != '/')
		return complain(
				error, dir, "no absolute path", "name the journal's directory");
	fd = acg_directory_open(dir);
	if(fd < 0 || fstat(fd, &st) < 0) {
		complain(error, dir, strerror(errno),
				"make this directory, mode 0700, for the user Kamailio runs "
				"as");
		if(fd >= 0)
			close(fd);
		return -1;
	}
	result = probe(fd);
	if(result < 0)
		complain(error, dir, strerror(errno),
				"the user Kamailio runs as must be able to write to it");
	close(fd);
	if(result == 0 && (st.st_mode & 077) != 0)
		return complain(error, dir, "others may look into it",
				"call records are personal data: chmod 0700");
	return result;
}

int acg_spool_open(struct acg_spool *spool, const char *dir)
{
	int error;

	*spool = (struct acg_spool){
			.dir = dir, .lock_fd = -1, .memory_fd = -1, .listed_us = -1};
	spool->dir_fd = acg_directory_open(dir);
	if(spool->dir_fd >= 0)
		spool->lock_fd = acg_directory_lock(spool->dir_fd, LOCK_NAME);
	if(spool->lock_fd >= 0)
		return 0;
	error = errno;
	if(spool->dir_fd >= 0)
		close(spool->dir_fd);
	return -error;
}

int acg_spool_set_memory(struct acg_spool *spool, const char *dir)
{
	spool->memory_fd = acg_directory_open(dir);
	return spool->memory_fd < 0 ? -errno : 0;
}

int acg_spool_watch(struct acg_spool *spool, const char *dir)
{
	*spool = (struct acg_spool){.dir = dir,
			.lock_fd = -1,
			.memory_fd = -1,
			.listed_us = -1,
			.watch = true};
	spool->dir_fd = acg_directory_open(dir);
	return spool->dir_fd < 0 ? -errno : 0;
}

static int compare(const void *a, const void *b)
{
	return strcmp(((const struct acg_segment *)a)->name,
			((const struct acg_segment *)b)->name);
}

/* `known`: how many of the segments are sorted. `name`, here and in add(), has
 * passed acg_segment_name_parse() and so is short enough. */
static bool knows(const struct acg_spool *spool, size_t known, const char *name)
{
	struct acg_segment key = {0};

	strcpy(key.name, name);
	return known > 0
		   && bsearch(&key, spool->segments, known, sizeof(key), compare)
					  != NULL;
}

static int add(struct acg_spool *spool, const char *name, int64_t created_us)
{
	size_t capacity = spool->capacity ? 2 * spool->capacity : 16;
	struct acg_segment *segments;

	if(spool->count == spool->capacity) {
		segments = realloc(spool->segments, capacity * sizeof(*segments));
		if(!segments)
			return -ENOMEM;
		spool->segments = segments;
		spool->capacity = capacity;
	}
	segments = spool->segments + spool->count++;
	*segments = (struct acg_segment){.created_us = created_us};
	strcpy(segments->name, name);
	return 0;
}

static int add_new(struct acg_spool *spool)
{
	size_t known = spool->count;
	struct dirent *entry;
	int64_t created_us;
	int result = 0;
	DIR *dir = acg_directory_list(spool->dir_fd);

	if(!dir)
		return -errno;
	while(result == 0 && (entry = readdir(dir)))
		if(acg_segment_name_parse(
				   entry->d_name, ACG_SUFFIX_SEGMENT, &created_us)
				&& !knows(spool, known, entry->d_name))
			result = add(spool, entry->d_name, created_us);
	closedir(dir);
	if(spool->count > known) {
		qsort(spool->segments, spool->count, sizeof(*spool->segments), compare);
		/* The names themselves must survive a power cut, too. */
		if(fsync(spool->dir_fd) < 0)
			return -errno;
	}
	return result;
}

static void forget(struct acg_segment *segment)
{
	segment->name[0] = '\0';
}

static void drop_forgotten(struct acg_spool *spool)
{
	size_t i, kept = 0;

	for(i = 0; i < spool->count; i++)
		if(spool->segments[i].name[0] != '\0')
			spool->segments[kept++] = spool->segments[i];
	spool->count = kept;
}

/* What another process has removed. */
static void forget_removed(struct acg_spool *spool)
{
	size_t i;

	for(i = 0; i < spool->count; i++)
		if(faccessat(spool->dir_fd, spool->segments[i].name, F_OK, 0) < 0)
			forget(spool->segments + i);
	drop_forgotten(spool);
}

/* Listing thousands of names ten times a second would be a waste: look only when
 * the directory has changed, or has just changed and may have done so again
 * within the granularity of its time stamp. */
static int list_if_changed(struct acg_spool *spool)
{
	struct stat st;
	int64_t changed_us;
	int result;

	if(fstat(spool->dir_fd, &st) < 0)
		return -errno;
	changed_us = st.st_mtim.tv_sec * ACG_US_PER_S + st.st_mtim.tv_nsec / 1000;
	if(changed_us == spool->listed_us
			&& acg_clock_now_us() - changed_us > ACG_US_PER_S)
		return 0;
	if(spool->watch)
		forget_removed(spool);
	result = add_new(spool);
	if(result == 0)
		spool->listed_us = changed_us;
	return result;
}

bool acg_spool_memory_is_from(
		const struct acg_spool *spool, int64_t from_us, int64_t to_us)
{
	struct dirent *entry;
	int64_t created_us;
	bool all = true;
	DIR *dir;

	if(spool->memory_fd < 0)
		return true;
	dir = acg_directory_list(spool->memory_fd);
	if(!dir)
		return false;
	while(all && (entry = readdir(dir)))
		all = !acg_segment_name_parse(
					  entry->d_name, ACG_SUFFIX_SEGMENT, &created_us)
			  || (created_us >= from_us && created_us <= to_us);
	closedir(dir);
	return all;
}

/* Nothing more of it is in memory. */
static bool is_moved(
		const struct acg_spool *spool, const struct acg_segment *segment)
{
	return spool->memory_fd < 0
		   || (faccessat(spool->memory_fd, segment->name, F_OK, 0) < 0
				   && errno == ENOENT);
}

/* First whether the writer is gone, then how much it has left. */
static int measure(const struct acg_spool *spool, int fd,
		struct acg_segment *segment, bool over)
{
	struct stat st;

	segment->finished =
			is_moved(spool, segment)
			&& (over
					|| flock(fd, (spool->watch ? LOCK_SH : LOCK_EX) | LOCK_NB)
							   == 0);
	if(fstat(fd, &st) < 0)
		return -errno;
	if(st.st_size > segment->durable && fdatasync(fd) < 0)
		return -errno;
	segment->durable = st.st_size;
	return 0;
}

static int update(struct acg_spool *spool, struct acg_segment *segment,
		int64_t over_until_us)
{
	int fd, result;

	if(segment->finished || segment->name[0] == '\0')
		return 0;
	fd = acg_spool_open_segment(spool, segment);
	if(fd == -ENOENT) {
		forget(segment);
		return 0;
	}
	if(fd < 0)
		return fd;
	result = measure(spool, fd, segment, segment->created_us <= over_until_us);
	close(fd);
	return result;
}

int acg_spool_refresh(struct acg_spool *spool, int64_t over_until_us)
{
	int result, first_error;
	size_t i;

	drop_forgotten(spool);
	first_error = list_if_changed(spool);
	for(i = 0; i < spool->count; i++) {
		result = update(spool, spool->segments + i, over_until_us);
		if(first_error == 0)
			first_error = result;
	}
	return first_error;
}

int acg_spool_open_segment(
		const struct acg_spool *spool, const struct acg_segment *segment)
{
	int fd = openat(spool->dir_fd, segment->name, O_RDONLY | O_CLOEXEC);

	return fd < 0 ? -errno : fd;
}

bool acg_segment_is_done(const struct acg_segment *segment)
{
	return segment->name[0] != '\0' && segment->finished
		   && segment->position >= segment->durable;
}

int acg_spool_remove(struct acg_spool *spool, struct acg_segment *segment)
{
	if(unlinkat(spool->dir_fd, segment->name, 0) < 0 && errno != ENOENT)
		return -errno;
	forget(segment);
	return 0;
}

int acg_spool_set_aside(
		struct acg_spool *spool, const struct acg_segment *segment)
{
	char name[ACG_SEGMENT_NAME_SIZE];

	acg_segment_rename(
			name, segment->name, ACG_SUFFIX_SEGMENT, ACG_SUFFIX_CORRUPT);
	if(linkat(spool->dir_fd, segment->name, spool->dir_fd, name, 0) < 0
			&& errno != EEXIST)
		return -errno;
	return 0;
}

int acg_spool_tidy(
		struct acg_spool *spool, int64_t corrupt_until_us, int64_t new_until_us)
{
	struct dirent *entry;
	int64_t created_us;
	int removed = 0;
	DIR *dir = acg_directory_list(spool->dir_fd);

	if(!dir)
		return -errno;
	while((entry = readdir(dir))) {
		if(acg_segment_name_parse(
				   entry->d_name, ACG_SUFFIX_CORRUPT, &created_us)
				&& created_us <= corrupt_until_us)
			removed += unlinkat(spool->dir_fd, entry->d_name, 0) == 0;
		else if(acg_segment_name_parse(
						entry->d_name, ACG_SUFFIX_NEW, &created_us)
				&& created_us <= new_until_us)
			unlinkat(spool->dir_fd, entry->d_name, 0);
	}
	closedir(dir);
	return removed;
}

int64_t acg_spool_pending(const struct acg_spool *spool, size_t *files)
{
	const struct acg_segment *segment;
	int64_t bytes = 0;
	size_t i;

	*files = 0;
	for(i = 0; i < spool->count; i++) {
		segment = spool->segments + i;
		if(segment->durable > segment->position) {
			bytes += segment->durable - segment->position;
			(*files)++;
		}
	}
	return bytes;
}
