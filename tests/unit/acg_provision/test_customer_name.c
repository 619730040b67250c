/* sources: sip/customer_name.c */
/*
 * The names customers have of the gateway: <label>.1r<N>.<base>.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "sip/customer_name.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#define BASE "gw.example"

static void test_written(void **state)
{
	char name[ACG_CUSTOMER_NAME_MAX + 1];
	size_t len;

	(void)state;
	acg_customer_name_configure(BASE, 2);
	assert_true(acg_customer_name_write("contoso", name, &len));
	assert_string_equal(name, "contoso.1r2." BASE);
	assert_int_equal(len, strlen(name));
	assert_false(acg_customer_name_write("", name, &len));
	acg_customer_name_configure("", 1);
	assert_false(acg_customer_name_write("contoso", name, &len));
	assert_true(acg_customer_name_fits("contoso"));
}

/* 48 - 1 - 3 - 1 - 34 = 9: the longest base leaves nine characters. */
static void test_at_most_48_characters(void **state)
{
	static const char base[] = "a123456789012345678901234567.example";
	char name[ACG_CUSTOMER_NAME_MAX + 1];
	size_t len;

	(void)state;
	assert_int_equal(strlen(base + 2), 34);
	acg_customer_name_configure(base + 2, 1);
	assert_true(acg_customer_name_write("ninechars", name, &len));
	assert_int_equal(len, 48);
	assert_true(acg_customer_name_fits("ninechars"));
	assert_false(acg_customer_name_write("tencharact", name, &len));
	assert_false(acg_customer_name_fits("tencharact"));
	acg_customer_name_configure(base + 2, 10);
	assert_false(acg_customer_name_fits("ninechars"));
}

static bool ours(const char *host)
{
	char *copy = malloc(strlen(host) + 1);
	bool is;

	assert_non_null(copy);
	memcpy(copy, host, strlen(host)); /* no NUL: lengths must do */
	is = acg_customer_name_is_ours(copy, strlen(host));
	free(copy);
	return is;
}

static void test_ours(void **state)
{
	(void)state;
	acg_customer_name_configure(BASE, 12);
	assert_true(ours("contoso.1r12." BASE));
	assert_true(ours("CONTOSO.1R12.GW.EXAMPLE"));
	assert_true(ours("gone.1r12." BASE));
	assert_true(ours("1r12." BASE));
	assert_false(ours("contoso.1r1." BASE));
	assert_false(ours("contoso.1r2." BASE));
	assert_false(ours("1r1." BASE));
	assert_false(ours("a.b.1r12." BASE));
	assert_false(ours("contoso." BASE));
	assert_false(ours(BASE));
	assert_false(ours(".1r12." BASE));
	assert_false(ours("contoso.1r12.gw.example.evil"));
	assert_false(ours("contoso.1r12.xgw.example"));
	assert_false(ours(""));
	acg_customer_name_configure("", 12);
	assert_false(ours("contoso.1r12." BASE));
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(test_written),
			cmocka_unit_test(test_at_most_48_characters),
			cmocka_unit_test(test_ours)};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
