/* sources: sip/raw_reply.c sip/header_name.c */
/*
 * Responses to requests that no parser takes.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "sip/raw_reply.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#define VIA "Via: SIP/2.0/TLS a;branch=z9hG4bK1\r\n"
#define REST \
	"f: <sip:a@b>;tag=1\r\nTo: \"J <sip:b>\r\ni: 1\r\nCSeq: 1 INVITE\r\n"
#define END "Content-Length: 0\r\n\r\n"

static void assert_reply(
		const char *request, size_t len, size_t room, const char *wanted)
{
	char *copy = malloc(len + 1), *out = malloc(room + 1);
	size_t got;

	assert_non_null(copy);
	assert_non_null(out);
	memcpy(copy, request, len);
	copy = realloc(copy, len ? len : 1);
	got = acg_raw_reply(copy, len, out, room);
	out[got] = '\0';
	assert_string_equal(out, wanted);
	free(copy);
	free(out);
}

static void reply(const char *request, const char *wanted)
{
	assert_reply(request, strlen(request), 2000, wanted);
}

static void test_bad_requests(void **state)
{
	(void)state;
	reply("INVITE sip:a@b SIP/2.0\r\n" VIA REST
		  "X: y\r\nv: SIP/2.0/UDP c\r\n\r\nVia: body\r\n",
			"SIP/2.0 400 Bad Request\r\n" VIA REST "v: SIP/2.0/UDP c\r\n" END);
	reply("INVITE  sip:a@b;x y  sip/2.0 \r\n" VIA "\r\n",
			"SIP/2.0 400 Bad Request\r\n" VIA END);
	reply("OPTIONS sip:a@b SIP/7.0\r\n" VIA REST "\r\n",
			"SIP/2.0 505 Version Not Supported\r\n" VIA REST END);
	reply("OPTIONS sip:a@b SIP/2.01\r\n" VIA "\r\n",
			"SIP/2.0 505 Version Not Supported\r\n" VIA END);
}

static void test_of_two_values_the_first(void **state)
{
	(void)state;
	reply("INVITE sip:a@b SIP/2.0\r\n" VIA VIA
		  "To: a\r\nt: b\r\nCall-ID: 1\r\nCALL-ID : 2\r\n\r\n",
			"SIP/2.0 400 Bad Request\r\n" VIA VIA
			"To: a\r\nCall-ID: 1\r\n" END);
}

static void test_no_reply(void **state)
{
	(void)state;
	reply("ACK sip:a@b SIP/2.0\r\n" VIA "\r\n", "");
	reply("SIP/2.0 200 OK\r\n" VIA REST "\r\n", "");
	reply("GET / HTTP/1.1\r\n" VIA "\r\n", "");
	reply("INVITE sip:a@b SIP/2.0\r\nFrom: a\r\n\r\n", "");
	reply("INVITE sip:a@b SIP/2.0\r\n" VIA "To: a\x01\r\n\r\n", "");
	reply("SIP/2.0\r\n" VIA "\r\n", "");
	reply(" SIP/2.0\r\n" VIA "\r\n", "");
	reply("\r\n\r\n", "");
	reply("INVITE", "");
	reply("", "");
}

static void test_no_room(void **state)
{
	static const char request[] = "INVITE sip:a@b SIP/2.0\r\n" VIA REST "\r\n";
	static const char whole[] = "SIP/2.0 400 Bad Request\r\n" VIA REST END;

	(void)state;
	for(size_t room = 0; room < sizeof(whole) - 1; room++)
		assert_reply(request, sizeof(request) - 1, room, "");
	assert_reply(request, sizeof(request) - 1, sizeof(whole) - 1, whole);
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(test_bad_requests),
			cmocka_unit_test(test_of_two_values_the_first),
			cmocka_unit_test(test_no_reply), cmocka_unit_test(test_no_room)};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
