/*
 * format: how a segment of the journal looks on disk.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "journal/format.h"
#include "base/bytes.h"

#include <zlib.h>

#define FORMAT_VERSION 1

static const uint8_t header_magic[8] = "ACGJRNL\n";
static const uint8_t frame_magic[4] = {'A', 'C', 'G', 'R'};

static uint32_t checksum(const uint8_t *bytes, size_t len)
{
	return (uint32_t)crc32(crc32(0, Z_NULL, 0), bytes, (uInt)len);
}

void acg_journal_put_header(
		uint8_t out[static ACG_JOURNAL_HEADER_SIZE], int64_t created_us)
{
	memcpy(out, header_magic, sizeof(header_magic));
	acg_put_u32(out + 8, FORMAT_VERSION);
	acg_put_u64(out + 12, (uint64_t)created_us);
	acg_put_u32(out + 20, checksum(out, 20));
}

enum acg_journal_header acg_journal_check_header(
		const uint8_t *bytes, size_t len)
{
	struct acg_bytes in = {bytes + 8, bytes + len, true};
	uint32_t version;

	if(len < ACG_JOURNAL_HEADER_SIZE)
		return ACG_HEADER_PARTIAL;
	version = acg_get_u32(&in);
	acg_skip(&in, 8);
	if(memcmp(bytes, header_magic, sizeof(header_magic)) != 0
			|| acg_get_u32(&in) != checksum(bytes, 20))
		return ACG_HEADER_DAMAGED;
	return version == FORMAT_VERSION ? ACG_HEADER_OK : ACG_HEADER_FOREIGN;
}

/* Of length and payload, which lie on both sides of the checksum itself. */
static uint32_t frame_checksum(const uint8_t *frame, size_t payload_len)
{
	uLong crc = crc32(crc32(0, Z_NULL, 0), frame + 4, 4);

	return (uint32_t)crc32(
			crc, frame + ACG_FRAME_HEADER_SIZE, (uInt)payload_len);
}

size_t acg_frame_put(
		uint8_t out[static ACG_FRAME_MAX], const void *payload, size_t len)
{
	memcpy(out, frame_magic, sizeof(frame_magic));
	acg_put_u32(out + 4, (uint32_t)len);
	memcpy(out + ACG_FRAME_HEADER_SIZE, payload, len);
	acg_put_u32(out + 8, frame_checksum(out, len));
	return ACG_FRAME_HEADER_SIZE + len;
}

enum acg_frame acg_frame_check(
		const uint8_t *bytes, size_t len, size_t *payload_len)
{
	struct acg_bytes in = {bytes + 4, bytes + len, true};
	size_t magic_len = len < sizeof(frame_magic) ? len : sizeof(frame_magic);
	uint32_t size, crc;

	if(memcmp(bytes, frame_magic, magic_len) != 0)
		return ACG_FRAME_NONE;
	if(len < ACG_FRAME_HEADER_SIZE)
		return ACG_FRAME_PARTIAL;
	size = acg_get_u32(&in);
	crc = acg_get_u32(&in);
	if(size == 0 || size > ACG_FRAME_PAYLOAD_MAX)
		return ACG_FRAME_NONE;
	if(len - ACG_FRAME_HEADER_SIZE < size)
		return ACG_FRAME_PARTIAL;
	if(frame_checksum(bytes, size) != crc)
		return ACG_FRAME_NONE;
	*payload_len = size;
	return ACG_FRAME_WHOLE;
}
