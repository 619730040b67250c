/*
 * signalling_store: the signalling in force in this server, in shared memory.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "signalling_store.h"
#include "signalling_load.h"

#include "core/dprint.h"
#include "core/mem/shm_mem.h"
#include "core/pt.h"

static struct acg_epoch *epoch;
static const char *header;

static void *shm_take(size_t size)
{
	return shm_malloc(size);
}

static void shm_give_back(void *p)
{
	shm_free(p);
}

static const struct acg_rule_mem shm = {shm_take, shm_give_back};

static void free_block(struct acg_epoch_block *block)
{
	acg_signalling_free((struct acg_signalling *)block, &shm);
}

static const struct acg_epoch_mem epoch_mem = {
		shm_take, shm_give_back, free_block};

int acg_signalling_init(int processes, const char *custom_header)
{
	header = custom_header;
	epoch = acg_epoch_new(processes, &epoch_mem);
	if(!epoch)
		SHM_MEM_ERROR;
	return epoch ? 0 : -1;
}

void acg_signalling_destroy(void)
{
	acg_epoch_free(epoch);
	epoch = NULL;
}

int acg_signalling_reload(const char *conninfo, int timeout_s,
		char error[static ACG_DATABASE_ERROR_SIZE])
{
	struct acg_signalling *signalling =
			acg_signalling_load(conninfo, timeout_s, header, &shm, error);

	if(!signalling)
		return -1;
	LM_INFO("%zu header rules loaded\n", acg_rules_count(signalling->rules));
	acg_epoch_publish(epoch, &signalling->block);
	return 0;
}

const struct acg_signalling *acg_signalling_enter(void)
{
	return acg_epoch_enter(epoch, process_no);
}

void acg_signalling_leave(void)
{
	acg_epoch_leave(epoch, process_no);
}
