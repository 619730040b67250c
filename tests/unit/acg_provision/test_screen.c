/* sources: calls/screen.c sip/customer_name.c rules/signalling.c rules/header_rule.c sip/header_name.c base/direction.c */
/*
 * Which calling numbers a call from the cloud may show, by whom the Request-URI
 * names.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "calls/screen.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#define BASE "gw.example"

static const struct acg_rule_mem mem = {malloc, free};
static struct acg_signalling *signalling;

/* contoso and fabrikam have names; fabrikam wants no screening; northwind has
 * neither a name nor screening; of acme nothing special is known. */
static int set_up(void **state)
{
	struct acg_customer customers[] = {{"northwind", "", false},
			{"fabrikam", "fab", false}, {"contoso", "contoso", true}};
	const struct acg_service_rule services[] = {
			{"zoom", true, false}, {"direct_routing", false, true}};
	struct acg_signalling_rows rows = {.customer = customers,
			.customers = 3,
			.service = services,
			.services = 2};
	char error[ACG_RULE_ERROR_SIZE];

	(void)state;
	rows.rules = acg_rules_build(NULL, 0, "X-A", &mem, error);
	signalling = acg_signalling_build(&rows, &mem);
	return signalling ? 0 : -1;
}

static int tear_down(void **state)
{
	(void)state;
	acg_signalling_free(signalling, &mem);
	return 0;
}

static void assert_name(
		const char *host, enum acg_name_kind kind, const char *account)
{
	const struct acg_customer *customer;
	char *copy = malloc(strlen(host) + 1);

	assert_non_null(copy);
	memcpy(copy, host, strlen(host)); /* no NUL: lengths must do */
	assert_int_equal(
			acg_screen_name(signalling, copy, strlen(host), BASE, &customer),
			kind);
	free(copy);
	if(account)
		assert_string_equal(customer->account, account);
	else
		assert_null(customer);
}

static void test_names(void **state)
{
	(void)state;
	assert_name("contoso.1r1." BASE, ACG_NAME_CUSTOMER, "contoso");
	assert_name("CONTOSO.1R2.GW.EXAMPLE", ACG_NAME_CUSTOMER, "contoso");
	assert_name("fab.1r12." BASE, ACG_NAME_CUSTOMER, "fabrikam");

	assert_name(BASE, ACG_NAME_NONE, NULL);
	assert_name("1r1." BASE, ACG_NAME_NONE, NULL);
	assert_name("192.0.2.1", ACG_NAME_NONE, NULL);
	assert_name("", ACG_NAME_NONE, NULL);
	assert_name("contoso.1r1.gw.example.evil", ACG_NAME_NONE, NULL);
	assert_name("contoso.1r1.xgw.example", ACG_NAME_NONE, NULL);

	assert_name("nobody.1r1." BASE, ACG_NAME_UNKNOWN, NULL);
	assert_name("a.contoso.1r1." BASE, ACG_NAME_UNKNOWN, NULL);
	assert_name("contoso." BASE, ACG_NAME_UNKNOWN, NULL);
	assert_name("contoso.2r1." BASE, ACG_NAME_UNKNOWN, NULL);
	assert_name("contoso.1r." BASE, ACG_NAME_UNKNOWN, NULL);
	assert_name("contoso.1r123." BASE, ACG_NAME_UNKNOWN, NULL);
	assert_name("contoso1r1." BASE, ACG_NAME_UNKNOWN, NULL);
	assert_name("." BASE, ACG_NAME_NONE, NULL);
	assert_name(".1r1." BASE, ACG_NAME_UNKNOWN, NULL);
	assert_name("*.1r1." BASE, ACG_NAME_UNKNOWN, NULL);
	assert_name(
			"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
			"aaaa.1r1." BASE,
			ACG_NAME_UNKNOWN, NULL);
}

static void test_without_a_base_domain_every_name_is_the_gateway(void **state)
{
	const struct acg_customer *customer;
	static const char host[] = "contoso.1r1." BASE;

	(void)state;
	assert_int_equal(
			acg_screen_name(signalling, host, strlen(host), "", &customer),
			ACG_NAME_NONE);
}

static enum acg_screen_verdict screened(const char *host, const char *account)
{
	const struct acg_customer *customer;
	enum acg_name_kind kind =
			acg_screen_name(signalling, host, strlen(host), BASE, &customer);

	return acg_screen(signalling, kind, customer, account);
}

static void test_verdicts(void **state)
{
	static const char contoso[] = "contoso.1r1." BASE;
	static const char fabrikam[] = "fab.1r1." BASE;

	(void)state;
	assert_int_equal(screened(contoso, "contoso"), ACG_SCREEN_OK);
	assert_int_equal(screened(contoso, "fabrikam"), ACG_SCREEN_OTHER_ACCOUNT);
	assert_int_equal(screened(contoso, "acme"), ACG_SCREEN_OTHER_ACCOUNT);
	assert_int_equal(screened(contoso, NULL), ACG_SCREEN_NOT_OURS);
	/* not screened */
	assert_int_equal(screened(fabrikam, "fabrikam"), ACG_SCREEN_OK);
	assert_int_equal(screened(fabrikam, "contoso"), ACG_SCREEN_OK);
	assert_int_equal(screened(fabrikam, NULL), ACG_SCREEN_OK);
	/* under nobody's name: only accounts that need none */
	assert_int_equal(screened("192.0.2.1", "acme"), ACG_SCREEN_OK);
	assert_int_equal(screened("192.0.2.1", "northwind"), ACG_SCREEN_OK);
	assert_int_equal(screened("192.0.2.1", "fabrikam"), ACG_SCREEN_OK);
	assert_int_equal(screened("192.0.2.1", "contoso"), ACG_SCREEN_NOT_NAMED);
	assert_int_equal(screened("192.0.2.1", NULL), ACG_SCREEN_NOT_OURS);
	assert_int_equal(
			screened("nobody.1r1." BASE, "contoso"), ACG_SCREEN_UNKNOWN_NAME);
}

static void test_services_that_use_from(void **state)
{
	(void)state;
	assert_true(acg_service_uses_from(signalling, "zoom"));
	assert_false(acg_service_uses_from(signalling, "direct_routing"));
	assert_false(acg_service_uses_from(signalling, ""));
}

int main(void)
{
	static const struct CMUnitTest tests[] = {cmocka_unit_test(test_names),
			cmocka_unit_test(
					test_without_a_base_domain_every_name_is_the_gateway),
			cmocka_unit_test(test_verdicts),
			cmocka_unit_test(test_services_that_use_from)};

	return cmocka_run_group_tests_name("screen", tests, set_up, tear_down);
}
