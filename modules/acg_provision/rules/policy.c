/*
 * policy: services, limits and blocked numbers, as one immutable block.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "rules/policy.h"

#include <stdlib.h>
#include <string.h>

struct acg_policy *acg_policy_new(size_t services, size_t accounts,
		size_t blocks, void *(*alloc)(size_t size))
{
	size_t size = sizeof(struct acg_policy) + blocks * sizeof(struct acg_block)
				  + services * sizeof(struct acg_service_policy)
				  + accounts * sizeof(struct acg_account_policy);
	struct acg_policy *policy = alloc(size);

	if(!policy)
		return NULL;
	memset(policy, 0, size);
	policy->blocked = (struct acg_block *)(policy + 1);
	policy->service = (struct acg_service_policy *)(policy->blocked + blocks);
	policy->account = (struct acg_account_policy *)(policy->service + services);
	policy->services = services;
	policy->accounts = accounts;
	policy->blocks = blocks;
	policy->deployment.max_calls = -1;
	policy->deployment.max_transcoded = -1;
	return policy;
}

static int compare_accounts(const void *a, const void *b)
{
	return strcmp(((const struct acg_account_policy *)a)->name,
			((const struct acg_account_policy *)b)->name);
}

static int compare_blocks(const void *a, const void *b)
{
	const struct acg_block *one = a, *other = b;

	if(one->number != other->number)
		return one->number < other->number ? -1 : 1;
	return (int)one->beginning - (int)other->beginning;
}

void acg_policy_sort(struct acg_policy *policy)
{
	qsort(policy->account, policy->accounts, sizeof(*policy->account),
			compare_accounts);
	qsort(policy->blocked, policy->blocks, sizeof(*policy->blocked),
			compare_blocks);
}

const struct acg_service_policy *acg_policy_service(
		const struct acg_policy *policy, const char *name)
{
	for(size_t i = 0; i < policy->services; i++) {
		if(strcmp(policy->service[i].name, name) == 0)
			return &policy->service[i];
	}
	return NULL;
}

const struct acg_account_policy *acg_policy_account(
		const struct acg_policy *policy, const char *name)
{
	size_t low = 0, high = policy->accounts;

	while(low < high) {
		size_t middle = (low + high) / 2;
		int order = strcmp(name, policy->account[middle].name);

		if(order == 0)
			return &policy->account[middle];
		if(order < 0)
			high = middle;
		else
			low = middle + 1;
	}
	return NULL;
}

const struct acg_service_policy *acg_policy_takes(
		const struct acg_policy *policy, enum acg_line line)
{
	for(size_t i = 0; i < policy->services; i++) {
		if(policy->service[i].takes == line)
			return &policy->service[i];
	}
	return NULL;
}

bool acg_policy_lists(const char *list, const char *name)
{
	size_t len = strlen(name);

	while(*list) {
		size_t item = strcspn(list, ",");

		if(item == len && memcmp(list, name, len) == 0)
			return true;
		list += item + (list[item] == ',');
	}
	return false;
}

const struct acg_service_policy *acg_policy_of_peer(
		const struct acg_policy *policy, const char *peer)
{
	for(size_t i = 0; i < policy->services; i++) {
		if(acg_policy_lists(policy->service[i].peers, peer))
			return &policy->service[i];
	}
	return NULL;
}

static unsigned int parties_of(const struct acg_policy *policy,
		acg_number_key_t number, bool beginning, enum acg_direction direction)
{
	struct acg_block key = {.number = number, .beginning = beginning};
	const struct acg_block *found =
			policy->blocks ? bsearch(&key, policy->blocked, policy->blocks,
					sizeof(key), compare_blocks)
						   : NULL;

	return found ? found->parties[direction] : 0;
}

/* A number's key is its digits as an integer, so what it begins with is that number
 * divided by tens. */
bool acg_policy_blocks(const struct acg_policy *policy, acg_number_key_t number,
		enum acg_direction direction, unsigned int party)
{
	unsigned int parties = parties_of(policy, number, false, direction);

	for(; number && !(parties & party); number /= 10)
		parties = parties_of(policy, number, true, direction);
	return (parties & party) != 0;
}
