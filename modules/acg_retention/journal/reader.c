/*
 * reader: reads the records of one segment of the journal.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "journal/reader.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

void acg_journal_reader_init(
		struct acg_journal_reader *reader, int fd, int64_t position)
{
	reader->fd = fd;
	reader->position = position;
	reader->begin = 0;
	reader->end = 0;
}

static size_t buffered(const struct acg_journal_reader *reader)
{
	return reader->end - reader->begin;
}

static void consume(struct acg_journal_reader *reader, size_t len)
{
	reader->begin += len;
	reader->position += (int64_t)len;
}

/* Fill the buffer as far as the file goes. false: read(2) failed. */
static bool fill(struct acg_journal_reader *reader)
{
	ssize_t n = 1;

	memmove(reader->buffer, reader->buffer + reader->begin, buffered(reader));
	reader->end -= reader->begin;
	reader->begin = 0;
	while(n > 0 && reader->end < sizeof(reader->buffer)) {
		n = pread(reader->fd, reader->buffer + reader->end,
				sizeof(reader->buffer) - reader->end,
				reader->position + (int64_t)reader->end);
		if(n < 0 && errno == EINTR)
			n = 1;
		else if(n > 0)
			reader->end += (size_t)n;
	}
	reader->error = n < 0 ? errno : 0;
	return n >= 0;
}

/* What stands at the position, with as much of the file as could matter. */
static enum acg_frame look(struct acg_journal_reader *reader, bool *failed)
{
	enum acg_frame frame = ACG_FRAME_PARTIAL;

	*failed = false;
	if(buffered(reader) > 0)
		frame = acg_frame_check(reader->buffer + reader->begin,
				buffered(reader), &reader->payload_len);
	if(frame != ACG_FRAME_PARTIAL || buffered(reader) >= ACG_FRAME_MAX)
		return frame;
	if(!fill(reader)) {
		*failed = true;
		return ACG_FRAME_PARTIAL;
	}
	if(buffered(reader) == 0)
		return ACG_FRAME_PARTIAL;
	return acg_frame_check(reader->buffer + reader->begin, buffered(reader),
			&reader->payload_len);
}

/* Go on to where a record begins, or might while one is being written. */
static enum acg_journal_read pass_damage(
		struct acg_journal_reader *reader, bool finished)
{
	enum acg_frame frame;
	bool failed;

	reader->damage_from = reader->position;
	do {
		consume(reader, 1);
		frame = look(reader, &failed);
		if(failed) {
			/* Report it from its beginning when it can be read. */
			acg_journal_reader_init(reader, reader->fd, reader->damage_from);
			return ACG_JOURNAL_FAILED;
		}
	} while(buffered(reader) > 0
			&& (frame == ACG_FRAME_NONE
					|| (frame == ACG_FRAME_PARTIAL && finished)));
	reader->damage_len = reader->position - reader->damage_from;
	return ACG_JOURNAL_DAMAGE;
}

static enum acg_journal_read read_header(
		struct acg_journal_reader *reader, bool finished)
{
	if(!fill(reader))
		return ACG_JOURNAL_FAILED;
	switch(acg_journal_check_header(reader->buffer, buffered(reader))) {
		case ACG_HEADER_OK:
			consume(reader, ACG_JOURNAL_HEADER_SIZE);
			return acg_journal_read(reader, finished);
		case ACG_HEADER_FOREIGN:
			return ACG_JOURNAL_FOREIGN;
		case ACG_HEADER_PARTIAL:
			if(!finished || buffered(reader) == 0)
				return ACG_JOURNAL_END;
			break;
		case ACG_HEADER_DAMAGED:
			break;
	}
	return pass_damage(reader, finished);
}

enum acg_journal_read acg_journal_read(
		struct acg_journal_reader *reader, bool finished)
{
	enum acg_frame frame;
	bool failed;

	if(reader->position == 0)
		return read_header(reader, finished);
	frame = look(reader, &failed);
	if(failed)
		return ACG_JOURNAL_FAILED;
	if(buffered(reader) == 0 || (frame == ACG_FRAME_PARTIAL && !finished))
		return ACG_JOURNAL_END;
	if(frame != ACG_FRAME_WHOLE)
		return pass_damage(reader, finished);
	reader->payload = reader->buffer + reader->begin + ACG_FRAME_HEADER_SIZE;
	consume(reader, ACG_FRAME_HEADER_SIZE + reader->payload_len);
	return ACG_JOURNAL_RECORD;
}
