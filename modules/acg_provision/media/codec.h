/*
 * codec: the codec of an SDP, and codecs by configuration. Pure.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef ACG_MEDIA_CODEC_H
#define ACG_MEDIA_CODEC_H

#include <stddef.h>

#define ACG_MEDIA_CODEC_SIZE 16

/* The name of the first format of the first audio section in use that carries
 * speech (not telephone-event, CN or red): from its a=rtpmap, or of a static
 * payload type (RFC 3551 section 6). Upper case, cut at 15 characters. "" when
 * there is none. The SDP must have been judged good. */
void acg_media_codec(
		const char *sdp, size_t len, char codec[ACG_MEDIA_CODEC_SIZE]);

/* Codecs that a leg can be offered although the other side does not: a set of bits
 * from "PCMA,G722"; 0 when it is empty or one is unknown. Known are PCMA, PCMU,
 * G722, G729, opus, CN (comfort noise) and telephone-event. */
unsigned acg_media_codecs_parse(const char *text, size_t len);

/* Those of such a set that are of speech. */
unsigned acg_media_codecs_speech(unsigned codecs);

/* The ones that the first audio section in use has, as such a set. The SDP must have
 * been judged good. */
unsigned acg_media_codecs_of(const char *sdp, size_t len);

/* rtpengine's flags for them, " transcode-PCMA transcode-G722". */
#define ACG_MEDIA_CODEC_FLAGS_SIZE 160
void acg_media_codecs_flags(
		unsigned codecs, char flags[ACG_MEDIA_CODEC_FLAGS_SIZE]);

#endif
