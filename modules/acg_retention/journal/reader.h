/*
 * reader: reads the records of one segment of the journal. POSIX only.
 *
 * Nothing is skipped silently: bytes that are no intact record are reported with
 * their place and length, and reading goes on at the next intact record after
 * them.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef ACG_JOURNAL_READER_H
#define ACG_JOURNAL_READER_H

#include "journal/format.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define ACG_JOURNAL_BUFFER_SIZE 65536

_Static_assert(ACG_JOURNAL_BUFFER_SIZE >= ACG_FRAME_MAX,
		"a whole frame fits into the buffer");

enum acg_journal_read {
	ACG_JOURNAL_RECORD,	 /* payload, payload_len */
	ACG_JOURNAL_DAMAGE,	 /* damage_from, damage_len */
	ACG_JOURNAL_END,	 /* no further whole record is there at present */
	ACG_JOURNAL_FOREIGN, /* of a version this code does not know */
	ACG_JOURNAL_FAILED	 /* error: an errno of read(2) */
};

struct acg_journal_reader {
	int fd;			  /* the caller's; readable */
	int64_t position; /* up to here everything has been reported */

	const uint8_t *payload; /* valid until the next read */
	size_t payload_len;
	int64_t damage_from;
	int64_t damage_len;
	int error;

	/* What was read from the file at `position`. */
	size_t begin;
	size_t end;
	uint8_t buffer[ACG_JOURNAL_BUFFER_SIZE];
};

/* Begin at `position`: 0, or one that a reader has reported. */
void acg_journal_reader_init(
		struct acg_journal_reader *reader, int fd, int64_t position);

/* Read on. `finished`: nobody writes to the segment any more, so that the
 * beginning of a record at its end is damage too, not one still being written. */
enum acg_journal_read acg_journal_read(
		struct acg_journal_reader *reader, bool finished);

#endif
