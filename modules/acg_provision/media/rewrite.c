/*
 * rewrite: a judged SDP with no a=crypto but the accepted ones.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "media/media.h"

#include <stdio.h>
#include <string.h>

#define CRYPTO "a=crypto:"
#define SUITE "AES_CM_128_HMAC_SHA1_80"
#define TAG_DIGITS 10

struct writer {
	char *out;
	size_t len;
};

static void put(struct writer *w, const char *text, size_t len)
{
	memcpy(w->out + w->len, text, len);
	w->len += len;
}

static bool is(const char *line, size_t len, const char *text)
{
	return len == strlen(text) && memcmp(line, text, len) == 0;
}

static bool is_crypto(const char *line, size_t len)
{
	return len >= sizeof(CRYPTO) - 1
		   && memcmp(line, CRYPTO, sizeof(CRYPTO) - 1) == 0;
}

static void put_crypto(struct writer *w, const char *sdp,
		const struct acg_media_section *section, uint32_t tag,
		const struct acg_media_writing *writing)
{
	char start[sizeof(CRYPTO) + TAG_DIGITS + sizeof(SUITE) + 8];
	int n = snprintf(start, sizeof(start), CRYPTO "%u " SUITE " ", tag);

	put(w, start, (size_t)n);
	if(writing->key == ACG_MEDIA_GIVEN_KEY) {
		put(w, "inline:", 7);
		put(w, writing->given, ACG_MEDIA_KEY_CHARS);
	} else {
		put(w, sdp + section->key_params, section->key_params_len);
	}
}

/* The line's length with its end, which is written as it was. */
static size_t line_length(const char *line, size_t len)
{
	const char *end = memchr(line, '\n', len);

	return end ? (size_t)(end - line) + 1 : len;
}

static size_t content_length(const char *line, size_t whole)
{
	if(whole && line[whole - 1] == '\n')
		whole--;
	if(whole && line[whole - 1] == '\r')
		whole--;
	return whole;
}

size_t acg_media_rewrite_size(size_t len)
{
	return len + ACG_MEDIA_SECTIONS_MAX * (TAG_DIGITS + sizeof("inactive"));
}

size_t acg_media_rewrite(const char *sdp, size_t len,
		const struct acg_media_sections *sections,
		const struct acg_media_writing *writing, char *out)
{
	struct writer w = {out, 0};
	size_t i = 0; /* the section being read, counted from 1 */

	for(size_t at = 0, whole; at < len; at += whole) {
		const char *line = sdp + at;
		const struct acg_media_section *section =
				i ? &sections->section[i - 1] : NULL;
		size_t n;

		whole = line_length(line, len - at);
		n = content_length(line, whole);
		if(line[0] == 'm' && i < sections->count) {
			i++;
			put(&w, line, whole);
		} else if(is_crypto(line, n)) {
			if(!section || !section->in_use || section->crypto != at
					|| !section->key_params_len
					|| writing->key == ACG_MEDIA_NO_KEY)
				continue;
			put_crypto(&w, sdp, section,
					writing->tags ? writing->tags[i - 1] : 1, writing);
			put(&w, line + n, whole - n);
		} else if(writing->hold_inactive
				  && (is(line, n, "a=sendonly") || is(line, n, "a=recvonly"))) {
			put(&w, "a=inactive", 10);
			put(&w, line + n, whole - n);
		} else {
			put(&w, line, whole);
		}
	}
	return w.len;
}
