/*
 * text: bytes from SIP made fit for a database and for JSON.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "base/text.h"

#include <stdint.h>
#include <string.h>

/* Length of the UTF-8 sequence that begins with this byte; 0: none does. */
static size_t sequence_length(unsigned char first)
{
	if(first < 0x80)
		return 1;
	if(first >= 0xc2 && first <= 0xdf)
		return 2;
	if(first >= 0xe0 && first <= 0xef)
		return 3;
	if(first >= 0xf0 && first <= 0xf4)
		return 4;
	return 0;
}

/* RFC 3629 section 4: what the second byte may be keeps out overlong forms,
 * surrogates and what is beyond U+10FFFF. */
static bool second_byte_ok(unsigned char first, unsigned char second)
{
	switch(first) {
		case 0xe0:
			return second >= 0xa0 && second <= 0xbf;
		case 0xed:
			return second >= 0x80 && second <= 0x9f;
		case 0xf0:
			return second >= 0x90 && second <= 0xbf;
		case 0xf4:
			return second >= 0x80 && second <= 0x8f;
		default:
			return second >= 0x80 && second <= 0xbf;
	}
}

/* U+0080 to U+009F, the second row of control characters. */
static bool is_c1_control(const unsigned char *p)
{
	return p[0] == 0xc2 && p[1] < 0xa0;
}

/* Bytes of the clean character at p; 0: there is none. */
static size_t clean_character(const unsigned char *p, size_t len)
{
	size_t i, n = sequence_length(p[0]);

	if(n == 1)
		return p[0] >= 0x20 && p[0] != 0x7f;
	if(n == 0 || n > len || !second_byte_ok(p[0], p[1]) || is_c1_control(p))
		return 0;
	for(i = 2; i < n; i++)
		if(p[i] < 0x80 || p[i] > 0xbf)
			return 0;
	return n;
}

static void percent(char *out, unsigned char byte)
{
	static const char hex[] = "0123456789ABCDEF";

	out[0] = '%';
	out[1] = hex[byte >> 4];
	out[2] = hex[byte & 15];
}

/* Eight bytes at a time: is any of them no printable ASCII? With the highest bit of each
 * byte set aside, + 1 carries into it from 0x7f, and - 0x20 borrows from it below 0x20. */
static bool all_plain(uint64_t eight)
{
	const uint64_t ones = UINT64_C(0x0101010101010101), high = ones << 7;
	uint64_t low = eight & ~high;

	return ((eight | (low + ones) | ~((low | high) - ones * 0x20)) & high) == 0;
}

/* Nearly all text is printable ASCII: how much of it stands at p. */
static size_t plain_run(const unsigned char *p, size_t len)
{
	uint64_t eight;
	size_t n = 0;

	for(; n + sizeof(eight) <= len; n += sizeof(eight)) {
		memcpy(&eight, p + n, sizeof(eight));
		if(!all_plain(eight))
			break;
	}
	while(n < len && p[n] >= 0x20 && p[n] < 0x7f)
		n++;
	return n;
}

size_t acg_text_clean(char *out, size_t size, struct acg_text text)
{
	const unsigned char *p = (const unsigned char *)text.s;
	size_t in = 0, written = 0, n;

	while(in < text.len) {
		n = plain_run(p + in, text.len - in);
		if(n > size - written)
			n = size - written;
		if(n > 0) {
			memcpy(out + written, p + in, n);
			written += n;
			in += n;
			continue;
		}
		n = clean_character(p + in, text.len - in);
		if(written + (n ? n : 3) > size)
			break;
		if(n) {
			memcpy(out + written, p + in, n);
			written += n;
			in += n;
		} else {
			percent(out + written, p[in++]);
			written += 3;
		}
	}
	return written;
}

bool acg_text_is_clean(struct acg_text text)
{
	const unsigned char *p = (const unsigned char *)text.s;
	size_t in = 0, n;

	for(; in < text.len; in += n) {
		n = plain_run(p + in, text.len - in);
		if(n == 0)
			n = clean_character(p + in, text.len - in);
		if(n == 0)
			return false;
	}
	return true;
}
