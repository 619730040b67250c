/* sources: media/codec.c */
/*
 * media_codec: which codec an SDP speaks.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "media/codec.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#define START "v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nt=0 0\r\n"

static const struct {
	const char *sdp, *codec;
} cases[] = {
		{START "m=audio 40000 RTP/AVP 8 0\r\n", "PCMA"},
		{START "m=audio 40000 RTP/SAVP 0\r\n", "PCMU"},
		{START "m=audio 40000 RTP/AVP 18\n", "G729"},
		{START "m=audio 40000 RTP/AVP 96 8\r\na=rtpmap:8 PCMA/8000\r\n"
			   "a=rtpmap:96 opus/48000/2\r\n",
				"OPUS"},
		/* what is said in tones or in silence is no codec */
		{START "m=audio 40000 RTP/AVP 101 13 9\r\n"
			   "a=rtpmap:101 telephone-event/8000\r\n",
				"G722"},
		{START "m=audio 40000 RTP/AVP 101\r\n"
			   "a=rtpmap:101 telephone-event/8000\r\n",
				""},
		/* 9 is not 96, nor 109 */
		{START "m=audio 40000 RTP/AVP 9\r\na=rtpmap:96 opus/48000/2\r\n"
			   "a=rtpmap:109 iLBC/8000\r\n",
				"G722"},
		/* the map of another section */
		{START "m=audio 40000 RTP/AVP 97\r\nm=audio 40002 RTP/AVP 97\r\n"
			   "a=rtpmap:97 iLBC/8000\r\n",
				""},
		/* a section that is not in use */
		{START "m=audio 0 RTP/AVP 8\r\nm=audio 40000 RTP/AVP 0\r\n", "PCMU"},
		{START "m=audio 0 RTP/AVP 8\r\n", ""},
		{START "m=audio 40000 RTP/AVP 96\r\n"
			   "a=rtpmap:96 a-very-long-name-of-a-codec/8000\r\n",
				"A-VERY-LONG-NAM"},
		{START "m=audio 40000 RTP/AVP 96\r\na=rtpmap:96 x'y/8000\r\n", "X"},
		{START, ""},
		{"", ""},
};

static void test_codec(void **state)
{
	char codec[ACG_MEDIA_CODEC_SIZE];

	(void)state;
	for(size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		acg_media_codec(cases[i].sdp, strlen(cases[i].sdp), codec);
		assert_string_equal(codec, cases[i].codec);
	}
}

static void test_codecs_by_configuration(void **state)
{
	static const char *const unknown[] = {
			"", ",", "opus,", "G711", "pcma", "PCMA G722", "PCMA,iLBC"};
	static const char *const known = "PCMA,PCMU,G722,G729,opus,CN,"
									 "telephone-event";
	char flags[ACG_MEDIA_CODEC_FLAGS_SIZE];

	(void)state;
	for(size_t i = 0; i < sizeof(unknown) / sizeof(unknown[0]); i++) {
		unsigned codecs =
				acg_media_codecs_parse(unknown[i], strlen(unknown[i]));
		assert_int_equal(codecs, i == 2 ? 1u << 4 : 0);
	}
	acg_media_codecs_flags(acg_media_codecs_parse("G729,PCMA", 9), flags);
	assert_string_equal(flags, " transcode-PCMA transcode-G729");
	acg_media_codecs_flags(0, flags);
	assert_string_equal(flags, "");
	acg_media_codecs_flags(acg_media_codecs_parse(known, strlen(known)), flags);
	assert_non_null(strstr(flags, " transcode-CN transcode-telephone-event"));
}

/* The flags of those that an SDP with these lines after START has. */
static const char *has(const char *sdp)
{
	static char flags[ACG_MEDIA_CODEC_FLAGS_SIZE];

	acg_media_codecs_flags(acg_media_codecs_of(sdp, strlen(sdp)), flags);
	return flags;
}

static void test_codecs_of_an_sdp(void **state)
{
	(void)state;
	assert_string_equal(has(START "m=audio 40000 RTP/SAVP 8 0 96 97 101\r\n"
								  "a=rtpmap:96 OPUS/48000/2\r\n"
								  "a=rtpmap:97 iLBC/8000\r\n"
								  "a=rtpmap:101 telephone-event/8000\r\n"),
			" transcode-PCMA transcode-PCMU transcode-opus "
			"transcode-telephone-event");
	assert_string_equal(has(START "m=audio 0 RTP/AVP 8\r\n"), "");
	assert_string_equal(has(""), "");
}

static void test_codecs_of_speech(void **state)
{
	unsigned codecs = acg_media_codecs_parse("G729,CN,telephone-event", 23);

	(void)state;
	assert_int_equal(
			acg_media_codecs_speech(codecs), acg_media_codecs_parse("G729", 4));
	assert_int_equal(acg_media_codecs_speech(0), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(test_codec),
			cmocka_unit_test(test_codecs_by_configuration),
			cmocka_unit_test(test_codecs_of_an_sdp),
			cmocka_unit_test(test_codecs_of_speech)};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
