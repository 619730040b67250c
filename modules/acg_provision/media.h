/*
 * media: whether an SDP asks for what a leg's media profile allows. Pure.
 *
 * rtpengine refuses nothing by itself: an offer without SRTP, or with another
 * suite, gets an answer. So every offer and answer passes here first.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef ACG_MEDIA_H
#define ACG_MEDIA_H

#include <stddef.h>

enum acg_media_profile {
	ACG_MEDIA_SECURE, /* RTP/SAVP keyed by SDES, AES_CM_128_HMAC_SHA1_80 only */
	ACG_MEDIA_PLAIN	  /* RTP/AVP, on an operator's own network */
};

enum acg_media_verdict {
	ACG_MEDIA_OK = 0,
	ACG_MEDIA_MALFORMED,  /* not the SDP of RFC 4566, or readable in two ways */
	ACG_MEDIA_NO_SECTION, /* no m= line with a port */
	ACG_MEDIA_NOT_AUDIO,  /* a section in use that is not audio */
	ACG_MEDIA_WRONG_PROTOCOL, /* not the profile's transport */
	ACG_MEDIA_NO_CRYPTO,	  /* secure section without the suite */
	ACG_MEDIA_BAD_CRYPTO,	  /* an a=crypto that must not be passed over */
	ACG_MEDIA_SESSION_CRYPTO, /* a=crypto at session level */
	ACG_MEDIA_OTHER_KEYING,	  /* DTLS, ZRTP, MIKEY, capability negotiation */
	ACG_MEDIA_CRYPTO_ON_PLAIN /* a=crypto on RTP/AVP (RFC 8643) */
};

/* Judge `len` bytes of SDP (RFC 4566), offer or answer.
 *
 * In a secure section an a=crypto of another suite is passed over (RFC 4568
 * section 5.1.2). The first one with the suite must be acceptable, since it is
 * the one rtpengine takes: a tag no other line has, one key of 30 bytes (40
 * base64 characters) that is not zero, a lifetime of at most 2^48, an MKI that
 * fits its length, no session parameter (section 6.3: they can switch encryption
 * and authentication off). A section with port 0 is not in use.
 *
 * What rtpengine or a far end could read otherwise than it is read here is
 * malformed: a second v= line, an empty line, NUL or CR within a line, a line or
 * a port that is not plain RFC 4566. */
enum acg_media_verdict acg_media_judge(
		const char *sdp, size_t len, enum acg_media_profile profile);

/* The rule that was broken, in words fit for a Warning header. Static storage. */
const char *acg_media_text(enum acg_media_verdict verdict);

#endif
