/*
 * keys: digests that stand for keys and tags, and keys of our own.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "media/keys.h"

#include "core/crypto/shautils.h"

#include <stdlib.h>
#include <string.h>
#include <sys/random.h>

#define SHA256_HEX_SIZE 65

/* Of the 40 characters after "inline:". */
uint64_t acg_media_key_digest(
		const char *sdp, const struct acg_media_section *s)
{
	char hex[SHA256_HEX_SIZE];

	if(!s->in_use || s->key_params_len < 7 + ACG_MEDIA_KEY_CHARS)
		return 0;
	compute_sha256(
			hex, (u_int8_t *)(sdp + s->key_params + 7), ACG_MEDIA_KEY_CHARS);
	hex[16] = '\0';
	return strtoull(hex, NULL, 16);
}

uint64_t acg_media_first_digest(
		const char *sdp, const struct acg_media_sections *sections)
{
	for(size_t i = 0; i < sections->count; i++) {
		uint64_t digest = acg_media_key_digest(sdp, &sections->section[i]);
		if(digest)
			return digest;
	}
	return 0;
}

bool acg_media_random_key(char key[ACG_MEDIA_KEY_CHARS])
{
	static const char alphabet[] =
			"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
	unsigned char bytes[ACG_MEDIA_KEY_CHARS];

	if(getrandom(bytes, sizeof(bytes), 0) != (ssize_t)sizeof(bytes))
		return false;
	for(int i = 0; i < ACG_MEDIA_KEY_CHARS; i++)
		key[i] = alphabet[bytes[i] & 63];
	return true;
}

uint32_t acg_media_tag_digest(const str *tag)
{
	char hex[SHA256_HEX_SIZE];
	uint32_t digest;

	compute_sha256(hex, (u_int8_t *)tag->s, tag->len);
	hex[8] = '\0';
	digest = (uint32_t)strtoul(hex, NULL, 16);
	return digest ? digest : 1;
}
