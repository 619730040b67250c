/*
 * text: the media policy's rules in words.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "media/media.h"

struct words {
	const char *rule, *text;
	int warn_code;
};

/* clang-format off */
static const struct words words[] = {
	[ACG_MEDIA_OK] = {"ok", "media acceptable", 399},
	[ACG_MEDIA_MALFORMED] = {"sdp-malformed",
		"SDP malformed or ambiguous", 399},
	[ACG_MEDIA_NO_SECTION] = {"no-audio",
		"no audio section in use", 304},
	[ACG_MEDIA_NOT_AUDIO] = {"not-audio",
		"only audio is carried on this leg", 304},
	[ACG_MEDIA_WRONG_PROTOCOL] = {"transport",
		"media transport not allowed on this leg", 302},
	[ACG_MEDIA_NO_CRYPTO] = {"no-crypto",
		"SDES with AES_CM_128_HMAC_SHA1_80 required", 305},
	[ACG_MEDIA_OTHER_SUITE] = {"crypto-suite",
		"AES_CM_128_HMAC_SHA1_80 is the only suite accepted", 305},
	[ACG_MEDIA_BAD_CRYPTO] = {"crypto-syntax",
		"crypto attribute malformed", 305},
	[ACG_MEDIA_BAD_TAG] = {"crypto-tag",
		"crypto tag repeated, or not the one offered", 305},
	[ACG_MEDIA_BAD_KEY] = {"crypto-key",
		"crypto key is not inline with 30 bytes in base64", 305},
	[ACG_MEDIA_ZERO_KEY] = {"crypto-zero-key",
		"crypto key is zero", 305},
	[ACG_MEDIA_SECOND_KEY] = {"crypto-second-key",
		"crypto attribute with several keys", 305},
	[ACG_MEDIA_BAD_LIFETIME] = {"crypto-lifetime",
		"crypto lifetime is not 1 to 2^48 packets", 305},
	[ACG_MEDIA_BAD_MKI] = {"crypto-mki",
		"crypto MKI malformed", 305},
	[ACG_MEDIA_PARAMETER] = {"crypto-parameter",
		"crypto session parameters are not accepted", 305},
	[ACG_MEDIA_MANY_ANSWERS] = {"crypto-answers",
		"an answer has one crypto attribute", 305},
	[ACG_MEDIA_SESSION_CRYPTO] = {"crypto-session-level",
		"crypto attribute at session level", 305},
	[ACG_MEDIA_OTHER_KEYING] = {"other-keying",
		"keying other than SDES", 305},
	[ACG_MEDIA_CRYPTO_ON_PLAIN] = {"crypto-on-plain",
		"crypto attribute on RTP/AVP", 305},
	[ACG_MEDIA_OTHER_SECTIONS] = {"sections",
		"the answer's sections are not those offered", 399},
	[ACG_MEDIA_KEY_OF_OTHER_LEG] = {"crypto-foreign-key",
		"crypto key was used elsewhere in this call", 305},
	[ACG_MEDIA_UNEXPECTED] = {"sdp-unexpected",
		"no offer or answer is due in this message", 399},
	[ACG_MEDIA_OTHER_BODY] = {"body-type",
		"a body that is not SDP alone is not relayed", 399},
};
/* clang-format on */

static const struct words *words_of(enum acg_media_verdict verdict)
{
	static const struct words unknown = {"unknown", "unknown", 399};
	size_t n = sizeof(words) / sizeof(words[0]);

	return (size_t)verdict < n ? &words[verdict] : &unknown;
}

const char *acg_media_rule(enum acg_media_verdict verdict)
{
	return words_of(verdict)->rule;
}

const char *acg_media_text(enum acg_media_verdict verdict)
{
	return words_of(verdict)->text;
}

int acg_media_warn_code(enum acg_media_verdict verdict)
{
	return words_of(verdict)->warn_code;
}
