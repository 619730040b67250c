/*
 * media: whether an SDP asks for what a leg's media profile allows. Pure.
 *
 * rtpengine refuses nothing by itself: an offer without SRTP, or with another
 * suite, gets an answer. So every offer and answer passes here first, and what
 * rtpengine makes of it passes here again before it leaves.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef ACG_MEDIA_H
#define ACG_MEDIA_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define ACG_MEDIA_SECTIONS_MAX 8
#define ACG_MEDIA_KEY_CHARS 40 /* 30 bytes of master key and salt in base64 */

enum acg_media_profile {
	ACG_MEDIA_SECURE, /* RTP/SAVP keyed by SDES, AES_CM_128_HMAC_SHA1_80 only */
	ACG_MEDIA_PLAIN	  /* RTP/AVP, on an operator's own network */
};

enum acg_media_role { ACG_MEDIA_OFFER, ACG_MEDIA_ANSWER };

enum acg_media_verdict {
	ACG_MEDIA_OK = 0,
	ACG_MEDIA_MALFORMED,  /* not the SDP of RFC 4566, or readable in two ways */
	ACG_MEDIA_NO_SECTION, /* no m= line with a port */
	ACG_MEDIA_NOT_AUDIO,  /* a section in use that is not audio */
	ACG_MEDIA_WRONG_PROTOCOL,  /* not the profile's transport */
	ACG_MEDIA_NO_CRYPTO,	   /* secure section without any a=crypto */
	ACG_MEDIA_OTHER_SUITE,	   /* none of its a=crypto has the suite */
	ACG_MEDIA_BAD_CRYPTO,	   /* not the form of RFC 4568 section 9.1 */
	ACG_MEDIA_BAD_TAG,		   /* twice the same, or not the one offered */
	ACG_MEDIA_BAD_KEY,		   /* not 30 bytes of base64 */
	ACG_MEDIA_ZERO_KEY,		   /* a master key of zeros */
	ACG_MEDIA_SECOND_KEY,	   /* more than one key in a line */
	ACG_MEDIA_BAD_LIFETIME,	   /* 0, or more than 2^48 packets */
	ACG_MEDIA_BAD_MKI,		   /* does not fit its length, or is too long */
	ACG_MEDIA_PARAMETER,	   /* a session parameter */
	ACG_MEDIA_MANY_ANSWERS,	   /* an answer with several a=crypto */
	ACG_MEDIA_SESSION_CRYPTO,  /* a=crypto at session level */
	ACG_MEDIA_OTHER_KEYING,	   /* DTLS, ZRTP, MIKEY, capability negotiation */
	ACG_MEDIA_CRYPTO_ON_PLAIN, /* a=crypto on RTP/AVP (RFC 8643) */
	ACG_MEDIA_OTHER_SECTIONS, /* an answer with other sections than its offer */
	ACG_MEDIA_KEY_OF_OTHER_LEG, /* a key that was seen elsewhere in the call */
	ACG_MEDIA_UNEXPECTED,		/* SDP where no offer or answer is due */
	ACG_MEDIA_OTHER_BODY		/* a body that is not SDP alone */
};

/* One media section as judged. Offsets are into the SDP judged. */
struct acg_media_section {
	bool in_use;   /* its port is not 0 */
	uint32_t tag;  /* of the accepted a=crypto; secure sections in use only */
	size_t crypto; /* where that line begins */
	size_t key_params; /* "inline:...", to the end of the line */
	size_t key_params_len;
};

struct acg_media_sections {
	size_t count;
	struct acg_media_section section[ACG_MEDIA_SECTIONS_MAX];
};

/* Judge `len` bytes of SDP (RFC 4566).
 *
 * In a secure section an a=crypto of another suite, or one that is not
 * acceptable, is passed over when an acceptable one remains (RFC 4568 section
 * 5.1.2); acg_media_rewrite() leaves only that one in the SDP. Acceptable is: a
 * tag no other line of the section has, the suite, one key of 30 bytes (40 base64
 * characters) that is not zero, a lifetime of 1 to 2^48 packets, an MKI that fits
 * its length, no session parameter (section 6.3: they can switch encryption and
 * authentication off; one we do not know makes the line invalid). Without one,
 * the verdict tells what is wrong with the first line of our suite. An answer has
 * exactly one a=crypto in each section in use (section 5.1.3). A section with port
 * 0 is not in use, and a plain section holds no a=crypto.
 *
 * What rtpengine or a far end could read otherwise than it is read here is
 * malformed: a second v= line, an empty line, NUL or CR within a line, a line or
 * a port that is not plain RFC 4566.
 *
 * *found holds the sections when the verdict is ACG_MEDIA_OK. */
enum acg_media_verdict acg_media_judge(const char *sdp, size_t len,
		enum acg_media_profile profile, enum acg_media_role role,
		struct acg_media_sections *found);

/* Whether an answer fits the sections of its offer (RFC 3264 section 6): as many,
 * and none in use that was not offered. `offered` has bit i set for each section
 * in use; sections beyond 31 do not exist. */
enum acg_media_verdict acg_media_fits(const struct acg_media_sections *answer,
		size_t offered_count, uint32_t offered);

/* Bit i: section i is in use. */
uint32_t acg_media_in_use(const struct acg_media_sections *sections);

/* How acg_media_rewrite() writes the one a=crypto of a section. */
struct acg_media_writing {
	enum { ACG_MEDIA_KEEP_KEY, ACG_MEDIA_GIVEN_KEY, ACG_MEDIA_NO_KEY } key;
	char given[ACG_MEDIA_KEY_CHARS]; /* base64, with ACG_MEDIA_GIVEN_KEY */
	const uint32_t *tags; /* one for each section; NULL: 1 everywhere */
	bool hold_inactive;	  /* sendonly and recvonly become inactive */
};

/* Copy an SDP that was judged, with no a=crypto but the accepted ones, each with
 * the tag and the key that `writing` says. The result needs at most
 * acg_media_rewrite_size(len) bytes in `out`; returned is its length. */
size_t acg_media_rewrite(const char *sdp, size_t len,
		const struct acg_media_sections *sections,
		const struct acg_media_writing *writing, char *out);

size_t acg_media_rewrite_size(size_t len);

/* The rule that was broken, a short name without spaces. Static storage. */
const char *acg_media_rule(enum acg_media_verdict verdict);

/* The same in words fit for a Warning header. Static storage. */
const char *acg_media_text(enum acg_media_verdict verdict);

/* The warn-code of RFC 3261 section 20.43 that fits best: 302, 304, 305 or 399. */
int acg_media_warn_code(enum acg_media_verdict verdict);

#endif
