/* sources: sip/header_scan.c sip/header_name.c */
/*
 * Which header sections everybody reads alike, and why the others are refused.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "sip/header_scan.h"
#include "test_name.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

struct row {
	enum acg_scan result;
	const char *text;
	size_t len;
};

#define ROW(result, text)                         \
	{                                             \
		ACG_SCAN_##result, text, sizeof(text) - 1 \
	}
#define HEADERS(result, text) \
	ROW(result, "INVITE sip:a@b SIP/2.0\r\n" text "\r\n")

/* clang-format off */
static const struct row rows[] = {
	HEADERS(OK, "Via: SIP/2.0/TLS a\r\nFrom: <sip:a@b>\r\n"),
	HEADERS(OK, ""),
	HEADERS(OK, "X-A:\r\n"),
	HEADERS(OK, "X-A:b\r\n"),
	HEADERS(OK, "X-A  \t: b\r\n"),
	HEADERS(OK, "X-A: b,\r\n c\r\n\td\r\n"),
	HEADERS(OK, "X-A:\r\n b\r\n"),
	HEADERS(OK, "X-A: \xc3\xa4\xff\r\n"),
	HEADERS(OK, "X-A: tab\there\r\n"),
	HEADERS(OK, "To: \"BEL:\\\x07 NUL:\\\0 DEL:\\\x7f\" <sip:a@b>\r\n"),
	HEADERS(OK, "!-.%*_+`'~aA9: b\r\n"),
	HEADERS(OK, "Via: a\r\nVia: b\r\nv: c\r\nRoute: d\r\nRoute: e\r\n"),
	ROW(OK, "SIP/2.0 200 OK\r\nX-A: b\r\n\r\nbody: \n\r\0"),

	ROW(NO_END, ""),
	ROW(NO_END, "INVITE sip:a@b SIP/2.0"),
	ROW(NO_END, "INVITE sip:a@b SIP/2.0\r\n"),
	ROW(NO_END, "INVITE sip:a@b SIP/2.0\r\nX-A: b\r\n"),
	ROW(NO_END, "INVITE sip:a@b SIP/2.0\r\nX-A: b\r\n\r"),

	/* what a lenient parser takes for a line's end, and another does not */
	HEADERS(BAD_LINE_END, "X-A: b\nX-B: c\r\n"),
	HEADERS(BAD_LINE_END, "X-A: b\rX-B: c\r\n"),
	HEADERS(BAD_LINE_END, "X-A: b\n\r\n"),
	HEADERS(BAD_LINE_END, "X-A: b\r\r\n"),
	HEADERS(BAD_LINE_END, "X-A: \\\nX-B: c\r\n"),
	HEADERS(BAD_LINE_END, "X-A: \\\rX-B: c\r\n"),
	ROW(BAD_LINE_END, "INVITE sip:a@b SIP/2.0\nX-A: b\n\n"),
	HEADERS(CONTROL, "X-A: b\0\r\n"),
	HEADERS(CONTROL, "X-A: \x0b\r\n"),
	HEADERS(CONTROL, "X-A: \x7f\r\n"),
	HEADERS(CONTROL, "X-A\x01: b\r\n"),
	ROW(CONTROL, "INVITE sip:a\x01@b SIP/2.0\r\n\r\n"),

	HEADERS(BAD_NAME, " X-A: b\r\n"),
	HEADERS(BAD_NAME, ": b\r\n"),
	HEADERS(BAD_NAME, "X-A\r\n"),
	HEADERS(BAD_NAME, "X-A b: c\r\n"),
	HEADERS(BAD_NAME, "X-A\r\n : b\r\n"),
	HEADERS(BAD_NAME, "X@A: b\r\n"),
	HEADERS(BAD_NAME, "X-\xc3\x84: b\r\n"),
	HEADERS(BAD_NAME, "\"X-A\": b\r\n"),
	HEADERS(BAD_NAME, "X-A\xc2\xa0: b\r\n"),
	HEADERS(OK, "X-345678901234567890123456789012: b\r\n"),
	HEADERS(NAME_TOO_LONG, "X-3456789012345678901234567890123: b\r\n"),

	HEADERS(TWICE, "From: a\r\nFrom: b\r\n"),
	HEADERS(TWICE, "From: a\r\nf: b\r\n"),
	HEADERS(TWICE, "t: a\r\nTO: b\r\n"),
	HEADERS(TWICE, "Call-ID: a\r\ni: b\r\n"),
	HEADERS(TWICE, "CSeq: 1 BYE\r\ncseq : 2 BYE\r\n"),
	HEADERS(TWICE, "Max-Forwards: 1\r\nMax-Forwards: 2\r\n"),
	HEADERS(TWICE, "l: 0\r\nContent-Length: 0\r\n"),
	HEADERS(TWICE, "c: a/b\r\nContent-Type: a/b\r\n"),
};
/* clang-format on */
#define ROWS (sizeof(rows) / sizeof(rows[0]))

static void test_row(void **state)
{
	const struct row *row = *state;
	char *copy = malloc(row->len ? row->len : 1);
	enum acg_scan result;

	assert_non_null(copy);
	memcpy(copy, row->text, row->len);
	result = acg_header_scan(copy, row->len, 32);
	free(copy);
	assert_string_equal(acg_scan_text(result), acg_scan_text(row->result));
}

/* Cut anywhere, a good message has no end. */
static void test_every_beginning_has_no_end(void **state)
{
	static const char text[] =
			"BYE sip:a@b SIP/2.0\r\nVia: a\r\nX-A: b,\r\n c\r\n\r\n";

	(void)state;
	for(size_t len = 0; len < sizeof(text) - 1; len++) {
		char *copy = malloc(len ? len : 1);
		enum acg_scan result;

		assert_non_null(copy);
		memcpy(copy, text, len);
		result = acg_header_scan(copy, len, 32);
		free(copy);
		assert_int_not_equal(result, ACG_SCAN_OK);
	}
	assert_int_equal(acg_header_scan(text, sizeof(text) - 1, 32), ACG_SCAN_OK);
}

static void assert_clear(bool clear, const char *headers)
{
	char text[256];
	size_t len = (size_t)snprintf(text, sizeof(text),
			"INVITE sip:a@b SIP/2.0\r\n%s\r\nl: x\r\n", headers);
	char *copy = malloc(len);

	assert_non_null(copy);
	memcpy(copy, text, len);
	assert_int_equal(acg_header_length_is_clear(copy, len), clear);
	free(copy);
}

static void test_where_it_ends(void **state)
{
	(void)state;
	assert_clear(true, "");
	assert_clear(true, "Content-Length: 0\r\n");
	assert_clear(true, "L\t:7 \t\r\n");
	assert_clear(true, "content-length:999999999\r\n");
	assert_clear(true, "Content-Length-X: a\r\nX-L: b\r\nl\r\n");
	assert_clear(false, "Content-Length: -999\r\n");
	assert_clear(false, "Content-Length:\r\n");
	assert_clear(false, "l: 1000000000\r\n");
	assert_clear(false, "l: 0x10\r\n");
	assert_clear(false, "l: 1 2\r\n");
	assert_clear(false, "l: 1\r\nContent-Length: 1\r\n");
	assert_clear(false, "Content-Length: 1\nX: y\nL : 2\n");
	assert_true(acg_header_length_is_clear("l: x", 4));
	assert_true(acg_header_length_is_clear("", 0));
}

int main(void)
{
	static char names[ROWS][TEST_NAME_SIZE];
	struct CMUnitTest tests[ROWS + 2] = {cmocka_unit_test(test_where_it_ends),
			cmocka_unit_test(test_every_beginning_has_no_end)};

	for(size_t i = 0; i < ROWS; i++)
		tests[2 + i] = (struct CMUnitTest){
				.name = test_name(names[i], acg_scan_text(rows[i].result),
						rows[i].text, rows[i].len),
				.test_func = test_row,
				.initial_state = (void *)&rows[i]};
	return cmocka_run_group_tests_name("header_scan", tests, NULL, NULL);
}
