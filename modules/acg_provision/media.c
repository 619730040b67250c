/*
 * media: whether an SDP asks for what a leg's media profile allows.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "media.h"

#include <stdbool.h>
#include <string.h>

#define KEY_CHARS 40 /* 30 bytes of master key and salt, base64, no padding */
#define TAG_DIGITS_MAX 9 /* RFC 4568 section 9.1: 1*9DIGIT */

/* A piece of the SDP, not NUL-terminated. */
struct text {
	const char *at;
	size_t len;
};

static bool starts_with(struct text t, const char *prefix)
{
	size_t n = strlen(prefix);
	return t.len >= n && memcmp(t.at, prefix, n) == 0;
}

static bool equals(struct text t, const char *word)
{
	return t.len == strlen(word) && memcmp(t.at, word, t.len) == 0;
}

static struct text skip(struct text t, size_t n)
{
	return (struct text){t.at + n, t.len - n};
}

/* Cut the next line, without its CRLF or LF, off *rest. */
static struct text next_line(struct text *rest)
{
	const char *newline = memchr(rest->at, '\n', rest->len);
	struct text line = {
			rest->at, newline ? (size_t)(newline - rest->at) : rest->len};

	*rest = skip(*rest, newline ? line.len + 1 : line.len);
	if(line.len && line.at[line.len - 1] == '\r')
		line.len--;
	return line;
}

/* Cut the next word, up to a space, off *rest. */
static struct text next_word(struct text *rest)
{
	const char *space = memchr(rest->at, ' ', rest->len);
	struct text word = {
			rest->at, space ? (size_t)(space - rest->at) : rest->len};

	*rest = skip(*rest, space ? word.len + 1 : word.len);
	return word;
}

static size_t span_digits(struct text t)
{
	size_t n = 0;
	while(n < t.len && t.at[n] >= '0' && t.at[n] <= '9')
		n++;
	return n;
}

static bool is_base64(char c)
{
	return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z')
		   || (c >= '0' && c <= '9') || c == '+' || c == '/';
}

/* inline:<40 base64>[|lifetime][|MKI:length]; one key (RFC 4568 section 6.1). */
static bool key_ok(struct text key)
{
	static const char method[] = "inline:";

	if(!starts_with(key, method))
		return false;
	key = skip(key, sizeof(method) - 1);
	for(size_t i = 0; i < KEY_CHARS; i++) {
		if(i >= key.len || !is_base64(key.at[i]))
			return false;
	}
	key = skip(key, KEY_CHARS);
	return (key.len == 0 || key.at[0] == '|') && !memchr(key.at, ';', key.len);
}

/* `value` is what follows "a=crypto:". Session parameters, which come after the
 * key, can switch encryption or authentication off: none is accepted. */
static bool crypto_ok(struct text value)
{
	struct text tag = next_word(&value);
	struct text suite = next_word(&value);
	struct text key = next_word(&value);

	return tag.len > 0 && tag.len <= TAG_DIGITS_MAX
		   && span_digits(tag) == tag.len
		   && equals(suite, "AES_CM_128_HMAC_SHA1_80") && key_ok(key)
		   && value.len == 0;
}

/* What is known of the media section being read. */
struct section {
	bool in_use; /* port is not 0 */
	bool has_crypto;
	bool has_good_crypto;
};

static enum acg_media_verdict section_begin(struct section *section,
		struct text value, enum acg_media_profile profile)
{
	struct text media = next_word(&value);
	struct text port = next_word(&value);
	struct text protocol = next_word(&value);
	size_t digits = span_digits(port);
	bool zero = digits > 0;

	for(size_t i = 0; i < digits; i++)
		zero = zero && port.at[i] == '0';
	*section = (struct section){.in_use = !zero};
	if(zero)
		return ACG_MEDIA_OK;
	if(!equals(media, "audio"))
		return ACG_MEDIA_NOT_AUDIO;
	if(!equals(protocol, profile == ACG_MEDIA_SECURE ? "RTP/SAVP" : "RTP/AVP"))
		return ACG_MEDIA_WRONG_PROTOCOL;
	return ACG_MEDIA_OK;
}

static enum acg_media_verdict section_end(
		const struct section *section, enum acg_media_profile profile)
{
	if(!section->in_use)
		return ACG_MEDIA_OK;
	if(profile == ACG_MEDIA_PLAIN)
		return section->has_crypto ? ACG_MEDIA_CRYPTO_ON_PLAIN : ACG_MEDIA_OK;
	return section->has_good_crypto ? ACG_MEDIA_OK : ACG_MEDIA_NO_CRYPTO;
}

/* Keying other than SDES: rtpengine would take it up and answer with it. */
static bool other_keying(struct text line)
{
	return starts_with(line, "a=fingerprint:") || starts_with(line, "a=setup:")
		   || starts_with(line, "a=zrtp-hash:")
		   || starts_with(line, "a=key-mgmt:") || starts_with(line, "k=");
}

enum acg_media_verdict acg_media_judge(
		const char *sdp, size_t len, enum acg_media_profile profile)
{
	static const char crypto[] = "a=crypto:";
	struct text rest = {sdp, len};
	struct section section = {0};
	enum acg_media_verdict verdict;
	bool in_media = false, any_in_use = false;

	while(rest.len) {
		struct text line = next_line(&rest);

		if(starts_with(line, "m=")) {
			verdict = section_end(&section, profile);
			if(!verdict)
				verdict = section_begin(&section, skip(line, 2), profile);
			if(verdict)
				return verdict;
			in_media = true;
			any_in_use = any_in_use || section.in_use;
		} else if(starts_with(line, crypto)) {
			if(!in_media)
				return ACG_MEDIA_SESSION_CRYPTO;
			section.has_crypto = true;
			if(crypto_ok(skip(line, sizeof(crypto) - 1)))
				section.has_good_crypto = true;
		} else if(other_keying(line)) {
			return ACG_MEDIA_OTHER_KEYING;
		}
	}
	verdict = section_end(&section, profile);
	if(verdict)
		return verdict;
	return any_in_use ? ACG_MEDIA_OK : ACG_MEDIA_NO_SECTION;
}

const char *acg_media_text(enum acg_media_verdict verdict)
{
	switch(verdict) {
		case ACG_MEDIA_OK:
			return "media acceptable";
		case ACG_MEDIA_NO_SECTION:
			return "no audio section in use";
		case ACG_MEDIA_NOT_AUDIO:
			return "only audio is carried on this leg";
		case ACG_MEDIA_WRONG_PROTOCOL:
			return "media transport not allowed on this leg";
		case ACG_MEDIA_NO_CRYPTO:
			return "SDES with AES_CM_128_HMAC_SHA1_80 required";
		case ACG_MEDIA_SESSION_CRYPTO:
			return "crypto attribute at session level";
		case ACG_MEDIA_OTHER_KEYING:
			return "keying other than SDES offered";
		case ACG_MEDIA_CRYPTO_ON_PLAIN:
			return "crypto attribute on RTP/AVP";
	}
	return "unknown";
}
