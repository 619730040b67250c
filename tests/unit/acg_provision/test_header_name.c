/* sources: sip/header_name.c */
/*
 * Which names the custom header may have: tokens of 2 to 32 characters that SIP
 * itself does not need, since every header of that name is removed.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "sip/header_name.h"
#include "test_name.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#define CHARS_32 "X-345678901234567890123456789012"

static const char *const fit[] = {"X-MS-Operator-Content", "X-Operator",
		"Operator-Content", "x_y", "X-1.2!%*+`'~", "Xy", CHARS_32};

/* clang-format off */
static const char *const unfit[] = {
	/* not a token, or not one of a length ACG allows */
	"", CHARS_32 "3", "X-A:", "X A", "X-A ", " X-A", "X-A\r\nVia", "X-A\t",
	"X-\xc3\x84", "X\"A", "X(A)", "X/A", "X@A", "X<A>", "X,A", "X;A", "X=A",
	"X?A", "X[A]", "X{A}", "X\\A",

	/* routing, transaction, dialog, in any case */
	"Via", "From", "To", "Call-ID", "CSeq", "Contact", "Route", "Record-Route",
	"Max-Forwards", "via", "FROM", "call-id", "rECORD-rOUTE", "Session-Expires",
	"Replaces", "Refer-To", "RAck", "RSeq",

	/* the body */
	"Content-Length", "Content-Type", "Content-Encoding", "Content-Disposition",

	/* abilities, authentication, identity */
	"Require", "Proxy-Require", "Supported", "Allow", "Authorization",
	"Proxy-Authorization", "WWW-Authenticate", "Proxy-Authenticate",
	"P-Asserted-Identity", "P-Preferred-Identity", "Privacy", "Identity",

	/* compact forms, known and to come */
	"v", "f", "t", "i", "m", "l", "c", "k", "x", "r", "b", "y", "V", "Z", "1"
};
/* clang-format on */

static void test_fit(void **state)
{
	assert_true(acg_header_name_ok(*state));
}

static void test_unfit(void **state)
{
	assert_false(acg_header_name_ok(*state));
}

static bool is(const char *in_message, const char *name)
{
	return acg_header_name_is(
			in_message, strlen(in_message), name, strlen(name));
}

/* RFC 3261 section 7.3.3: the compact form in either case is the same name. */
static void test_compact_forms_are_the_name(void **state)
{
	(void)state;
	assert_true(is("s", "Subject"));
	assert_true(is("S", "SUBJECT"));
	assert_true(is("M", "Contact"));
	assert_true(is("cONTACT", "Contact"));
	assert_true(is("J", "Reject-Contact"));
	assert_false(is("s", "Supported"));
	assert_false(is("k", "Subject"));
	assert_false(is("z", "Subject"));
	assert_false(is("Subjec", "Subject"));
	assert_false(is("\x13", "Subject"));
}

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))
#define TESTS (COUNT(fit) + COUNT(unfit) + 1)

static struct CMUnitTest test_of(const char *name, bool is_fit)
{
	static char names[TESTS][TEST_NAME_SIZE];
	static size_t used;

	return (struct CMUnitTest){
			.name = test_name(names[used++], is_fit ? "fit" : "unfit", name,
					strlen(name)),
			.test_func = is_fit ? test_fit : test_unfit,
			.initial_state = (void *)name};
}

int main(void)
{
	struct CMUnitTest tests[TESTS];
	size_t n = 0;

	for(size_t i = 0; i < COUNT(fit); i++)
		tests[n++] = test_of(fit[i], true);
	for(size_t i = 0; i < COUNT(unfit); i++)
		tests[n++] = test_of(unfit[i], false);
	tests[n++] = (struct CMUnitTest)cmocka_unit_test(
			test_compact_forms_are_the_name);
	return cmocka_run_group_tests_name("header_name", tests, NULL, NULL);
}
