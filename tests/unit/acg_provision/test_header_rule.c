/* sources: rules/header_rule.c sip/header_name.c base/direction.c */
/*
 * Header rules: which rows are refused, which rules a message gets, and what they
 * write.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "rules/header_rule.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#define CUSTOM "X-MS-Operator-Content"
#define BOTH (ACG_RULE_REQUEST | ACG_RULE_RESPONSE)

static const struct acg_rule_mem mem = {malloc, free};

static struct acg_rule_row rule(int id, enum acg_rule_scope scope,
		const char *key, enum acg_rule_action action, const char *name,
		const char *value)
{
	return (struct acg_rule_row){.id = id,
			.scope = scope,
			.key = key,
			.direction = ACG_TO_OPERATOR,
			.messages = BOTH,
			.method = "",
			.action = action,
			.name = name,
			.value = value};
}

#define DEPLOYMENT ACG_SCOPE_DEPLOYMENT, ""
#define ADD(name, value) ACG_RULE_ADD, name, value
#define REPLACE(name, value) ACG_RULE_REPLACE, name, value
#define REMOVE(name) ACG_RULE_REMOVE, name, ""
#define PASS(name) ACG_RULE_PASS, name, ""

static struct acg_rule_context invite(void)
{
	return (struct acg_rule_context){.direction = ACG_TO_OPERATOR,
			.method = "INVITE",
			.method_len = 6,
			.number = "+4930123",
			.account = "contoso",
			.service = "direct_routing",
			.call = "to_operator",
			.header_value = "site-1"};
}

/* What a message gets, as "-Name" for a removal, "=Name" for a pass and the lines
 * that are added, each but the last followed by a space. */
static const char *edits_of(const struct acg_rule_row *rows, size_t n,
		const struct acg_rule_context *context)
{
	static char out[4096];
	static struct acg_header_edits edits;
	char error[ACG_RULE_ERROR_SIZE] = "";
	struct acg_rules *rules = acg_rules_build(rows, n, CUSTOM, &mem, error);
	size_t len = 0;

	assert_string_equal(rules ? "" : error, "");
	assert_true(acg_rules_select(rules, context, &edits));
	out[0] = '\0';
	for(int i = 0; i < edits.n; i++) {
		const struct acg_header_edit *edit = &edits.edit[i];

		if(acg_header_edit_removes(edit) || edit->action == ACG_RULE_PASS)
			len += (size_t)sprintf(out + len, "%c%.*s ",
					edit->action == ACG_RULE_PASS ? '=' : '-',
					(int)edit->name_len, edit->name);
		if(edit->line_len)
			len += (size_t)sprintf(out + len, "%.*s ", (int)edit->line_len - 2,
					edits.text + edit->line);
		if(edit->line_len)
			assert_memory_equal(
					edits.text + edit->line + edit->line_len - 2, "\r\n", 2);
	}
	acg_rules_free(rules, &mem);
	if(len)
		out[len - 1] = '\0';
	return out;
}

static void test_custom_header_goes_to_the_operator_alone(void **state)
{
	struct acg_rule_context context = invite();

	(void)state;
	assert_string_equal(
			edits_of(NULL, 0, &context), "-" CUSTOM " " CUSTOM ": site-1");
	context.response = true;
	assert_string_equal(
			edits_of(NULL, 0, &context), "-" CUSTOM " " CUSTOM ": site-1");
	context.header_value = "";
	assert_string_equal(edits_of(NULL, 0, &context), "-" CUSTOM);
	context.header_value = "site-1";
	context.direction = ACG_TO_CLOUD;
	assert_string_equal(edits_of(NULL, 0, &context), "-" CUSTOM);
}

static void test_each_action(void **state)
{
	struct acg_rule_row rows[] = {rule(1, DEPLOYMENT, ADD("X-Add", "a")),
			rule(2, DEPLOYMENT, REPLACE("X-Replace", "b")),
			rule(3, DEPLOYMENT, REMOVE("X-Remove")),
			rule(4, DEPLOYMENT, PASS("X-Pass"))};
	struct acg_rule_context context = invite();

	(void)state;
	context.header_value = "";
	assert_string_equal(edits_of(rows, 4, &context),
			"-" CUSTOM " X-Add: a -X-Replace X-Replace: b -X-Remove =X-Pass");
}

static void test_placeholders(void **state)
{
	struct acg_rule_row rows[] = {rule(1, DEPLOYMENT,
			ADD("X-A", "<{number}> {account}/{service};{direction} "
					   "{header_value}"))};
	struct acg_rule_context context = invite();

	(void)state;
	assert_string_equal(edits_of(rows, 1, &context),
			"-" CUSTOM " " CUSTOM ": site-1 X-A: <+4930123> "
			"contoso/direct_routing;to_operator site-1");
	/* without its value no header is half-made */
	context.account = "";
	assert_string_equal(
			edits_of(rows, 1, &context), "-" CUSTOM " " CUSTOM ": site-1");
}

static void test_the_most_specific_scope_decides_for_a_name(void **state)
{
	struct acg_rule_row rows[] = {
			rule(1, ACG_SCOPE_NUMBER, "+4930123", ADD("X-A", "number")),
			rule(2, ACG_SCOPE_ACCOUNT, "contoso", ADD("x-a", "account")),
			rule(3, ACG_SCOPE_SERVICE, "direct_routing", ADD("X-A", "service")),
			rule(4, ACG_SCOPE_PEER, "operator", ADD("X-A", "peer")),
			rule(5, DEPLOYMENT, ADD("X-A", "deployment"))};
	static const char *const wanted[] = {"X-A: number", "x-a: account",
			"X-A: service", "X-A: peer", "X-A: deployment"};
	struct acg_rule_context context = invite();
	char text[200];

	(void)state;
	context.header_value = "";
	for(size_t i = 0; i < 5; i++) {
		snprintf(text, sizeof(text), "-" CUSTOM " %s", wanted[i]);
		assert_string_equal(edits_of(rows + i, 5 - i, &context), text);
	}
	/* of somebody else: not at all */
	context.number = "+4930124";
	context.account = "fabrikam";
	context.service = "zoom";
	context.direction = ACG_TO_CLOUD;
	assert_string_equal(edits_of(rows, 5, &context), "-" CUSTOM);
}

static void test_other_names_are_not_hidden_by_a_specific_scope(void **state)
{
	struct acg_rule_row rows[] = {
			rule(1, ACG_SCOPE_NUMBER, "+4930123", ADD("X-A", "1")),
			rule(2, DEPLOYMENT, ADD("X-B", "2")),
			rule(3, DEPLOYMENT, ADD("X-B", "3"))};
	struct acg_rule_context context = invite();

	(void)state;
	context.header_value = "";
	assert_string_equal(
			edits_of(rows, 3, &context), "-" CUSTOM " X-A: 1 X-B: 2 X-B: 3");
}

static void test_pass_wins(void **state)
{
	struct acg_rule_row rows[] = {rule(1, DEPLOYMENT, REMOVE("Diversion")),
			rule(2, ACG_SCOPE_ACCOUNT, "contoso", REMOVE("Diversion")),
			rule(3, ACG_SCOPE_ACCOUNT, "contoso", PASS("diversion"))};
	struct acg_rule_context context = invite();

	(void)state;
	context.header_value = "";
	assert_string_equal(edits_of(rows, 3, &context), "-" CUSTOM " =diversion");
	context.account = "fabrikam";
	assert_string_equal(edits_of(rows, 3, &context), "-" CUSTOM " -Diversion");
}

static void test_message_and_method(void **state)
{
	struct acg_rule_row row = rule(1, DEPLOYMENT, ADD("X-A", "a"));
	struct acg_rule_context context = invite();

	(void)state;
	context.header_value = "";
	row.messages = ACG_RULE_RESPONSE;
	assert_string_equal(edits_of(&row, 1, &context), "-" CUSTOM);
	context.response = true;
	assert_string_equal(edits_of(&row, 1, &context), "-" CUSTOM " X-A: a");
	row.method = "INVITE";
	assert_string_equal(edits_of(&row, 1, &context), "-" CUSTOM " X-A: a");
	context.method = "INVITEX";
	context.method_len = 7;
	assert_string_equal(edits_of(&row, 1, &context), "-" CUSTOM);
	context.method = "BYE";
	context.method_len = 3;
	assert_string_equal(edits_of(&row, 1, &context), "-" CUSTOM);
}

static void assert_refused(struct acg_rule_row row, const char *why)
{
	char error[ACG_RULE_ERROR_SIZE] = "";

	assert_null(acg_rules_build(&row, 1, CUSTOM, &mem, error));
	assert_non_null(strstr(error, why));
	assert_non_null(strstr(error, "header_rule_id 7"));
}

/* What the table's constraints refuse is refused again. */
static void test_bad_rows_are_refused(void **state)
{
	static const char *const names[] = {"Via", "from", "ROUTE", "Call-ID",
			"Content-Length", "m", "X A", "X-A:", "X-A\r\nVia", ""};
	static const char *const values[] = {"a\r\nX-Evil: 1", "a\n", "a\r", "a\tb",
			"\x7f", "\xc3\xa4", "{", "}", "{user}", "{number", "a{{number}}",
			" a", "a "};

	(void)state;
	for(size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		assert_refused(rule(7, DEPLOYMENT, ADD(names[i], "a")), "of this name");
		assert_refused(rule(7, DEPLOYMENT, REMOVE(names[i])), "of this name");
	}
	for(size_t i = 0; i < sizeof(values) / sizeof(values[0]); i++)
		assert_refused(
				rule(7, DEPLOYMENT, ADD("X-A", values[i])), "printable ASCII");
	assert_refused(rule(7, DEPLOYMENT, ADD("P-Asserted-Identity", "<tel:+1>")),
			"of this name");
	assert_refused(rule(7, DEPLOYMENT, ADD("x-ms-operator-content", "a")),
			"custom header");
	assert_refused(rule(7, DEPLOYMENT, PASS(CUSTOM)), "custom header");
	assert_refused(rule(7, DEPLOYMENT, ADD("X-A", "")), "without a value");
	assert_refused(
			rule(7, DEPLOYMENT, ACG_RULE_REMOVE, "X-A", "a"), "with a value");
	assert_refused(rule(7, ACG_SCOPE_ACCOUNT, "", REMOVE("X-A")), "scope");
	assert_refused(rule(7, ACG_SCOPE_DEPLOYMENT, "x", REMOVE("X-A")), "scope");
}

static void test_identity_headers_may_be_removed(void **state)
{
	struct acg_rule_row rows[] = {
			rule(1, DEPLOYMENT, REMOVE("P-Asserted-Identity")),
			rule(2, DEPLOYMENT, REMOVE("Remote-Party-ID")),
			rule(3, DEPLOYMENT, REMOVE("Privacy"))};
	struct acg_rule_context context = invite();

	(void)state;
	context.header_value = "";
	assert_string_equal(edits_of(rows, 3, &context),
			"-" CUSTOM " -P-Asserted-Identity -Remote-Party-ID -Privacy");
}

/* As many and as large as can be: all of them are there; one more is refused. */
static void test_bounds(void **state)
{
	static const enum acg_rule_scope scopes[] = {ACG_SCOPE_NUMBER,
			ACG_SCOPE_ACCOUNT, ACG_SCOPE_SERVICE, ACG_SCOPE_PEER,
			ACG_SCOPE_DEPLOYMENT};
	static const char *const keys[] = {
			"+4930123", "contoso", "direct_routing", "operator", ""};
	static struct acg_header_edits edits;
	static char names[ACG_EDITS_MAX][16];
	struct acg_rule_row rows[ACG_EDITS_MAX];
	struct acg_rule_context context = invite();
	char error[ACG_RULE_ERROR_SIZE];
	struct acg_rules *rules;
	char value[200] = "";
	size_t n = 0;

	(void)state;
	/* name, ": ", value and CRLF fill the bytes to the last one */
	memset(value, 'v', ACG_RULE_BYTES_PER_KEY / ACG_RULES_PER_KEY - 4 - 5);
	for(size_t s = 0; s < 5; s++) {
		for(int i = 0; i < ACG_RULES_PER_KEY; i++, n++) {
			snprintf(names[n], sizeof(names[n]), "X-%03zu", n);
			rows[n] = rule((int)n, scopes[s], keys[s], ADD(names[n], value));
		}
	}
	rules = acg_rules_build(rows, n, CUSTOM, &mem, error);
	assert_non_null(rules);
	assert_int_equal(acg_rules_count(rules), n);
	assert_true(acg_rules_select(rules, &context, &edits));
	assert_int_equal(edits.n, ACG_EDITS_MAX);
	acg_rules_free(rules, &mem);

	rows[n] = rule(7, DEPLOYMENT, REMOVE("X-One-More"));
	assert_null(acg_rules_build(rows, n + 1, CUSTOM, &mem, error));
	assert_non_null(strstr(error, "more than 16 rules"));
	value[strlen(value)] = 'v';
	assert_null(acg_rules_build(rows, n, CUSTOM, &mem, error));
	assert_non_null(strstr(error, "1600 bytes"));
}

static void test_short_rules_are_counted_too(void **state)
{
	static char names[ACG_RULES_PER_KEY + 1][16];
	struct acg_rule_row rows[ACG_RULES_PER_KEY + 1];
	char error[ACG_RULE_ERROR_SIZE];
	struct acg_rules *rules;

	(void)state;
	for(int i = 0; i <= ACG_RULES_PER_KEY; i++) {
		snprintf(names[i], sizeof(names[i]), "X-%03d", i);
		rows[i] = rule(i, DEPLOYMENT, REMOVE(names[i]));
	}
	rules = acg_rules_build(rows, ACG_RULES_PER_KEY, CUSTOM, &mem, error);
	assert_non_null(rules);
	acg_rules_free(rules, &mem);
	assert_null(
			acg_rules_build(rows, ACG_RULES_PER_KEY + 1, CUSTOM, &mem, error));
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
			cmocka_unit_test(test_custom_header_goes_to_the_operator_alone),
			cmocka_unit_test(test_each_action),
			cmocka_unit_test(test_short_rules_are_counted_too),
			cmocka_unit_test(test_placeholders),
			cmocka_unit_test(test_the_most_specific_scope_decides_for_a_name),
			cmocka_unit_test(
					test_other_names_are_not_hidden_by_a_specific_scope),
			cmocka_unit_test(test_pass_wins),
			cmocka_unit_test(test_message_and_method),
			cmocka_unit_test(test_bad_rows_are_refused),
			cmocka_unit_test(test_identity_headers_may_be_removed),
			cmocka_unit_test(test_bounds)};

	return cmocka_run_group_tests_name("header_rule", tests, NULL, NULL);
}
