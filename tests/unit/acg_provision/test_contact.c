/* sources: sip/contact.c sip/header_name.c */
/*
 * What Contact says of the gateway in messages that leave it.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "sip/contact.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#define MASK "sbc.acg.test"
#define BEGIN "INVITE sip:a@b SIP/2.0\r\nVia: SIP/2.0/TLS c\r\n"
#define END "Content-Length: 0\r\n\r\n"

/* The message without a NUL behind it, as much room as given. */
static void assert_rewritten(
		const char *message, unsigned int port, size_t room, const char *wanted)
{
	size_t len = strlen(message), got;
	char *copy = malloc(len), *out = malloc(room + 1);
	bool unchanged;

	assert_non_null(copy);
	assert_non_null(out);
	memcpy(copy, message, len);
	got = acg_contact_rewrite(copy, len, MASK, port, out, room, &unchanged);
	out[got] = '\0';
	assert_string_equal(out, wanted);
	free(copy);
	free(out);
}

static void rewritten(const char *message, const char *wanted)
{
	assert_rewritten(message, 5063, 1000, wanted);
}

static void test_name_port_and_transport(void **state)
{
	(void)state;
	rewritten(BEGIN "Contact: <sip:" MASK ";line=sr-x>\r\n" END, BEGIN
			"Contact: <sip:" MASK ":5063;transport=tls;line=sr-x>\r\n" END);
	rewritten(BEGIN "m :\t<SIP:SBC.acg.test;line=sr-x>;q=1\r\n" END,
			BEGIN "m :\t<SIP:SBC.acg.test:5063;transport=tls;line=sr-x>;q=1\r"
				  "\n" END);
	assert_rewritten(BEGIN "Contact: <sip:" MASK ";line=x>\r\n" END, 0, 1000,
			BEGIN "Contact: <sip:" MASK ";transport=tls;line=x>\r\n" END);
}

static void test_the_customers_name(void **state)
{
	(void)state;
	rewritten(BEGIN "Contact: <sip:" MASK
					";line=sr-x>\r\nACG-Contact: con.1r1.gw\r\n" END,
			BEGIN
			"Contact: <sip:con.1r1.gw:5063;transport=tls;line=sr-x>\r\n" END);
	rewritten(BEGIN "ACG-Contact: con.1r1.gw\r\nContact: <sip:" MASK
					";line=sr-x>\r\n" END,
			BEGIN
			"Contact: <sip:con.1r1.gw:5063;transport=tls;line=sr-x>\r\n" END);
	rewritten(BEGIN "acg-contact:con.1r1.gw\r\n" END, BEGIN END);
}

static void test_nothing_else(void **state)
{
	(void)state;
	rewritten(BEGIN "Contact: <sip:a@" MASK ";line=sr-x>\r\n" END, "");
	rewritten(BEGIN "Contact: <sip:" MASK ":5061>\r\n" END, "");
	rewritten(BEGIN "Contact: <sip:" MASK "er;line=x>\r\n" END, "");
	rewritten(BEGIN "Record-Route: <sip:" MASK ";line=sr-x>\r\n" END, "");
	rewritten(BEGIN "Call-Info: <sip:" MASK ";line=sr-x>\r\n" END, "");
	rewritten(BEGIN END "Contact: <sip:" MASK ";line=x>\r\n", "");
	rewritten("ACG-Contact: x\r\n", "");
	rewritten("ACG-Contact: x\r\nVia: a\r\n\r\n", "");
	rewritten("", "");
	rewritten("\r\n\r\n", "");
}

static void assert_first(const char *value, size_t wanted)
{
	size_t len = strlen(value);
	char *copy = malloc(len ? len : 1);

	assert_non_null(copy);
	memcpy(copy, value, len);
	assert_int_equal(acg_contact_first_len(copy, len), wanted);
	free(copy);
}

static void test_the_first_of_several(void **state)
{
	(void)state;
	assert_first("", 0);
	assert_first("<sip:a@b>", 9);
	assert_first("<sip:a,b@c>;q=1, <sip:d@e>, f", 15);
	assert_first("sip:a@b,sip:c@d", 7);
	assert_first("\"a, \\\", <b>\" <sip:c@d>,<sip:e@f>", 22);
	assert_first("\"a, <sip:b@c>, d", 16);
	assert_first("\"\\", 2);
}

static void test_no_room(void **state)
{
	static const char message[] =
			BEGIN "Contact: <sip:" MASK ";line=x>\r\n" END;

	(void)state;
	for(size_t room = 0; room < sizeof(message) + 18; room++)
		assert_rewritten(message, 5063, room, "");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
			cmocka_unit_test(test_name_port_and_transport),
			cmocka_unit_test(test_the_customers_name),
			cmocka_unit_test(test_nothing_else),
			cmocka_unit_test(test_the_first_of_several),
			cmocka_unit_test(test_no_room)};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
