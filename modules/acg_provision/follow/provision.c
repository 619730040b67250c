/*
 * provision: the numbers in force in this server, in shared memory.
 *
 * Locks: `lock` guards the status, held for a copy. Lookups take none.
 * Requests for a resync are numbered; the follower settles numbers up to the
 * newest it had seen when it began to load, so each caller waits for a load that
 * began after it asked.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "follow/provision.h"
#include "base/clock.h"
#include "base/locked.h"
#include "base/settings.h"

#include "core/dprint.h"
#include "core/locking.h"
#include "core/mem/shm_mem.h"
#include "core/pt.h"

#include <poll.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>
#include <sys/eventfd.h>
#include <unistd.h>

#define WAIT_STEP_MS 20

/* In shared memory, made before the fork. */
struct shared {
	gen_lock_t lock;
	struct acg_provision_status status;
	atomic_uint_fast64_t requested, settled;
	atomic_bool settled_ok;			   /* of the newest settled */
	char settle_error[ACG_ERROR_SIZE]; /* guarded by lock */
	atomic_llong behind_since_ms;	   /* monotonic; 0: not behind */
	atomic_llong synced_ms;			   /* monotonic */
};

static struct shared *shared;
static struct acg_store *store;
static int wakeup = -1;

int acg_provision_init(int processes)
{
	store = acg_store_new(processes, acg_settings()->table_memory);
	shared = acg_locked_new(sizeof(*shared));
	wakeup = eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
	if(!store)
		SHM_MEM_ERROR;
	if(wakeup < 0)
		LM_ERR("cannot make an eventfd\n");
	if(!store || !shared || wakeup < 0)
		return -1;
	return 0;
}

void acg_provision_destroy(void)
{
	acg_store_free(store);
	store = NULL;
	acg_locked_free(shared);
	shared = NULL;
	if(wakeup >= 0)
		close(wakeup);
	wakeup = -1;
}

enum acg_found acg_provision_lookup(
		acg_number_key_t number, struct acg_service_match *match)
{
	return acg_store_lookup(store, process_no, number, match);
}

int acg_provision_explain(
		acg_number_key_t number, struct acg_candidate *candidate, int max)
{
	return acg_store_explain(store, process_no, number, candidate, max);
}

bool acg_provision_info(struct acg_store_info *info)
{
	return acg_store_info(store, process_no, info);
}

void acg_provision_get_status(struct acg_provision_status *status)
{
	lock_get(&shared->lock);
	*status = shared->status;
	lock_release(&shared->lock);
}

void acg_provision_set_status(const struct acg_provision_status *status)
{
	lock_get(&shared->lock);
	shared->status = *status;
	lock_release(&shared->lock);
	if(status->connected)
		atomic_store(&shared->synced_ms, acg_now_ms());
}

void acg_provision_behind(bool behind)
{
	long long none = 0;

	if(!behind)
		atomic_store(&shared->behind_since_ms, 0);
	else
		atomic_compare_exchange_strong(
				&shared->behind_since_ms, &none, acg_now_ms());
}

long acg_provision_lag_ms(void)
{
	long long behind = atomic_load(&shared->behind_since_ms);
	struct acg_provision_status status;

	if(behind)
		return (long)(acg_now_ms() - behind);
	acg_provision_get_status(&status);
	if(status.connected)
		return 0;
	/* The database's clock and ours: good to their difference. */
	return status.synced_at ? (long)(time(NULL) - status.synced_at) * 1000 : 0;
}

int acg_provision_resync(int wait_ms, char error[static ACG_ERROR_SIZE])
{
	uint64_t mine = atomic_fetch_add(&shared->requested, 1) + 1;
	uint64_t one = 1;
	int result;

	if(write(wakeup, &one, sizeof(one)) != sizeof(one))
		LM_DBG("the follower is awake already\n");
	for(int waited = 0; atomic_load(&shared->settled) < mine;
			waited += WAIT_STEP_MS) {
		if(waited >= wait_ms)
			return 0;
		poll(NULL, 0, WAIT_STEP_MS);
	}
	lock_get(&shared->lock);
	result = atomic_load(&shared->settled_ok) ? 1 : -1;
	snprintf(error, ACG_ERROR_SIZE, "%s", shared->settle_error);
	lock_release(&shared->lock);
	return result;
}

struct acg_store *acg_provision_store(void)
{
	return store;
}

uint64_t acg_provision_requested(void)
{
	uint64_t count;

	if(read(wakeup, &count, sizeof(count)) < 0)
		count = 0; /* nothing to make quiet */
	return atomic_load(&shared->requested);
}

uint64_t acg_provision_settled(void)
{
	return atomic_load(&shared->settled);
}

void acg_provision_settle(uint64_t request, const char *error)
{
	lock_get(&shared->lock);
	snprintf(shared->settle_error, sizeof(shared->settle_error), "%s",
			error ? error : "");
	atomic_store(&shared->settled_ok, !error);
	atomic_store(&shared->settled, request);
	lock_release(&shared->lock);
}

int acg_provision_wakeup(void)
{
	return wakeup;
}
