/* sources: media/body.c */
/*
 * Where the SDP is: alone, or beside a location; and what could hide another one.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "media/body.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#define SDP "v=0\r\no=- 1 1 IN IP4 192.0.2.1\r\n"
#define MIXED "multipart/mixed;boundary=b1"
#define SDP_PART "--b1\r\nContent-Type: application/sdp\r\n\r\n" SDP
#define PIDF_PART                                                   \
	"--b1\r\nContent-Type: application/pidf+xml\r\nContent-ID: <x>" \
	"\r\n\r\n<presence>\r\n</presence>\r\n"
#define END "--b1--\r\n"

static const char *find(const char *type, const char *text)
{
	static char found[512];
	struct acg_slice t = {type, strlen(type)}, b = {text, strlen(text)}, sdp;

	if(!acg_media_body_sdp(&t, &b, &sdp))
		return NULL;
	assert_true(sdp.s >= text && sdp.s + sdp.len <= text + strlen(text));
	memcpy(found, sdp.s, sdp.len);
	found[sdp.len] = '\0';
	return found;
}

static void sdp_alone_is_all_of_the_body(void **state)
{
	(void)state;
	assert_string_equal(find("application/sdp", SDP), SDP);
	assert_string_equal(find(" Application/SDP ; charset=utf-8", SDP), SDP);
}

static void sdp_beside_a_location_is_found(void **state)
{
	(void)state;
	assert_string_equal(find(MIXED, SDP_PART PIDF_PART END), SDP);
	assert_string_equal(find(MIXED, PIDF_PART SDP_PART END), SDP);
	assert_string_equal(find("multipart/mixed; a=b; boundary=\"b1\"; c=d",
								SDP_PART "\r\n" PIDF_PART END),
			SDP);
	assert_string_equal(find(MIXED, SDP_PART "--b1--"), SDP);
}

static void what_could_hide_another_sdp_is_refused(void **state)
{
	static const char *const bodies[] = {"", END, PIDF_PART END, SDP, SDP_PART,
			SDP_PART SDP_PART END, SDP_PART PIDF_PART,
			"preamble\r\n" SDP_PART END, SDP_PART END "v=0\r\n",
			SDP_PART "--b1\r\nContent-Type: multipart/mixed;boundary=b2\r\n"
					 "\r\n--b2--\r\n" END,
			SDP_PART "--b1\r\n\r\nno type\r\n" END,
			SDP_PART "--b1\r\nContent-Type: text/plain\r\n\r\nx\r\n" END,
			"--b1\r\nContent-Type: application/sdp\r\n"
			"Content-Transfer-Encoding: base64\r\n\r\ndj0w\r\n" END,
			"--b1\r\nContent-Type: application/sdp\r\n"
			"Content-Type: text/plain\r\n\r\n" SDP END,
			"--b1\r\nContent-Type: text/plain;\r\n a=b\r\n\r\n" SDP END,
			"--b1 \r\nContent-Type: application/sdp\r\n\r\n" SDP END};

	(void)state;
	for(size_t i = 0; i < sizeof(bodies) / sizeof(*bodies); i++)
		assert_null(find(MIXED, bodies[i]));
}

static void other_types_are_refused(void **state)
{
	(void)state;
	assert_null(find("text/plain", SDP));
	assert_null(find("application/sdpx", SDP));
	assert_null(find("", SDP));
	assert_null(find("multipart/mixed", SDP_PART END));
	assert_null(find("multipart/mixed;boundary=", SDP_PART END));
	assert_null(find("multipart/mixed;boundary=\"b\"1\"", SDP_PART END));
	assert_null(find("multipart/alternative;boundary=b1", SDP_PART END));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
			cmocka_unit_test(sdp_alone_is_all_of_the_body),
			cmocka_unit_test(sdp_beside_a_location_is_found),
			cmocka_unit_test(what_could_hide_another_sdp_is_refused),
			cmocka_unit_test(other_types_are_refused),
	};

	return cmocka_run_group_tests_name("media_body", tests, NULL, NULL);
}
