/*
 * bytes: little-endian numbers in memory, read within bounds. Pure.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef ACG_BYTES_H
#define ACG_BYTES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

/* Write, and return what follows. The room is the caller's care. */
static inline uint8_t *acg_put_number(uint8_t *out, uint64_t value, int size)
{
	int i;

	for(i = 0; i < size; i++)
		out[i] = (uint8_t)(value >> (8 * i));
	return out + size;
}

static inline uint8_t *acg_put_u16(uint8_t *out, uint16_t value)
{
	return acg_put_number(out, value, 2);
}

static inline uint8_t *acg_put_u32(uint8_t *out, uint32_t value)
{
	return acg_put_number(out, value, 4);
}

static inline uint8_t *acg_put_u64(uint8_t *out, uint64_t value)
{
	return acg_put_number(out, value, 8);
}

/* What is still to be read. Reading past the end clears `ok` and yields 0, so a
 * reader may read on and ask once. */
struct acg_bytes {
	const uint8_t *next;
	const uint8_t *end;
	bool ok;
};

/* Where the next `len` bytes are; NULL where there are fewer. */
static inline const uint8_t *acg_skip(struct acg_bytes *in, size_t len)
{
	const uint8_t *at = in->next;

	if((size_t)(in->end - in->next) < len)
		in->ok = false;
	if(!in->ok)
		return NULL;
	in->next += len;
	return at;
}

static inline uint64_t acg_get_number(struct acg_bytes *in, int size)
{
	const uint8_t *at = acg_skip(in, (size_t)size);
	uint64_t value = 0;
	int i;

	for(i = size - 1; at && i >= 0; i--)
		value = value << 8 | at[i];
	return value;
}

static inline uint8_t acg_get_u8(struct acg_bytes *in)
{
	return (uint8_t)acg_get_number(in, 1);
}

static inline uint16_t acg_get_u16(struct acg_bytes *in)
{
	return (uint16_t)acg_get_number(in, 2);
}

static inline uint32_t acg_get_u32(struct acg_bytes *in)
{
	return (uint32_t)acg_get_number(in, 4);
}

static inline uint64_t acg_get_u64(struct acg_bytes *in)
{
	return acg_get_number(in, 8);
}

static inline void acg_get_bytes(struct acg_bytes *in, uint8_t *out, size_t len)
{
	const uint8_t *at = acg_skip(in, len);

	if(at)
		memcpy(out, at, len);
}

#endif
