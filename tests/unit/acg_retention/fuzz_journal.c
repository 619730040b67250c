/* sources: journal/format.c journal/reader.c */
/* libs: -lz */
/*
 * Fuzz target: any bytes as a segment. The reader comes to an end, and what it
 * reports, records and damage, lies one behind the other without a gap from the
 * beginning to the end.
 *
 * Input: a byte, odd for a segment whose writer is gone, then the segment. To get
 * past the checksums, bytes that a frame's beginning could be are followed by a
 * right one where the second bit of that byte is set.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#define _GNU_SOURCE /* memfd_create(2) */
#include "journal/reader.h"

#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#define SIZE_MAX_HERE 16384

static void must(bool condition)
{
	if(!condition)
		abort();
}

/* Make frames of places that begin like one. */
static void mend(uint8_t *bytes, size_t size)
{
	uint8_t frame[ACG_FRAME_MAX];
	size_t at, len;

	if(size >= ACG_JOURNAL_HEADER_SIZE)
		acg_journal_put_header(bytes, 0);
	for(at = 0; at + ACG_FRAME_HEADER_SIZE < size; at++) {
		len = bytes[at + 4];
		if(memcmp(bytes + at, "ACGR", 4) != 0 || len == 0
				|| at + ACG_FRAME_HEADER_SIZE + len > size)
			continue;
		len = acg_frame_put(frame, bytes + at + ACG_FRAME_HEADER_SIZE, len);
		memcpy(bytes + at, frame, len);
		at += len - 1;
	}
}

static int file_of(const uint8_t *bytes, size_t size)
{
	static int fd = -1;

	if(fd < 0)
		fd = memfd_create("segment", 0);
	must(fd >= 0 && ftruncate(fd, 0) == 0);
	must(pwrite(fd, bytes, size, 0) == (ssize_t)size);
	return fd;
}

/* An intact header is passed together with what follows it. */
static void check_step(const struct acg_journal_reader *reader,
		enum acg_journal_read read, int64_t before, int64_t size)
{
	int64_t len = reader->damage_len, from = reader->damage_from;

	if(read != ACG_JOURNAL_DAMAGE) {
		must(read == ACG_JOURNAL_RECORD && reader->payload_len > 0);
		len = ACG_FRAME_HEADER_SIZE + (int64_t)reader->payload_len;
		from = reader->position - len;
	}
	must(len > 0 && from + len == reader->position && from + len <= size);
	must(from == before || (before == 0 && from == ACG_JOURNAL_HEADER_SIZE));
}

static void read_through(int fd, int64_t size, bool finished)
{
	static struct acg_journal_reader reader;
	enum acg_journal_read read;
	int64_t before;

	acg_journal_reader_init(&reader, fd, 0);
	for(;;) {
		before = reader.position;
		read = acg_journal_read(&reader, finished);
		if(read == ACG_JOURNAL_FOREIGN)
			return;
		if(read == ACG_JOURNAL_END)
			break;
		check_step(&reader, read, before, size);
	}
	must(!finished || reader.position == size);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static uint8_t bytes[SIZE_MAX_HERE];

	if(size < 1 || size - 1 > sizeof(bytes))
		return 0;
	memcpy(bytes, data + 1, size - 1);
	if(data[0] & 2)
		mend(bytes, size - 1);
	read_through(file_of(bytes, size - 1), (int64_t)(size - 1), data[0] & 1);
	return 0;
}
