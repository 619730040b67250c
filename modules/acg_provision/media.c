/*
 * media: whether an SDP asks for what a leg's media profile allows.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "media.h"

#include <stdbool.h>
#include <stdint.h>
#include <string.h>
#include <strings.h>

#define SUITE "AES_CM_128_HMAC_SHA1_80"
#define KEY_CHARS 40 /* 30 bytes of master key and salt, base64, no padding */
#define MASTER_KEY_CHARS 21			/* those that hold key bits alone */
#define LIFETIME_EXPONENT_MAX 48	/* RFC 3711 section 9.2: SRTP packets */
#define MKI_LENGTH_MAX 128			/* RFC 4568 section 6.1, in bytes */
#define DIGITS_MAX_TAG 9			/* RFC 4568 section 9.1: 1*9DIGIT */
#define CRYPTO_LINES_MAX 32			/* of one section */
#define LINE_TYPES "osiuepcbtrzkam" /* RFC 4566 section 5, without v */

/* A piece of the SDP, not NUL-terminated. */
struct text {
	const char *at;
	size_t len;
};

static bool equals(struct text t, const char *word)
{
	return t.len == strlen(word) && memcmp(t.at, word, t.len) == 0;
}

static bool equals_in_any_case(struct text t, const char *word)
{
	return t.len == strlen(word) && strncasecmp(t.at, word, t.len) == 0;
}

static bool contains(struct text t, char c)
{
	return t.len && memchr(t.at, c, t.len);
}

static struct text skip(struct text t, size_t n)
{
	return (struct text){t.at + n, t.len - n};
}

/* Cut what is before the next `end`, or everything, off *rest. */
static struct text cut(struct text *rest, char end)
{
	const char *found = rest->len ? memchr(rest->at, end, rest->len) : NULL;
	struct text piece = {
			rest->at, found ? (size_t)(found - rest->at) : rest->len};

	*rest = skip(*rest, found ? piece.len + 1 : piece.len);
	return piece;
}

/* Cut the next line, without its CRLF or LF, off *rest. */
static struct text cut_line(struct text *rest)
{
	bool ends = contains(*rest, '\n');
	struct text line = cut(rest, '\n');

	if(ends && line.len && line.at[line.len - 1] == '\r')
		line.len--;
	return line;
}

static bool take_word(struct text *t, const char *word)
{
	size_t n = strlen(word);

	if(t->len < n || memcmp(t->at, word, n) != 0)
		return false;
	*t = skip(*t, n);
	return true;
}

/* Take all digits at *t: 1 to `digits_max` (at most 19), without a sign. */
static bool take_number(struct text *t, size_t digits_max, uint64_t *value)
{
	size_t n = 0;

	*value = 0;
	while(n < t->len && t->at[n] >= '0' && t->at[n] <= '9') {
		if(n == digits_max)
			return false;
		*value = *value * 10 + (uint64_t)(t->at[n++] - '0');
	}
	*t = skip(*t, n);
	return n > 0;
}

static bool is_base64(char c)
{
	return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z')
		   || (c >= '0' && c <= '9') || c == '+' || c == '/';
}

/* Take KEY_CHARS characters of base64; a master key of zeros is none. */
static bool take_key(struct text *t)
{
	size_t zeros = 0;

	if(t->len < KEY_CHARS)
		return false;
	for(size_t i = 0; i < KEY_CHARS; i++) {
		if(!is_base64(t->at[i]))
			return false;
		if(i < MASTER_KEY_CHARS && t->at[i] == 'A')
			zeros++;
	}
	*t = skip(*t, KEY_CHARS);
	return zeros < MASTER_KEY_CHARS;
}

/* 2^n or n packets; rtpengine drops a whole line whose lifetime is too long. */
static bool lifetime_ok(struct text t)
{
	bool exponent = take_word(&t, "2^");
	uint64_t n;

	if(!take_number(&t, 15, &n) || t.len || n == 0)
		return false;
	return n <= (exponent ? LIFETIME_EXPONENT_MAX
						  : UINT64_C(1) << LIFETIME_EXPONENT_MAX);
}

/* value:length. rtpengine keeps 32 bits of the value, 9 digits fit in these. */
static bool mki_ok(struct text t)
{
	uint64_t value, length;

	return take_number(&t, 9, &value) && take_word(&t, ":")
		   && take_number(&t, 3, &length) && t.len == 0 && length > 0
		   && length <= MKI_LENGTH_MAX
		   && (length >= sizeof(uint32_t) || value >> (8 * length) == 0);
}

/* RFC 4568 section 6.1, one key, to the end of the line, so that no session
 * parameter follows: inline:<key>[|lifetime][|MKI:length] */
static bool key_ok(struct text t)
{
	struct text first;
	bool both;

	if(!take_word(&t, "inline:") || !take_key(&t))
		return false;
	if(t.len == 0)
		return true;
	if(!take_word(&t, "|"))
		return false;
	both = contains(t, '|');
	first = cut(&t, '|');
	return both ? lifetime_ok(first) && mki_ok(t)
				: lifetime_ok(first) || mki_ok(first);
}

/* What is known of the media section being read. */
struct section {
	bool in_use; /* port is not 0 */
	bool has_good_crypto;
	size_t tags;
	uint64_t tag[CRYPTO_LINES_MAX];
};

struct judge {
	enum acg_media_profile profile;
	bool in_media;
	bool any_in_use;
	struct section section;
};

/* Not empty, and no white space in any reader's eyes. */
static bool is_visible(struct text t)
{
	for(size_t i = 0; i < t.len; i++) {
		if(t.at[i] <= ' ' || t.at[i] > '~')
			return false;
	}
	return t.len > 0;
}

/* Payload types: at least one, 0 to 127. A space at the end is tolerated. */
static bool formats_ok(struct text t)
{
	uint64_t payload_type;

	if(t.len == 0)
		return false;
	while(t.len) {
		if(!take_number(&t, 3, &payload_type) || payload_type > 127
				|| (t.len && !take_word(&t, " ")))
			return false;
	}
	return true;
}

static enum acg_media_verdict section_begin(
		struct judge *judge, struct text value)
{
	struct text media = cut(&value, ' ');
	struct text port = cut(&value, ' ');
	struct text protocol = cut(&value, ' ');
	bool secure = judge->profile == ACG_MEDIA_SECURE;
	uint64_t number;

	if(!is_visible(media) || !take_number(&port, 5, &number) || port.len
			|| number > UINT16_MAX)
		return ACG_MEDIA_MALFORMED;
	judge->section = (struct section){.in_use = number != 0};
	judge->in_media = true;
	if(number == 0)
		return ACG_MEDIA_OK;
	judge->any_in_use = true;
	if(!equals(media, "audio"))
		return ACG_MEDIA_NOT_AUDIO;
	if(!equals(protocol, secure ? "RTP/SAVP" : "RTP/AVP"))
		return ACG_MEDIA_WRONG_PROTOCOL;
	return formats_ok(value) ? ACG_MEDIA_OK : ACG_MEDIA_MALFORMED;
}

static enum acg_media_verdict section_end(const struct judge *judge)
{
	const struct section *section = &judge->section;

	if(judge->profile == ACG_MEDIA_SECURE && section->in_use
			&& !section->has_good_crypto)
		return ACG_MEDIA_NO_CRYPTO;
	return ACG_MEDIA_OK;
}

/* False when the tag was there before (RFC 4568 section 5.1.1: unique). */
static bool remember_tag(struct section *section, uint64_t tag)
{
	if(section->tags == CRYPTO_LINES_MAX)
		return false;
	for(size_t i = 0; i < section->tags; i++) {
		if(section->tag[i] == tag)
			return false;
	}
	section->tag[section->tags++] = tag;
	return true;
}

/* `value` is what follows "a=crypto:". rtpengine knows suites in any case. */
static enum acg_media_verdict crypto(struct judge *judge, struct text value)
{
	struct section *section = &judge->section;
	struct text suite;
	uint64_t tag;

	if(!judge->in_media)
		return ACG_MEDIA_SESSION_CRYPTO;
	if(!section->in_use)
		return ACG_MEDIA_OK;
	if(judge->profile == ACG_MEDIA_PLAIN)
		return ACG_MEDIA_CRYPTO_ON_PLAIN;
	if(!take_number(&value, DIGITS_MAX_TAG, &tag) || !take_word(&value, " ")
			|| !remember_tag(section, tag))
		return ACG_MEDIA_BAD_CRYPTO;
	suite = cut(&value, ' ');
	if(suite.len == 0 || value.len == 0)
		return ACG_MEDIA_BAD_CRYPTO;
	if(!equals_in_any_case(suite, SUITE) || section->has_good_crypto)
		return ACG_MEDIA_OK;
	if(!equals(suite, SUITE) || !key_ok(value))
		return ACG_MEDIA_BAD_CRYPTO;
	section->has_good_crypto = true;
	return ACG_MEDIA_OK;
}

/* Other ways to agree on keys: rtpengine would take DTLS up, and hand the rest
 * on to the far end. Capability negotiation (RFC 5939) can carry a transport and
 * a key that the m= and a=crypto lines do not show. */
static bool is_other_keying(struct text name)
{
	static const char *const names[] = {"fingerprint", "setup", "tls-id",
			"zrtp-hash", "key-mgmt", "3ge2ae", "acap", "tcap", "pcfg", "acfg"};

	for(size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		if(equals_in_any_case(name, names[i]))
			return true;
	}
	return false;
}

static enum acg_media_verdict attribute(struct judge *judge, struct text value)
{
	bool has_value = contains(value, ':');
	struct text name = cut(&value, ':');

	if(is_other_keying(name))
		return ACG_MEDIA_OTHER_KEYING;
	if(!equals_in_any_case(name, "crypto"))
		return ACG_MEDIA_OK;
	return has_value && equals(name, "crypto") ? crypto(judge, value)
											   : ACG_MEDIA_BAD_CRYPTO;
}

static enum acg_media_verdict judge_line(struct judge *judge, struct text line)
{
	enum acg_media_verdict verdict;

	if(line.len < 2 || line.at[1] != '=' || contains(line, '\0')
			|| contains(line, '\r') || !strchr(LINE_TYPES, line.at[0]))
		return ACG_MEDIA_MALFORMED;
	switch(line.at[0]) {
		case 'm':
			verdict = section_end(judge);
			return verdict ? verdict : section_begin(judge, skip(line, 2));
		case 'a':
			return attribute(judge, skip(line, 2));
		case 'k':
			return ACG_MEDIA_OTHER_KEYING;
	}
	return ACG_MEDIA_OK;
}

enum acg_media_verdict acg_media_judge(
		const char *sdp, size_t len, enum acg_media_profile profile)
{
	struct text rest = {sdp, len};
	struct judge judge = {.profile = profile};
	enum acg_media_verdict verdict;

	if(!equals(cut_line(&rest), "v=0"))
		return ACG_MEDIA_MALFORMED;
	while(rest.len) {
		verdict = judge_line(&judge, cut_line(&rest));
		if(verdict)
			return verdict;
	}
	verdict = section_end(&judge);
	if(verdict)
		return verdict;
	return judge.any_in_use ? ACG_MEDIA_OK : ACG_MEDIA_NO_SECTION;
}

const char *acg_media_text(enum acg_media_verdict verdict)
{
	switch(verdict) {
		case ACG_MEDIA_OK:
			return "media acceptable";
		case ACG_MEDIA_MALFORMED:
			return "SDP malformed or ambiguous";
		case ACG_MEDIA_NO_SECTION:
			return "no audio section in use";
		case ACG_MEDIA_NOT_AUDIO:
			return "only audio is carried on this leg";
		case ACG_MEDIA_WRONG_PROTOCOL:
			return "media transport not allowed on this leg";
		case ACG_MEDIA_NO_CRYPTO:
			return "SDES with AES_CM_128_HMAC_SHA1_80 required";
		case ACG_MEDIA_BAD_CRYPTO:
			return "crypto attribute malformed, weak or repeated";
		case ACG_MEDIA_SESSION_CRYPTO:
			return "crypto attribute at session level";
		case ACG_MEDIA_OTHER_KEYING:
			return "keying other than SDES";
		case ACG_MEDIA_CRYPTO_ON_PLAIN:
			return "crypto attribute on RTP/AVP";
	}
	return "unknown";
}
