/*
 * signalling_store: the signalling in force in this server, in shared memory.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "rules/signalling_store.h"
#include "base/shm.h"
#include "database/loaded.h"
#include "rules/signalling_load.h"

#include "core/dprint.h"

static const struct acg_rule_mem shm = {acg_shm_take, acg_shm_give_back};
static const char *header;

static struct acg_epoch_block *make(
		const struct acg_answers *answers, char error[static ACG_ERROR_SIZE])
{
	struct acg_signalling *made =
			acg_signalling_make(answers, header, &shm, error);

	if(!made)
		return NULL;
	LM_INFO("%zu header rules loaded\n", acg_rules_count(made->rules));
	return &made->block;
}

static void free_block(struct acg_epoch_block *block)
{
	acg_signalling_free((struct acg_signalling *)block, &shm);
}

static struct acg_loaded signalling = {
		.what = "header rules, number plans and screening",
		.kind = ACG_SNAPSHOT_SIGNALLING,
		.ask = acg_signalling_ask,
		.make = make,
		.mem = {acg_shm_take, acg_shm_give_back, free_block},
};

int acg_signalling_init(int processes, const char *custom_header)
{
	header = custom_header;
	return acg_loaded_init(&signalling, processes);
}

void acg_signalling_destroy(void)
{
	acg_loaded_destroy(&signalling);
}

int acg_signalling_reload(char error[static ACG_ERROR_SIZE])
{
	return acg_loaded_reload(&signalling, error);
}

int acg_signalling_first_load(void)
{
	return acg_loaded_first(&signalling);
}

const struct acg_signalling *acg_signalling_enter(void)
{
	return acg_loaded_enter(&signalling);
}

void acg_signalling_leave(void)
{
	acg_loaded_leave(&signalling);
}
