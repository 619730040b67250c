/*
 * media: whether an SDP asks for what a leg's media profile allows.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "media/media.h"

#include <string.h>
#include <strings.h>

#define SUITE "AES_CM_128_HMAC_SHA1_80"
#define KEY_CHARS ACG_MEDIA_KEY_CHARS
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

/* Take KEY_CHARS characters of base64. */
static bool take_key(struct text *t, struct text *key)
{
	if(t->len < KEY_CHARS)
		return false;
	for(size_t i = 0; i < KEY_CHARS; i++) {
		if(!is_base64(t->at[i]))
			return false;
	}
	*key = (struct text){t->at, KEY_CHARS};
	*t = skip(*t, KEY_CHARS);
	return true;
}

static bool is_zero_key(struct text key)
{
	for(size_t i = 0; i < MASTER_KEY_CHARS; i++) {
		if(key.at[i] != 'A')
			return false;
	}
	return true;
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

/* [|lifetime][|MKI:length], to the end of the line */
static enum acg_media_verdict key_options(struct text t)
{
	struct text first;
	bool both;

	if(t.len == 0)
		return ACG_MEDIA_OK;
	if(!take_word(&t, "|"))
		return ACG_MEDIA_BAD_KEY;
	both = contains(t, '|');
	first = cut(&t, '|');
	if(!both && contains(first, ':'))
		return mki_ok(first) ? ACG_MEDIA_OK : ACG_MEDIA_BAD_MKI;
	if(!lifetime_ok(first))
		return ACG_MEDIA_BAD_LIFETIME;
	return !both || mki_ok(t) ? ACG_MEDIA_OK : ACG_MEDIA_BAD_MKI;
}

/* RFC 4568 section 6.1, one key, and no session parameter after it:
 * inline:<key>[|lifetime][|MKI:length] */
static enum acg_media_verdict key_params(struct text t)
{
	bool more = contains(t, ' ');
	struct text key, first = cut(&t, ' ');

	if(more)
		return ACG_MEDIA_PARAMETER;
	if(contains(first, ';'))
		return ACG_MEDIA_SECOND_KEY;
	if(!take_word(&first, "inline:") || !take_key(&first, &key))
		return ACG_MEDIA_BAD_KEY;
	return is_zero_key(key) ? ACG_MEDIA_ZERO_KEY : key_options(first);
}

/* An a=crypto line of the section being read. */
struct line {
	enum acg_media_verdict verdict;
	bool has_tag, is_ours;
	uint32_t tag;
	size_t at, key_params, key_params_len;
};

struct judge {
	enum acg_media_profile profile;
	enum acg_media_role role;
	const char *sdp;
	struct acg_media_sections *found;
	bool any_in_use;
	size_t lines; /* those of the section */
	struct line line[CRYPTO_LINES_MAX];
};

/* The section being read; NULL at session level. */
static struct acg_media_section *section_of(struct judge *judge)
{
	size_t n = judge->found->count;

	return n ? &judge->found->section[n - 1] : NULL;
}

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
			|| number > UINT16_MAX
			|| judge->found->count == ACG_MEDIA_SECTIONS_MAX)
		return ACG_MEDIA_MALFORMED;
	judge->found->section[judge->found->count++] =
			(struct acg_media_section){.in_use = number != 0};
	judge->lines = 0;
	if(number == 0)
		return ACG_MEDIA_OK;
	judge->any_in_use = true;
	if(!equals(media, "audio"))
		return ACG_MEDIA_NOT_AUDIO;
	if(!equals(protocol, secure ? "RTP/SAVP" : "RTP/AVP"))
		return ACG_MEDIA_WRONG_PROTOCOL;
	return formats_ok(value) ? ACG_MEDIA_OK : ACG_MEDIA_MALFORMED;
}

/* RFC 4568 section 5.1.1: a tag is unique. */
static bool tag_is_unique(const struct judge *judge, const struct line *line)
{
	for(size_t i = 0; i < judge->lines; i++) {
		const struct line *other = &judge->line[i];
		if(other != line && other->has_tag && other->tag == line->tag)
			return false;
	}
	return true;
}

static enum acg_media_verdict line_verdict(
		const struct judge *judge, const struct line *line)
{
	if(line->verdict == ACG_MEDIA_OK && !tag_is_unique(judge, line))
		return ACG_MEDIA_BAD_TAG;
	return line->verdict;
}

/* Take the first acceptable line; else say what is wrong with the first of ours. */
static enum acg_media_verdict choose_line(
		struct judge *judge, struct acg_media_section *section)
{
	enum acg_media_verdict verdict =
			judge->lines ? ACG_MEDIA_OTHER_SUITE : ACG_MEDIA_NO_CRYPTO;

	if(judge->role == ACG_MEDIA_ANSWER && judge->lines > 1)
		return ACG_MEDIA_MANY_ANSWERS;
	for(size_t i = 0; i < judge->lines; i++) {
		const struct line *line = &judge->line[i];
		enum acg_media_verdict its = line_verdict(judge, line);

		if(its == ACG_MEDIA_OK) {
			section->tag = line->tag;
			section->crypto = line->at;
			section->key_params = line->key_params;
			section->key_params_len = line->key_params_len;
			return ACG_MEDIA_OK;
		}
		if(line->is_ours && verdict == ACG_MEDIA_OTHER_SUITE)
			verdict = its;
	}
	return verdict;
}

static enum acg_media_verdict section_end(struct judge *judge)
{
	struct acg_media_section *section = section_of(judge);

	if(!section || !section->in_use || judge->profile != ACG_MEDIA_SECURE)
		return ACG_MEDIA_OK;
	return choose_line(judge, section);
}

/* tag SP suite SP key-params. rtpengine knows suites in any case, hence a line of
 * ours with other letters is one that is wrong, not one of another suite. */
static void crypto_parse(
		struct judge *judge, struct text value, struct line *line)
{
	struct text suite;
	uint64_t tag;

	line->verdict = ACG_MEDIA_BAD_CRYPTO;
	line->is_ours = true;
	if(!take_number(&value, DIGITS_MAX_TAG, &tag) || !take_word(&value, " "))
		return;
	line->has_tag = true;
	line->tag = (uint32_t)tag;
	suite = cut(&value, ' ');
	if(suite.len == 0 || value.len == 0)
		return;
	line->is_ours = equals_in_any_case(suite, SUITE);
	if(!line->is_ours)
		line->verdict = ACG_MEDIA_OTHER_SUITE;
	else if(equals(suite, SUITE))
		line->verdict = key_params(value);
	line->key_params = (size_t)(value.at - judge->sdp);
	line->key_params_len = value.len;
}

/* `at` begins the line, `value` is what follows "a=crypto:". */
static enum acg_media_verdict crypto(
		struct judge *judge, const char *at, struct text value)
{
	const struct acg_media_section *section = section_of(judge);
	struct line *line;

	if(!section)
		return ACG_MEDIA_SESSION_CRYPTO;
	if(!section->in_use)
		return ACG_MEDIA_OK;
	if(judge->profile == ACG_MEDIA_PLAIN)
		return ACG_MEDIA_CRYPTO_ON_PLAIN;
	if(judge->lines == CRYPTO_LINES_MAX)
		return ACG_MEDIA_BAD_CRYPTO;
	line = &judge->line[judge->lines++];
	*line = (struct line){.at = (size_t)(at - judge->sdp)};
	crypto_parse(judge, value, line);
	return ACG_MEDIA_OK;
}

#define WORD(word)               \
	{                            \
		(word), sizeof(word) - 1 \
	}

/* Other ways to agree on keys: rtpengine would take DTLS up, and hand the rest
 * on to the far end. Capability negotiation (RFC 5939) can carry a transport and
 * a key that the m= and a=crypto lines do not show. */
static bool is_other_keying(struct text name)
{
	static const struct text names[] = {WORD("fingerprint"), WORD("setup"),
			WORD("tls-id"), WORD("zrtp-hash"), WORD("key-mgmt"), WORD("3ge2ae"),
			WORD("acap"), WORD("tcap"), WORD("pcfg"), WORD("acfg")};

	for(size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		if(name.len == names[i].len
				&& strncasecmp(name.at, names[i].at, name.len) == 0)
			return true;
	}
	return false;
}

static enum acg_media_verdict attribute(struct judge *judge, struct text line)
{
	struct text value = skip(line, 2);
	bool has_value = contains(value, ':');
	struct text name = cut(&value, ':');

	if(is_other_keying(name))
		return ACG_MEDIA_OTHER_KEYING;
	if(!equals_in_any_case(name, "crypto"))
		return ACG_MEDIA_OK;
	return has_value && equals(name, "crypto") ? crypto(judge, line.at, value)
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
			return attribute(judge, line);
		case 'k':
			return ACG_MEDIA_OTHER_KEYING;
	}
	return ACG_MEDIA_OK;
}

enum acg_media_verdict acg_media_judge(const char *sdp, size_t len,
		enum acg_media_profile profile, enum acg_media_role role,
		struct acg_media_sections *found)
{
	struct text rest = {sdp, len};
	struct judge judge;
	enum acg_media_verdict verdict;

	judge.profile = profile;
	judge.role = role;
	judge.sdp = sdp;
	judge.found = found;
	judge.any_in_use = false;
	judge.lines = 0;
	found->count = 0;
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

uint32_t acg_media_in_use(const struct acg_media_sections *sections)
{
	uint32_t bits = 0;

	for(size_t i = 0; i < sections->count; i++)
		bits |= (uint32_t)sections->section[i].in_use << i;
	return bits;
}

enum acg_media_verdict acg_media_fits(const struct acg_media_sections *answer,
		size_t offered_count, uint32_t offered)
{
	return answer->count == offered_count
						   && !(acg_media_in_use(answer) & ~offered)
				   ? ACG_MEDIA_OK
				   : ACG_MEDIA_OTHER_SECTIONS;
}
