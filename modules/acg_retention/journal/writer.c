/*
 * writer: appends records to this process's own segment of the journal.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "journal/writer.h"
#include "base/clock.h"
#include "journal/directory.h"
#include "journal/format.h"
#include "journal/segment_name.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <sys/file.h>
#include <unistd.h>

void acg_journal_close(struct acg_journal_writer *writer)
{
	if(writer->fd >= 0)
		close(writer->fd);
	writer->fd = -1;
}

/* All or nothing. A regular file takes less than asked only when it is full. */
static int write_whole(
		struct acg_journal_writer *writer, const uint8_t *bytes, size_t len)
{
	ssize_t n;
	int error;

	do
		n = write(writer->fd, bytes, len);
	while(n < 0 && errno == EINTR);
	if(n == (ssize_t)len) {
		writer->size += n;
		return 0;
	}
	error = n < 0 ? errno : ENOSPC;
	/* Half a record is cut off, and ends the segment all the same: a mover may have
	 * copied it, and what follows must not stand behind it there. */
	if(n > 0) {
		if(ftruncate(writer->fd, writer->size) < 0)
			error = errno;
		acg_journal_close(writer);
	}
	return -error;
}

static int write_header(struct acg_journal_writer *writer)
{
	uint8_t header[ACG_JOURNAL_HEADER_SIZE];

	if(flock(writer->fd, LOCK_EX | LOCK_NB) < 0)
		return -errno;
	acg_journal_put_header(header, writer->created_us);
	return write_whole(writer, header, sizeof(header));
}

/* The segment gets its real name only when it is locked and has its header, or
 * the spool could take it for a finished one. link(2), unlike rename(2), never
 * replaces a file. */
static int publish(int dir, const char *name)
{
	char final[ACG_SEGMENT_NAME_SIZE];

	acg_segment_rename(final, name, ACG_SUFFIX_NEW, ACG_SUFFIX_SEGMENT);
	return linkat(dir, name, dir, final, 0) < 0 ? -errno : 0;
}

static int create(struct acg_journal_writer *writer, int dir)
{
	char name[ACG_SEGMENT_NAME_SIZE];
	int result;

	writer->pid = getpid();
	writer->size = 0;
	writer->created_us = acg_clock_now_us();
	acg_segment_name(name, writer->created_us, writer->pid, writer->sequence++,
			ACG_SUFFIX_NEW);
	writer->fd = openat(dir, name,
			O_WRONLY | O_CREAT | O_EXCL | O_APPEND | O_CLOEXEC, 0600);
	if(writer->fd < 0)
		return -errno;
	result = write_header(writer);
	if(result == 0)
		result = publish(dir, name);
	unlinkat(dir, name, 0);
	if(result < 0)
		acg_journal_close(writer);
	return result;
}

static int begin_segment(struct acg_journal_writer *writer)
{
	int dir = acg_directory_open(writer->dir);
	int result;

	if(dir < 0)
		return -errno;
	result = create(writer, dir);
	close(dir);
	return result;
}

/* A clock set back also ends a segment, so that none covers more than its time. */
static bool must_rotate(const struct acg_journal_writer *writer, size_t len)
{
	int64_t age_us = acg_clock_now_us() - writer->created_us;

	return writer->size + (int64_t)len > writer->segment_bytes || age_us < 0
		   || age_us > writer->segment_us;
}

int acg_journal_append(
		struct acg_journal_writer *writer, const void *payload, size_t len)
{
	uint8_t frame[ACG_FRAME_MAX];
	size_t frame_len;
	int result;

	if(len == 0 || len > ACG_FRAME_PAYLOAD_MAX)
		return -EMSGSIZE;
	frame_len = acg_frame_put(frame, payload, len);
	if(writer->fd >= 0
			&& (writer->pid != getpid() || must_rotate(writer, frame_len)))
		acg_journal_close(writer);
	if(writer->fd < 0) {
		result = begin_segment(writer);
		if(result < 0)
			return result;
	}
	return write_whole(writer, frame, frame_len);
}
