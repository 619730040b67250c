/* sources: media/media.c media/rewrite.c media/text.c */
/*
 * Which SDP, offer or answer, a leg lets through: for a secure leg SRTP keyed by
 * SDES with AES_CM_128_HMAC_SHA1_80 and nothing else (RFC 4568), for a plain leg
 * RTP without any keying. Covered are the offers and answers that rtpengine 10.5
 * was seen to take, and SDP that rtpengine or a far end could read otherwise
 * than it is read here.
 *
 * Every row is judged as it stands (CRLF) and with LF alone, from memory of
 * exactly its length, so that reading on is an ASan error.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "media/media.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

/* ---- what the rows are made of ------------------------------------------ */

#define SESSION                           \
	"v=0\r\no=- 1 1 IN IP4 192.0.2.1\r\n" \
	"s=-\r\nc=IN IP4 192.0.2.1\r\nt=0 0\r\n"
#define SAVP "m=audio 5000 RTP/SAVP 8 0 101\r\n"
#define AVP "m=audio 5000 RTP/AVP 8 0 101\r\n"
#define KEY "WVNfX19zZW1jdGwgKCkgewkyMjA7fQp9CnVubGVz" /* of RFC 4568 */
#define KEY_2 "d0RmdmcmVCspeEc3QGZiNWpVLFJhQX1cfHAwJSoj"
#define INLINE "inline:" KEY
#define S80_(tag, key) "a=crypto:" tag " AES_CM_128_HMAC_SHA1_80 " key "\r\n"
#define S80 S80_("1", INLINE)
#define S32 "a=crypto:2 AES_CM_128_HMAC_SHA1_32 inline:" KEY_2 "\r\n"
#define GCM                               \
	"a=crypto:3 AEAD_AES_256_GCM inline:" \
	"Q1JhUWR5d0RmdmcmVCspeEc3QGZiNWpVLFJhQX1cfHAwJSojQ1JhUWR5d0Rm\r\n"
#define CM256                                    \
	"a=crypto:4 AES_256_CM_HMAC_SHA1_80 inline:" \
	"Q1JhUWR5d0RmdmcmVCspeEc3QGZiNWpVLFJhQX1cfHAwJSojQ1JhUWR5d0RmdmcmVA\r\n"
#define FINGERPRINT                                                          \
	"a=fingerprint:sha-256 4A:AD:B9:B1:3F:82:18:3B:54:02:12:DF:3E:5D:49:6B:" \
	"19:E5:7C:AB:4A:AD:B9:B1:3F:82:18:3B:54:02:12:DF\r\n"
#define RTPMAP "a=rtpmap:8 PCMA/8000\r\na=ptime:20\r\na=sendrecv\r\n"

struct row {
	const char *name;
	enum acg_media_profile profile;
	enum acg_media_verdict verdict;
	const char *sdp;
	size_t len;
};

#define SECURE(verdict, name, sdp)                                   \
	{                                                                \
		"secure: " name, ACG_MEDIA_SECURE, ACG_MEDIA_##verdict, sdp, \
				sizeof(sdp) - 1                                      \
	}
#define PLAIN(verdict, name, sdp)                                  \
	{                                                              \
		"plain: " name, ACG_MEDIA_PLAIN, ACG_MEDIA_##verdict, sdp, \
				sizeof(sdp) - 1                                    \
	}

/* clang-format off */
static const struct row rows[] = {
	/* ---- the suite, alone or among others (RFC 4568 section 5.1.2) ---- */
	SECURE(OK, "the suite alone", SESSION SAVP S80),
	SECURE(OK, "with codecs and direction", SESSION SAVP RTPMAP S80 RTPMAP),
	SECURE(OK, "the suite first", SESSION SAVP S80 S32),
	SECURE(OK, "the suite last", SESSION SAVP S32 S80),
	SECURE(OK, "Zoom's four, ours third", SESSION SAVP
		"a=crypto:1 AEAD_AES_256_GCM inline:" KEY "abcd\r\n"
		"a=crypto:2 AES_256_CM_HMAC_SHA1_80 inline:" KEY "abcd\r\n"
		"a=crypto:3 AES_CM_128_HMAC_SHA1_80 inline:" KEY "\r\n"
		"a=crypto:4 AES_CM_128_HMAC_SHA1_32 inline:" KEY_2 "\r\n"),
	SECURE(OK, "Teams: S32 as tag 0, rtcp-mux, lifetime", SESSION SAVP
		"a=rtcp:5001\r\na=rtcp-mux\r\n"
		"a=crypto:0 AES_CM_128_HMAC_SHA1_32 inline:" KEY_2 "|2^31\r\n"
		S80_("1", INLINE "|2^31")),
	SECURE(OK, "twice, with two keys", SESSION SAVP S80
		S80_("2", "inline:" KEY_2)),
	SECURE(OK, "among unknown suites", SESSION SAVP
		"a=crypto:7 ROT13 secret:xyz A B\r\n" S80),
	SECURE(OK, "among parameters of other suites", SESSION SAVP
		"a=crypto:2 AES_CM_128_HMAC_SHA1_32 inline:" KEY " KDR=1\r\n" S80),
	SECURE(NO_CRYPTO, "no a=crypto", SESSION SAVP RTPMAP),
	SECURE(OTHER_SUITE, "S32 alone", SESSION SAVP S32),
	SECURE(OTHER_SUITE, "GCM alone", SESSION SAVP GCM),
	SECURE(OTHER_SUITE, "every suite but ours", SESSION SAVP GCM CM256 S32),
	SECURE(OTHER_SUITE, "NULL cipher", SESSION SAVP
		"a=crypto:1 NULL_HMAC_SHA1_80 inline:" KEY "\r\n"),
	SECURE(OTHER_SUITE, "F8", SESSION SAVP
		"a=crypto:1 F8_128_HMAC_SHA1_80 inline:" KEY "\r\n"),
	SECURE(OTHER_SUITE, "the suite as a prefix", SESSION SAVP
		"a=crypto:1 AES_CM_128_HMAC_SHA1_800 inline:" KEY "\r\n"),
	SECURE(OTHER_SUITE, "a prefix of the suite", SESSION SAVP
		"a=crypto:1 AES_CM_128_HMAC_SHA1_8 inline:" KEY "\r\n"),

	/* ---- the transport ---- */
	SECURE(WRONG_PROTOCOL, "RTP/AVP", SESSION AVP),
	SECURE(WRONG_PROTOCOL, "RTP/AVP with a=crypto (RFC 8643)",
		SESSION AVP S80),
	SECURE(WRONG_PROTOCOL, "RTP/SAVPF",
		SESSION "m=audio 5000 RTP/SAVPF 8\r\n" S80),
	SECURE(WRONG_PROTOCOL, "RTP/AVPF",
		SESSION "m=audio 5000 RTP/AVPF 8\r\n" S80),
	SECURE(WRONG_PROTOCOL, "DTLS-SRTP",
		SESSION "m=audio 5000 UDP/TLS/RTP/SAVP 8\r\n" S80),
	SECURE(WRONG_PROTOCOL, "TCP/RTP/SAVP",
		SESSION "m=audio 5000 TCP/RTP/SAVP 8\r\n" S80),
	SECURE(WRONG_PROTOCOL, "lower case",
		SESSION "m=audio 5000 rtp/savp 8\r\n" S80),
	SECURE(WRONG_PROTOCOL, "none", SESSION "m=audio 5000\r\n" S80),

	/* ---- the key: 30 bytes, once ---- */
	SECURE(BAD_KEY, "key of 29 bytes", SESSION SAVP
		S80_("1", "inline:WVNfX19zZW1jdGwgKCkgewkyMjA7fQp9CnVubGU=")),
	SECURE(BAD_KEY, "key of 31 bytes", SESSION SAVP
		S80_("1", INLINE "QQ==")),
	SECURE(BAD_KEY, "key of 33 bytes", SESSION SAVP
		S80_("1", INLINE "abcd")),
	SECURE(BAD_KEY, "key of 16 bytes", SESSION SAVP
		S80_("1", "inline:WVNfX19zZW1jdGwgKCkgew==")),
	SECURE(BAD_KEY, "key of 46 bytes", SESSION SAVP
		S80_("1", INLINE KEY_2)),
	SECURE(BAD_KEY, "no key", SESSION SAVP S80_("1", "inline:")),
	SECURE(BAD_CRYPTO, "no key parameter", SESSION SAVP
		"a=crypto:1 AES_CM_128_HMAC_SHA1_80\r\n"),
	SECURE(BAD_CRYPTO, "empty key parameter", SESSION SAVP S80_("1", "")),
	SECURE(BAD_KEY, "padding within 40 characters", SESSION SAVP
		S80_("1", "inline:WVNfX19zZW1jdGwgKCkgewkyMjA7fQp9CnVubG==")),
	SECURE(BAD_KEY, "a character that is no base64", SESSION SAVP
		S80_("1", "inline:WVNfX19zZW1jdGwgKCkgewkyMjA7fQp9CnVubGV*")),
	SECURE(BAD_KEY, "the URL alphabet", SESSION SAVP
		S80_("1", "inline:WVNfX19zZW1jdGwgKCkgewkyMjA7fQp9CnVub-_z")),
	SECURE(PARAMETER, "a space within the key", SESSION SAVP
		S80_("1", "inline:WVNfX19zZW1jdGwgKCkg wkyMjA7fQp9CnVubGVz")),
	SECURE(BAD_KEY, "another key method", SESSION SAVP
		S80_("1", "uri:https://192.0.2.1/" KEY)),
	SECURE(BAD_KEY, "key method in capitals", SESSION SAVP
		S80_("1", "INLINE:" KEY)),
	SECURE(SECOND_KEY, "two keys", SESSION SAVP
		S80_("1", INLINE "|2^20|1:4;inline:" KEY_2 "|2^20|2:4")),
	SECURE(SECOND_KEY, "two keys without parameters", SESSION SAVP
		S80_("1", INLINE ";inline:" KEY_2)),
	SECURE(ZERO_KEY, "a key of zeros", SESSION SAVP
		S80_("1", "inline:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")),
	SECURE(ZERO_KEY, "a master key of zeros under a salt", SESSION SAVP
		S80_("1", "inline:AAAAAAAAAAAAAAAAAAAAAAkyMjA7fQp9CnVubGVz")),
	SECURE(OK, "a key with many zeros", SESSION SAVP
		S80_("1", "inline:AAAAAAAAAAAAAAAAAAAABAkyMjA7fQp9CnVubGVz")),

	/* ---- lifetime (RFC 3711: 2^48 packets) and MKI (1 to 128 bytes) ---- */
	SECURE(OK, "lifetime 2^20", SESSION SAVP S80_("1", INLINE "|2^20")),
	SECURE(OK, "lifetime 2^48", SESSION SAVP S80_("1", INLINE "|2^48")),
	SECURE(OK, "lifetime 1048576", SESSION SAVP S80_("1", INLINE "|1048576")),
	SECURE(OK, "lifetime 2^48 in full", SESSION SAVP
		S80_("1", INLINE "|281474976710656")),
	SECURE(OK, "MKI", SESSION SAVP S80_("1", INLINE "|1:1")),
	SECURE(OK, "lifetime and MKI", SESSION SAVP
		S80_("1", INLINE "|2^31|1:4")),
	SECURE(OK, "MKI of 128 bytes", SESSION SAVP
		S80_("1", INLINE "|1:128")),
	SECURE(BAD_LIFETIME, "lifetime 2^49", SESSION SAVP
		S80_("1", INLINE "|2^49")),
	SECURE(BAD_LIFETIME, "lifetime over 2^48 in full", SESSION SAVP
		S80_("1", INLINE "|281474976710657")),
	SECURE(BAD_LIFETIME, "lifetime over 2^64", SESSION SAVP
		S80_("1", INLINE "|18446744073709551617")),
	SECURE(BAD_LIFETIME, "lifetime 0", SESSION SAVP S80_("1", INLINE "|0")),
	SECURE(BAD_LIFETIME, "lifetime 2^0", SESSION SAVP S80_("1", INLINE "|2^0")),
	SECURE(BAD_LIFETIME, "lifetime -1", SESSION SAVP S80_("1", INLINE "|-1")),
	SECURE(BAD_LIFETIME, "lifetime 3^20", SESSION SAVP
		S80_("1", INLINE "|3^20")),
	SECURE(BAD_LIFETIME, "lifetime empty", SESSION SAVP S80_("1", INLINE "|")),
	SECURE(BAD_LIFETIME, "lifetime empty before MKI", SESSION SAVP
		S80_("1", INLINE "||1:4")),
	SECURE(BAD_MKI, "nothing after the second bar", SESSION SAVP
		S80_("1", INLINE "|2^20|")),
	SECURE(BAD_MKI, "two lifetimes", SESSION SAVP
		S80_("1", INLINE "|2^20|2^20")),
	SECURE(BAD_LIFETIME, "two MKIs", SESSION SAVP
		S80_("1", INLINE "|1:4|2:4")),
	SECURE(BAD_MKI, "a third bar", SESSION SAVP
		S80_("1", INLINE "|2^20|1:4|x")),
	SECURE(BAD_MKI, "MKI of 0 bytes", SESSION SAVP
		S80_("1", INLINE "|1:0")),
	SECURE(BAD_MKI, "MKI of 129 bytes", SESSION SAVP
		S80_("1", INLINE "|1:129")),
	SECURE(BAD_MKI, "MKI of 300 bytes", SESSION SAVP
		S80_("1", INLINE "|1:300")),
	SECURE(BAD_MKI, "MKI larger than its length", SESSION SAVP
		S80_("1", INLINE "|256:1")),
	SECURE(BAD_MKI, "MKI larger than 32 bits", SESSION SAVP
		S80_("1", INLINE "|4294967297:4")),
	SECURE(BAD_MKI, "MKI without length", SESSION SAVP
		S80_("1", INLINE "|1:")),
	SECURE(BAD_MKI, "MKI without value", SESSION SAVP
		S80_("1", INLINE "|:4")),

	/* ---- session parameters: each can weaken, none is accepted ---- */
	SECURE(PARAMETER, "UNENCRYPTED_SRTP", SESSION SAVP
		S80_("1", INLINE " UNENCRYPTED_SRTP")),
	SECURE(PARAMETER, "UNENCRYPTED_SRTCP", SESSION SAVP
		S80_("1", INLINE " UNENCRYPTED_SRTCP")),
	SECURE(PARAMETER, "UNAUTHENTICATED_SRTP", SESSION SAVP
		S80_("1", INLINE " UNAUTHENTICATED_SRTP")),
	SECURE(PARAMETER, "after lifetime and MKI", SESSION SAVP
		S80_("1", INLINE "|2^20|1:4 UNENCRYPTED_SRTP")),
	SECURE(PARAMETER, "KDR", SESSION SAVP S80_("1", INLINE " KDR=1")),
	SECURE(PARAMETER, "WSH", SESSION SAVP S80_("1", INLINE " WSH=64")),
	SECURE(PARAMETER, "FEC_ORDER", SESSION SAVP
		S80_("1", INLINE " FEC_ORDER=FEC_SRTP")),
	SECURE(PARAMETER, "unknown", SESSION SAVP S80_("1", INLINE " FUTURE=1")),
	SECURE(BAD_KEY, "after a tab", SESSION SAVP
		S80_("1", INLINE "\tUNENCRYPTED_SRTP")),
	SECURE(PARAMETER, "after two spaces", SESSION SAVP
		S80_("1", INLINE "  UNENCRYPTED_SRTP")),
	SECURE(PARAMETER, "a space at the end", SESSION SAVP
		S80_("1", INLINE " ")),
	/* a bad line is left out when a good one remains */
	SECURE(OK, "a weak line before a good one", SESSION SAVP
		S80_("1", INLINE " UNENCRYPTED_SRTP") S80_("2", INLINE)),
	SECURE(OK, "a weak line after a good one", SESSION SAVP
		S80_("2", INLINE) S80_("1", INLINE " UNENCRYPTED_SRTCP")),

	/* ---- spelling that rtpengine understands and RFC 4568 has not ---- */
	SECURE(BAD_CRYPTO, "suite in lower case", SESSION SAVP
		"a=crypto:1 aes_cm_128_hmac_sha1_80 inline:" KEY "\r\n"),
	SECURE(OK, "suite in lower case before a good line", SESSION SAVP
		"a=crypto:1 aes_cm_128_hmac_sha1_80 inline:" KEY " "
		"UNENCRYPTED_SRTP\r\n" S80_("2", INLINE)),
	SECURE(BAD_CRYPTO, "two spaces before the suite", SESSION SAVP
		"a=crypto:1  AES_CM_128_HMAC_SHA1_80 inline:" KEY "\r\n"),
	SECURE(PARAMETER, "two spaces before the key", SESSION SAVP
		"a=crypto:1 AES_CM_128_HMAC_SHA1_80  inline:" KEY "\r\n"),
	SECURE(BAD_CRYPTO, "tabs for spaces", SESSION SAVP
		"a=crypto:1\tAES_CM_128_HMAC_SHA1_80\tinline:" KEY "\r\n"),
	SECURE(BAD_CRYPTO, "a space before the tag", SESSION SAVP
		"a=crypto: 1 AES_CM_128_HMAC_SHA1_80 inline:" KEY "\r\n"),
	SECURE(BAD_CRYPTO, "attribute name in capitals", SESSION SAVP
		"a=CRYPTO:1 AES_CM_128_HMAC_SHA1_80 inline:" KEY "\r\n" S80),
	SECURE(BAD_CRYPTO, "attribute without value", SESSION SAVP S80
		"a=crypto\r\n"),
	SECURE(OK, "attribute with empty value", SESSION SAVP S80
		"a=crypto:\r\n"),
	SECURE(NO_CRYPTO, "a space in the attribute name", SESSION SAVP
		"a= crypto:1 AES_CM_128_HMAC_SHA1_80 inline:" KEY "\r\n"),
	SECURE(NO_CRYPTO, "another attribute that ends like it", SESSION SAVP
		"a=xcrypto:1 AES_CM_128_HMAC_SHA1_80 inline:" KEY "\r\n"),
	SECURE(NO_CRYPTO, "the line as a value", SESSION SAVP "i=" S80),

	/* ---- tags: 1*9DIGIT, unique within a section ---- */
	SECURE(OK, "tag 0", SESSION SAVP S80_("0", INLINE)),
	SECURE(OK, "tag of 9 digits", SESSION SAVP S80_("999999999", INLINE)),
	SECURE(BAD_CRYPTO, "tag of 10 digits", SESSION SAVP
		S80_("1000000000", INLINE)),
	SECURE(BAD_CRYPTO, "tag that wraps to 1", SESSION SAVP
		S80_("4294967297", INLINE)),
	SECURE(OK, "tag that wraps to 1, of another suite", SESSION SAVP
		"a=crypto:4294967297 AES_CM_128_HMAC_SHA1_32 " INLINE "\r\n" S80),
	SECURE(BAD_CRYPTO, "tag -1", SESSION SAVP S80_("-1", INLINE)),
	SECURE(BAD_CRYPTO, "tag +1", SESSION SAVP S80_("+1", INLINE)),
	SECURE(BAD_CRYPTO, "tag 1a", SESSION SAVP S80_("1a", INLINE)),
	SECURE(BAD_CRYPTO, "no tag", SESSION SAVP S80_("", INLINE)),
	SECURE(BAD_TAG, "the same tag twice", SESSION SAVP S80 S80),
	SECURE(BAD_TAG, "the same tag for two suites", SESSION SAVP
		"a=crypto:1 AES_CM_128_HMAC_SHA1_32 inline:" KEY_2 "\r\n" S80),
	SECURE(BAD_TAG, "the same tag behind a zero", SESSION SAVP S80
		S80_("01", INLINE)),
	SECURE(OK, "the same tag in two sections",
		SESSION SAVP S80 SAVP S80),

	/* ---- a=crypto belongs to a section ---- */
	SECURE(SESSION_CRYPTO, "at session level", SESSION S80 SAVP),
	SECURE(SESSION_CRYPTO, "at session level and in the section",
		SESSION S80 SAVP S80),
	SECURE(SESSION_CRYPTO, "at session level, of another suite",
		SESSION S32 SAVP S80),
	PLAIN(SESSION_CRYPTO, "at session level", SESSION S80 AVP),

	/* ---- keying other than SDES, beside a good a=crypto ---- */
	SECURE(OTHER_KEYING, "fingerprint", SESSION SAVP S80 FINGERPRINT),
	SECURE(OTHER_KEYING, "fingerprint alone", SESSION SAVP FINGERPRINT),
	SECURE(OTHER_KEYING, "fingerprint at session level",
		SESSION FINGERPRINT SAVP S80),
	SECURE(OTHER_KEYING, "setup", SESSION SAVP S80 "a=setup:actpass\r\n"),
	SECURE(OTHER_KEYING, "setup in capitals",
		SESSION SAVP S80 "a=SETUP:actpass\r\n"),
	SECURE(OTHER_KEYING, "tls-id", SESSION SAVP S80 "a=tls-id:abc3de65\r\n"),
	SECURE(OTHER_KEYING, "3GPP end to access edge", SESSION SAVP S80
		"a=3ge2ae:requested\r\n"),
	SECURE(OTHER_KEYING, "ZRTP", SESSION SAVP S80
		"a=zrtp-hash:1.10 fe30efd02423cb054e50efd0248742ac7a52c8f9\r\n"),
	SECURE(OTHER_KEYING, "MIKEY", SESSION SAVP S80
		"a=key-mgmt:mikey AQAFgM0XflABAAAAAAAAAAAAAAsAyO\r\n"),
	SECURE(OTHER_KEYING, "MIKEY at session level",
		SESSION "a=key-mgmt:mikey AQAFgM0XflABAAAAAAAAAAAAAAsAyO\r\n" SAVP S80),
	SECURE(OTHER_KEYING, "k=", SESSION SAVP "k=clear:secret\r\n" S80),
	SECURE(OTHER_KEYING, "k= at session level",
		SESSION "k=prompt\r\n" SAVP S80),
	/* RFC 5939: what is agreed is not what the m= line says */
	SECURE(OTHER_KEYING, "another transport by capability", SESSION SAVP S80
		"a=tcap:1 RTP/AVP\r\n"),
	SECURE(OTHER_KEYING, "a choice of capabilities", SESSION SAVP S80
		"a=pcfg:1 t=1\r\n"),
	SECURE(OTHER_KEYING, "another key by capability", SESSION SAVP S80
		"a=acap:1 crypto:1 AES_CM_128_HMAC_SHA1_80 inline:" KEY "\r\n"),
	SECURE(OTHER_KEYING, "another transport chosen", SESSION SAVP S80
		"a=acfg:1 t=1\r\n"),
	PLAIN(OTHER_KEYING, "fingerprint", SESSION AVP FINGERPRINT),
	PLAIN(OTHER_KEYING, "ZRTP", SESSION AVP
		"a=zrtp-hash:1.10 fe30efd02423cb054e50efd0248742ac7a52c8f9\r\n"),
	PLAIN(OTHER_KEYING, "a key by capability", SESSION AVP
		"a=acap:1 crypto:1 AES_CM_128_HMAC_SHA1_80 inline:" KEY "\r\n"),

	/* ---- every section in use, and audio alone ---- */
	SECURE(OK, "two good sections", SESSION SAVP S80
		"m=audio 5002 RTP/SAVP 8\r\n" S80_("1", "inline:" KEY_2)),
	SECURE(NO_CRYPTO, "the second without a=crypto",
		SESSION SAVP S80 SAVP RTPMAP),
	SECURE(NO_CRYPTO, "the first without a=crypto",
		SESSION SAVP RTPMAP SAVP S80),
	SECURE(WRONG_PROTOCOL, "the second RTP/AVP", SESSION SAVP S80 AVP),
	SECURE(NOT_AUDIO, "video", SESSION SAVP S80
		"m=video 5002 RTP/SAVP 99\r\n" S80),
	SECURE(NOT_AUDIO, "video in clear", SESSION SAVP S80
		"m=video 5002 RTP/AVP 99\r\n"),
	SECURE(NOT_AUDIO, "T.38", SESSION SAVP S80 "m=image 5002 udptl t38\r\n"),
	SECURE(NOT_AUDIO, "T.38 alone", SESSION "m=audio 0 RTP/SAVP 8\r\n"
		"m=image 5002 udptl t38\r\n"),
	SECURE(NOT_AUDIO, "application", SESSION SAVP S80
		"m=application 5002 UDP/BFCP *\r\n"),
	SECURE(NOT_AUDIO, "audio in capitals",
		SESSION "m=AUDIO 5000 RTP/SAVP 8\r\n" S80),
	SECURE(OK, "video refused", SESSION SAVP S80 "m=video 0 RTP/AVP 99\r\n"),
	SECURE(OK, "T.38 refused", SESSION SAVP S80 "m=image 0 udptl t38\r\n"),
	SECURE(OK, "a=crypto in a refused section", SESSION SAVP S80
		"m=video 0 RTP/SAVP 99\r\n" S32),
	SECURE(NO_CRYPTO, "a=crypto in the refused section alone",
		SESSION SAVP "m=audio 0 RTP/SAVP 8\r\n" S80),
	SECURE(NO_CRYPTO, "a=crypto before the section in use",
		SESSION "m=audio 0 RTP/SAVP 8\r\n" S80 SAVP),
	SECURE(NO_SECTION, "all refused", SESSION "m=audio 0 RTP/SAVP 8\r\n" S80),
	SECURE(NO_SECTION, "no section", SESSION),
	SECURE(MALFORMED, "empty", ""),
	PLAIN(NO_SECTION, "all refused", SESSION "m=audio 0 RTP/AVP 8\r\n"),
	PLAIN(MALFORMED, "empty", ""),

	/* ---- a port is 1 to 5 digits: strtol() would take more ---- */
	SECURE(OK, "the last port", SESSION "m=audio 65535 RTP/SAVP 8\r\n" S80),
	SECURE(MALFORMED, "port 65536",
		SESSION "m=audio 65536 RTP/SAVP 8\r\n" S80),
	SECURE(MALFORMED, "port 4294967296 (0 in 32 bits)",
		SESSION "m=audio 4294967296 RTP/SAVP 8\r\n" S80),
	SECURE(MALFORMED, "port 0x1388",
		SESSION SAVP S80 "m=audio 0x1388 RTP/AVP 8\r\n"),
	SECURE(MALFORMED, "port 0x1", SESSION "m=audio 0x1 RTP/SAVP 8\r\n"),
	SECURE(MALFORMED, "port 0/2", SESSION SAVP S80
		"m=audio 0/2 RTP/AVP 8\r\n"),
	SECURE(MALFORMED, "two ports",
		SESSION "m=audio 5000/2 RTP/SAVP 8\r\n" S80),
	SECURE(MALFORMED, "port +5000",
		SESSION "m=audio +5000 RTP/SAVP 8\r\n" S80),
	SECURE(MALFORMED, "port -0", SESSION SAVP S80
		"m=audio -0 RTP/AVP 8\r\n"),
	SECURE(MALFORMED, "port 0,5000", SESSION SAVP S80
		"m=audio 0,5000 RTP/AVP 8\r\n"),
	SECURE(MALFORMED, "port of letters",
		SESSION "m=audio port RTP/SAVP 8\r\n" S80),
	SECURE(MALFORMED, "no port", SESSION "m=audio\r\n" S80),
	SECURE(MALFORMED, "nothing", SESSION "m=\r\n" S80),
	SECURE(MALFORMED, "two spaces before the port", SESSION SAVP S80
		"m=audio  0 RTP/AVP 8\r\n"),
	SECURE(MALFORMED, "a tab before the port", SESSION SAVP S80
		"m=audio\t0 RTP/AVP 8\r\n"),
	SECURE(MALFORMED, "a space before audio",
		SESSION "m= audio 5000 RTP/SAVP 8\r\n" S80),
	SECURE(MALFORMED, "no media type before port 0", SESSION SAVP S80
		"m= 0 5002 RTP/AVP 8\r\n"),
	SECURE(MALFORMED, "a port behind a tab before port 0", SESSION SAVP S80
		"m=audio\t5002 0 RTP/AVP 8\r\n"),
	SECURE(MALFORMED, "a port behind a form feed before port 0",
		SESSION SAVP S80 "m=audio\f5002 0 RTP/AVP 8\r\n"),
	SECURE(MALFORMED, "no payload type",
		SESSION "m=audio 5000 RTP/SAVP\r\n" S80),
	SECURE(MALFORMED, "payload type 128",
		SESSION "m=audio 5000 RTP/SAVP 128\r\n" S80),
	SECURE(MALFORMED, "payload type of letters",
		SESSION "m=audio 5000 RTP/SAVP t38\r\n" S80),
	SECURE(MALFORMED, "another transport behind a tab",
		SESSION "m=audio 5000 RTP/SAVP 8\tRTP/AVP\r\n" S80),
	SECURE(OK, "a space after the payload types",
		SESSION "m=audio 5000 RTP/SAVP 8 \r\n" S80),

	/* ---- lines that would be cut otherwise elsewhere ---- */
	SECURE(OK, "the last line without its end", SESSION SAVP
		"a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:" KEY),
	SECURE(MALFORMED, "the last line with CR alone", SESSION SAVP
		"a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:" KEY "\r"),
	SECURE(MALFORMED, "CR for all line ends",
		"v=0\rs=-\rm=audio 5000 RTP/SAVP 8\ra=crypto:1 "
		"AES_CM_128_HMAC_SHA1_80 inline:" KEY "\r"),
	SECURE(MALFORMED, "CR within the m= line",
		SESSION "m=audio 5000 RTP/SAVP 8\ra=sendrecv\r\n" S80),
	SECURE(MALFORMED, "CR within another line",
		SESSION SAVP S80 "i=x\rm=audio 5002 RTP/AVP 8\r\n"),
	SECURE(MALFORMED, "two CR", SESSION SAVP S80 "a=sendrecv\r\r\n"),
	SECURE(MALFORMED, "NUL within a line", SESSION SAVP S80 "i=x\0y\r\n"),
	SECURE(MALFORMED, "NUL within a=crypto", SESSION SAVP
		"a=crypto:1\0 AES_CM_128_HMAC_SHA1_80 inline:" KEY "\r\n"),
	SECURE(MALFORMED, "NUL at the end", SESSION SAVP S80 "\0"),
	SECURE(MALFORMED, "NUL before the rest",
		SESSION SAVP S80 "\0\r\nm=audio 5002 RTP/AVP 8\r\n"),
	/* with rtpengine's defaults the SDP ends here */
	SECURE(MALFORMED, "an empty line before a=crypto",
		SESSION SAVP "\r\n" S80),
	SECURE(MALFORMED, "an empty line at the end", SESSION SAVP S80 "\r\n"),
	SECURE(MALFORMED, "an empty line at the start", "\r\n" SESSION SAVP S80),
	SECURE(MALFORMED, "a folded line",
		SESSION SAVP "a=crypto:1 AES_CM_128_HMAC_SHA1_80\r\n inline:" KEY
		"\r\n"),
	SECURE(MALFORMED, "a space before a line", SESSION SAVP " " S80),
	SECURE(MALFORMED, "a space before =", SESSION SAVP "a =sendrecv\r\n" S80),
	SECURE(MALFORMED, "a line without =", SESSION SAVP S80 "sendrecv\r\n"),
	SECURE(MALFORMED, "one letter", SESSION SAVP S80 "x"),
	SECURE(MALFORMED, "an unknown line", SESSION SAVP S80 "x=1\r\n"),
	SECURE(MALFORMED, "A= for a=", SESSION SAVP "A=sendrecv\r\n" S80),
	SECURE(MALFORMED, "M= for m=", SESSION SAVP S80
		"M=audio 5002 RTP/AVP 8\r\n"),
	SECURE(MALFORMED, "a multipart body", "--boundary\r\n"
		"Content-Type: application/sdp\r\n\r\n" SESSION SAVP S80),

	/* ---- one description: a second v= would begin another session, and what
	 * follows it would belong to no section ---- */
	SECURE(MALFORMED, "a second v= before a=crypto",
		SESSION SAVP "v=0\r\n" S80),
	SECURE(MALFORMED, "a second description",
		SESSION SAVP S80 SESSION AVP),
	SECURE(MALFORMED, "no v=", "o=- 1 1 IN IP4 192.0.2.1\r\n" SAVP S80),
	SECURE(MALFORMED, "v=1", "v=1\r\n" SAVP S80),
	SECURE(MALFORMED, "v=0 and more", "v=0 \r\n" SAVP S80),
	SECURE(MALFORMED, "V=0", "V=0\r\n" SAVP S80),
	SECURE(MALFORMED, "a byte order mark", "\xef\xbb\xbf" SESSION SAVP S80),

	/* ---- a plain leg ---- */
	PLAIN(OK, "RTP/AVP", SESSION AVP RTPMAP),
	PLAIN(OK, "video refused", SESSION AVP "m=video 0 RTP/AVP 99\r\n"),
	PLAIN(OK, "a=crypto in a refused section",
		SESSION AVP "m=audio 0 RTP/SAVP 8\r\n" S80),
	PLAIN(CRYPTO_ON_PLAIN, "a=crypto (RFC 8643)", SESSION AVP S80),
	PLAIN(CRYPTO_ON_PLAIN, "a=crypto of another suite", SESSION AVP S32),
	PLAIN(CRYPTO_ON_PLAIN, "a=crypto that is malformed",
		SESSION AVP "a=crypto:x\r\n"),
	PLAIN(WRONG_PROTOCOL, "RTP/SAVP", SESSION SAVP S80),
	PLAIN(WRONG_PROTOCOL, "RTP/AVPF", SESSION "m=audio 5000 RTP/AVPF 8\r\n"),
	PLAIN(NOT_AUDIO, "video", SESSION AVP "m=video 5002 RTP/AVP 99\r\n"),
	PLAIN(NOT_AUDIO, "T.38", SESSION AVP "m=image 5002 udptl t38\r\n"),
	PLAIN(MALFORMED, "port 0x1", SESSION "m=audio 0x1 RTP/AVP 8\r\n"),
	PLAIN(MALFORMED, "a second description", SESSION AVP SESSION SAVP),
};
/* clang-format on */

/* ---- judging them -------------------------------------------------------- */

static enum acg_media_verdict judge(
		const char *sdp, size_t len, enum acg_media_profile profile)
{
	struct acg_media_sections found;
	char *copy = malloc(len ? len : 1);
	enum acg_media_verdict verdict;

	assert_non_null(copy);
	memcpy(copy, sdp, len);
	verdict = acg_media_judge(copy, len, profile, ACG_MEDIA_OFFER, &found);
	free(copy);
	return verdict;
}

/* Replace every CRLF by LF, but leave CRCRLF; returns the new length. */
static size_t with_lf_alone(const char *sdp, size_t len, char *out)
{
	size_t n = 0;

	for(size_t i = 0; i < len; i++) {
		bool line_end = i > 0 && sdp[i - 1] != '\r' && sdp[i] == '\r'
						&& i + 1 < len && sdp[i + 1] == '\n';
		if(!line_end)
			out[n++] = sdp[i];
	}
	return n;
}

static void test_row(void **state)
{
	const struct row *row = *state;
	enum acg_media_verdict verdict = judge(row->sdp, row->len, row->profile);

	assert_string_equal(acg_media_text(verdict), acg_media_text(row->verdict));
}

static void test_row_with_lf(void **state)
{
	const struct row *row = *state;
	char sdp[2048];
	size_t len;

	assert_true(row->len <= sizeof(sdp));
	len = with_lf_alone(row->sdp, row->len, sdp);
	assert_string_equal(acg_media_text(judge(sdp, len, row->profile)),
			acg_media_text(row->verdict));
}

/* An offer cut short is never taken for a whole one: without the last character
 * of the key, nothing of it is accepted. */
static void test_no_beginning_of_a_good_offer_is_good(void **state)
{
	static const char offer[] = SESSION SAVP S32 S80;
	const size_t whole = sizeof(offer) - 1;

	(void)state;
	for(size_t len = 0; len < whole - 2; len++)
		assert_int_not_equal(judge(offer, len, ACG_MEDIA_SECURE), ACG_MEDIA_OK);
	assert_int_equal(judge(offer, whole, ACG_MEDIA_SECURE), ACG_MEDIA_OK);
}

/* Between 'A', 'Z', 'a', 'z', '0', '9', '+' and '/' nothing slips through. */
static void test_a_key_is_of_64_characters(void **state)
{
	static const char base64[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
								 "abcdefghijklmnopqrstuvwxyz0123456789+/";
	char offer[] = SESSION SAVP S80;
	char *in_key = strstr(offer, KEY) + 7;

	(void)state;
	for(int c = 0; c < 256; c++) {
		*in_key = (char)c;
		assert_int_equal(judge(offer, sizeof(offer) - 1, ACG_MEDIA_SECURE)
								 == ACG_MEDIA_OK,
				c && strchr(base64, c));
	}
}

static void test_more_crypto_lines_than_can_be_told_apart(void **state)
{
	char offer[4096] = SESSION SAVP;
	size_t len = strlen(offer);

	(void)state;
	for(int tag = 1; tag <= 33; tag++) {
		assert_int_equal(judge(offer, len, ACG_MEDIA_SECURE),
				tag == 1 ? ACG_MEDIA_NO_CRYPTO : ACG_MEDIA_OK);
		len += (size_t)snprintf(offer + len, sizeof(offer) - len,
				"a=crypto:%d AES_CM_128_HMAC_SHA1_80 " INLINE "\r\n", tag);
	}
	assert_int_equal(judge(offer, len, ACG_MEDIA_SECURE), ACG_MEDIA_BAD_CRYPTO);
}

/* The text goes into a Warning header's quoted string. */
static void test_each_verdict_has_words_fit_for_a_header(void **state)
{
	(void)state;
	for(int a = ACG_MEDIA_OK; a <= ACG_MEDIA_OTHER_BODY; a++) {
		const char *text = acg_media_text(a);
		assert_string_not_equal(text, "unknown");
		assert_null(strpbrk(text, "\"\\\r\n"));
		for(int b = ACG_MEDIA_OK; b < a; b++)
			assert_string_not_equal(text, acg_media_text(b));
	}
}

#define ROWS (sizeof(rows) / sizeof(rows[0]))

int main(void)
{
	static struct CMUnitTest tests[4 + 2 * ROWS] = {
			cmocka_unit_test(test_no_beginning_of_a_good_offer_is_good),
			cmocka_unit_test(test_a_key_is_of_64_characters),
			cmocka_unit_test(test_more_crypto_lines_than_can_be_told_apart),
			cmocka_unit_test(test_each_verdict_has_words_fit_for_a_header)};
	static char names[ROWS][96];

	for(size_t i = 0; i < ROWS; i++) {
		snprintf(names[i], sizeof(names[i]), "%s (LF)", rows[i].name);
		tests[4 + 2 * i] = (struct CMUnitTest){.name = rows[i].name,
				.test_func = test_row,
				.initial_state = (void *)&rows[i]};
		tests[5 + 2 * i] = (struct CMUnitTest){.name = names[i],
				.test_func = test_row_with_lf,
				.initial_state = (void *)&rows[i]};
	}
	return cmocka_run_group_tests_name("media", tests, NULL, NULL);
}
