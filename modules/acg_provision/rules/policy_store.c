/*
 * policy_store: the policy in force in this server, in shared memory.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "rules/policy_store.h"
#include "base/shm.h"
#include "database/loaded.h"
#include "rules/policy_load.h"

static struct acg_epoch_block *make(
		const struct acg_answers *answers, char error[static ACG_ERROR_SIZE])
{
	static const struct acg_rule_mem shm = {acg_shm_take, acg_shm_give_back};
	struct acg_policy *policy = acg_policy_make(answers, &shm, error);

	return policy ? &policy->block : NULL;
}

static void free_block(struct acg_epoch_block *block)
{
	shm_free(block);
}

static struct acg_loaded policy = {
		.what = "services, limits and blocked numbers",
		.kind = ACG_SNAPSHOT_POLICY,
		.ask = acg_policy_ask,
		.make = make,
		.mem = {acg_shm_take, acg_shm_give_back, free_block},
};

int acg_policy_init(int processes)
{
	return acg_loaded_init(&policy, processes);
}

void acg_policy_destroy(void)
{
	acg_loaded_destroy(&policy);
}

int acg_policy_reload(char error[static ACG_ERROR_SIZE])
{
	return acg_loaded_reload(&policy, error);
}

int acg_policy_first_load(void)
{
	return acg_loaded_first(&policy);
}

const struct acg_policy *acg_policy_enter(void)
{
	return acg_loaded_enter(&policy);
}

void acg_policy_leave(void)
{
	acg_loaded_leave(&policy);
}
