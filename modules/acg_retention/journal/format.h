/*
 * format: how a segment of the journal looks on disk. Pure.
 *
 * A segment is a header and then frames, one per record, nothing else:
 *
 *   header  "ACGJRNL\n", version u32, created i64 (microseconds since 1970),
 *           CRC-32 u32 of what precedes
 *   frame   "ACGR", payload length u32, CRC-32 u32 of length and payload,
 *           payload
 *
 * Numbers are little-endian, the CRC is zlib's. A frame can be found again after
 * damage by its first four bytes and its checksum.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef ACG_JOURNAL_FORMAT_H
#define ACG_JOURNAL_FORMAT_H

#include <stddef.h>
#include <stdint.h>

#define ACG_JOURNAL_HEADER_SIZE 24
#define ACG_FRAME_HEADER_SIZE 12
#define ACG_FRAME_PAYLOAD_MAX 4096
#define ACG_FRAME_MAX (ACG_FRAME_HEADER_SIZE + ACG_FRAME_PAYLOAD_MAX)

enum acg_frame {
	ACG_FRAME_WHOLE,
	ACG_FRAME_PARTIAL, /* the beginning of one; the rest is not there (yet) */
	ACG_FRAME_NONE
};

enum acg_journal_header {
	ACG_HEADER_OK,
	ACG_HEADER_PARTIAL,
	ACG_HEADER_DAMAGED,
	ACG_HEADER_FOREIGN /* intact, of a version this code does not know */
};

void acg_journal_put_header(
		uint8_t out[static ACG_JOURNAL_HEADER_SIZE], int64_t created_us);

/* Judge the `len` bytes a segment begins with. */
enum acg_journal_header acg_journal_check_header(
		const uint8_t *bytes, size_t len);

/* Frame a payload of 1 to ACG_FRAME_PAYLOAD_MAX bytes. Returns the length. */
size_t acg_frame_put(
		uint8_t out[static ACG_FRAME_MAX], const void *payload, size_t len);

/* What begins at `bytes`, of which `len` are there? Where it is a whole frame,
 * *payload_len says how long its payload is. */
enum acg_frame acg_frame_check(
		const uint8_t *bytes, size_t len, size_t *payload_len);

#endif
