/* sources: rules/policy.c */
/*
 * Services, limits and blocked numbers, found in what SQL says.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "rules/policy.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

static struct acg_policy *policy;

static int set_up(void **state)
{
	(void)state;
	policy = acg_policy_new(2, 3, 3, malloc);
	if(!policy)
		return -1;
	strcpy(policy->service[0].name, "zoom");
	strcpy(policy->service[0].peers, "z1,z2");
	strcpy(policy->service[1].name, "phone_mobile");
	policy->service[1].takes = ACG_LINE_MOBILE;
	strcpy(policy->account[0].name, "fabrikam");
	strcpy(policy->account[1].name, "contoso");
	strcpy(policy->account[2].name, "adatum");
	policy->account[2].max_calls = 5;
	policy->blocked[0] = (struct acg_block){
			88299, false, {ACG_BLOCKS_CALLER, ACG_BLOCKS_CALLEE}};
	policy->blocked[1] = (struct acg_block){
			882, true, {0, ACG_BLOCKS_CALLER | ACG_BLOCKS_CALLEE}};
	policy->blocked[2] = (struct acg_block){49, false, {ACG_BLOCKS_CALLER, 0}};
	acg_policy_sort(policy);
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	free(policy);
	return 0;
}

static void services_are_found(void **state)
{
	(void)state;
	assert_ptr_equal(acg_policy_service(policy, "zoom"), &policy->service[0]);
	assert_null(acg_policy_service(policy, "zoo"));
	assert_ptr_equal(
			acg_policy_takes(policy, ACG_LINE_MOBILE), &policy->service[1]);
	assert_null(acg_policy_takes(policy, ACG_LINE_FIXED));
	assert_ptr_equal(acg_policy_of_peer(policy, "z2"), &policy->service[0]);
	assert_null(acg_policy_of_peer(policy, "z"));
	assert_null(acg_policy_of_peer(policy, ""));
}

static void accounts_are_found(void **state)
{
	(void)state;
	assert_int_equal(acg_policy_account(policy, "adatum")->max_calls, 5);
	assert_non_null(acg_policy_account(policy, "contoso"));
	assert_non_null(acg_policy_account(policy, "fabrikam"));
	assert_null(acg_policy_account(policy, ""));
	assert_null(acg_policy_account(policy, "northwind"));
}

static bool blocks(
		acg_number_key_t number, enum acg_direction direction, unsigned party)
{
	return acg_policy_blocks(policy, number, direction, party);
}

static void numbers_are_blocked_by_party_and_direction(void **state)
{
	(void)state;
	assert_true(blocks(88299, ACG_TO_CLOUD, ACG_BLOCKS_CALLER));
	assert_false(blocks(88299, ACG_TO_CLOUD, ACG_BLOCKS_CALLEE));
	assert_false(blocks(88298, ACG_TO_CLOUD, ACG_BLOCKS_CALLER));
	assert_true(blocks(49, ACG_TO_CLOUD, ACG_BLOCKS_CALLER));
	assert_false(blocks(4930, ACG_TO_CLOUD, ACG_BLOCKS_CALLER));
}

static void beginnings_block_what_begins_so(void **state)
{
	(void)state;
	assert_true(blocks(88299, ACG_TO_OPERATOR, ACG_BLOCKS_CALLER));
	assert_true(blocks(882123456789, ACG_TO_OPERATOR, ACG_BLOCKS_CALLEE));
	assert_true(blocks(882, ACG_TO_OPERATOR, ACG_BLOCKS_CALLEE));
	assert_false(blocks(88, ACG_TO_OPERATOR, ACG_BLOCKS_CALLEE));
	assert_false(blocks(188212, ACG_TO_OPERATOR, ACG_BLOCKS_CALLEE));
}

static void an_empty_policy_blocks_nothing(void **state)
{
	struct acg_policy *empty = acg_policy_new(0, 0, 0, malloc);

	(void)state;
	assert_non_null(empty);
	acg_policy_sort(empty);
	assert_false(acg_policy_blocks(empty, 49, ACG_TO_CLOUD, 3));
	assert_int_equal(empty->deployment.max_calls, -1);
	free(empty);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
			cmocka_unit_test(services_are_found),
			cmocka_unit_test(accounts_are_found),
			cmocka_unit_test(numbers_are_blocked_by_party_and_direction),
			cmocka_unit_test(beginnings_block_what_begins_so),
			cmocka_unit_test(an_empty_policy_blocks_nothing),
	};

	return cmocka_run_group_tests_name("policy", tests, set_up, tear_down);
}
