/* sources: sip/uri_host.c */
/*
 * The hosts in a header's value, each with its port.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "sip/uri_host.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

static void assert_hosts(const char *value, const char *wanted)
{
	size_t len = strlen(value), at = 0, host, host_len, used = 0;
	char *copy = malloc(len ? len : 1); /* no NUL: lengths must do */
	char hosts[200] = "";

	assert_non_null(copy);
	memcpy(copy, value, len);
	while(acg_uri_host_next(copy, len, &at, &host, &host_len))
		used += (size_t)snprintf(hosts + used, sizeof(hosts) - used, "[%.*s]",
				(int)host_len, copy + host);
	free(copy);
	assert_string_equal(hosts, wanted);
}

static void test_hosts(void **state)
{
	(void)state;
	assert_hosts("<sip:+4930@10.1.1.1>", "[10.1.1.1]");
	assert_hosts("<sip:+4930@10.1.1.1:5060;user=phone>", "[10.1.1.1:5060]");
	assert_hosts("\"A\" <SIPS:a@b.example?x=y>;reason=busy", "[b.example]");
	assert_hosts("sip:a@b.example;tag=1", "[b.example]");
	assert_hosts("<sip:b.example>", "[b.example]");
	assert_hosts("<sip:a@[2001:db8::1]:5060>", "[[2001:db8::1]:5060]");
	assert_hosts("<sip:a;b=c@d.example;e>", "[d.example]");
	assert_hosts("<sip:a@b>,  <tel:+49>, <sip:c@d:1>", "[b][d:1]");
	assert_hosts("<sip:a@b?Reason=SIP>;index=1, <sip:c@d>;index=1.1", "[b][d]");
}

static void test_addresses(void **state)
{
	(void)state;
	assert_hosts("10.1.1.1", "[10.1.1.1]");
	assert_hosts(
			"icid-value=a;icid-generated-at=10.1.1.1;orig-ioi=x", "[10.1.1.1]");
	assert_hosts("<http://10.1.1.1:80/ring.wav>", "[10.1.1.1]");
	assert_hosts("399 10.1.1.1:5060 \"no 10.1.1.2\"", "[10.1.1.1][10.1.1.2]");
	assert_hosts("a1b2@10.1.1.1, \"10.1.1.2\"", "[10.1.1.1][10.1.1.2]");
	assert_hosts("x=255.255.255.255", "[255.255.255.255]");
	assert_hosts(
			"256.1.1.1 1.1.1 1.1.1.1.1 a1.1.1.1 1.1.1.1a 1.1.1.1_ 1..1.1", "");
	assert_hosts("1.1.1.1000 0001.1.1.1 1.1.1.", "");
}

static void test_none(void **state)
{
	(void)state;
	assert_hosts("", "");
	assert_hosts("<tel:+4930123>", "");
	assert_hosts("<http://b.example>", "");
	assert_hosts("sip", "");
	assert_hosts("sip:", "[]");
}

int main(void)
{
	static const struct CMUnitTest tests[] = {cmocka_unit_test(test_hosts),
			cmocka_unit_test(test_addresses), cmocka_unit_test(test_none)};

	return cmocka_run_group_tests_name("uri_host", tests, NULL, NULL);
}
