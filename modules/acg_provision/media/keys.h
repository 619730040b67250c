/*
 * keys: digests that stand for keys and tags, and keys of our own.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef ACG_MEDIA_KEYS_H
#define ACG_MEDIA_KEYS_H

#include "media/media.h"

#include "core/str.h"

/* Of the key in a section; 0: it has none. */
uint64_t acg_media_key_digest(
		const char *sdp, const struct acg_media_section *section);

/* Of the first key, which stands for its leg; 0: there is none. */
uint64_t acg_media_first_digest(
		const char *sdp, const struct acg_media_sections *sections);

/* Of a dialog's tag or a Call-ID, never 0. */
uint32_t acg_media_tag_digest(const str *tag);

/* A random key in base64; false without randomness. */
bool acg_media_random_key(char key[ACG_MEDIA_KEY_CHARS]);

#endif
