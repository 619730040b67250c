/*
 * provision: the numbers in force in this server, in shared memory.
 *
 * Locks: `reloading` is only ever tried, and held for a whole load; `status`
 * guards the text of the last failure, held for a copy. Neither is taken on the
 * call path.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "provision.h"
#include "signalling_store.h"

#include "core/dprint.h"
#include "core/locking.h"
#include "core/mem/shm_mem.h"
#include "core/pt.h"

#include <stdio.h>
#include <string.h>

/* In shared memory, made before the fork. */
struct shared {
	gen_lock_t reloading;
	gen_lock_t status;
	struct acg_provision_failure failure;
};

static struct shared *shared;
static struct acg_store *store;
static const char *database;
static int database_timeout_s;

static void *shm_take(size_t size)
{
	return shm_malloc(size);
}

static void shm_give_back(void *p)
{
	shm_free(p);
}

static const struct acg_table_mem shm = {shm_take, shm_give_back};

int acg_provision_init(int processes, const char *conninfo, int timeout_s)
{
	database = conninfo;
	database_timeout_s = timeout_s;
	store = acg_store_new(processes, &shm);
	shared = shm_malloc(sizeof(*shared));
	if(!store || !shared) {
		SHM_MEM_ERROR;
		return -1;
	}
	memset(shared, 0, sizeof(*shared));
	if(!lock_init(&shared->reloading) || !lock_init(&shared->status)) {
		LM_ERR("cannot initialise a lock\n");
		return -1;
	}
	return 0;
}

void acg_provision_destroy(void)
{
	acg_store_free(store);
	store = NULL;
	if(shared) {
		lock_destroy(&shared->reloading);
		lock_destroy(&shared->status);
		shm_free(shared);
		shared = NULL;
	}
}

static void remember_failure(const char *error)
{
	lock_get(&shared->status);
	shared->failure.at = time(NULL);
	snprintf(shared->failure.error, sizeof(shared->failure.error), "%s", error);
	lock_release(&shared->status);
}

int acg_provision_reload(char error[static ACG_FOLLOW_ERROR_SIZE])
{
	struct acg_table *table;

	if(lock_try(&shared->reloading) != 0) {
		snprintf(error, ACG_FOLLOW_ERROR_SIZE,
				"another reload is running, wait for it to end");
		return -1;
	}
	table = acg_follow_load(database, database_timeout_s, &shm, error);
	if(table
			&& acg_signalling_reload(database, database_timeout_s, error) < 0) {
		acg_table_free(table, &shm);
		table = NULL;
	}
	if(table) {
		LM_INFO("%llu numbers loaded, %zu bytes of shared memory\n",
				(unsigned long long)acg_table_count(table),
				acg_table_bytes(table));
		acg_store_publish(store, table);
	} else {
		remember_failure(error);
	}
	lock_release(&shared->reloading);
	return table ? 0 : -1;
}

enum acg_found acg_provision_lookup(
		acg_number_key_t number, struct acg_service_match *match)
{
	return acg_store_lookup(store, process_no, number, match);
}

bool acg_provision_info(struct acg_store_info *info)
{
	return acg_store_info(store, process_no, info);
}

void acg_provision_last_failure(struct acg_provision_failure *failure)
{
	lock_get(&shared->status);
	*failure = shared->failure;
	lock_release(&shared->status);
}
