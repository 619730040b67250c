/*
 * status: what the shipper and the sweeper tell the other processes.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "base/status.h"

#include "core/locking.h"
#include "core/mem/shm_mem.h"

#include <stdio.h>
#include <string.h>

static struct {
	gen_lock_t lock;
	struct acg_status status;
} * shared;

int acg_status_init(void)
{
	shared = shm_malloc(sizeof(*shared));
	if(!shared)
		return -1;
	memset(shared, 0, sizeof(*shared));
	strcpy(shared->status.sweep_result, "not yet");
	return lock_init(&shared->lock) ? 0 : -1;
}

void acg_status_get(struct acg_status *copy)
{
	lock_get(&shared->lock);
	*copy = shared->status;
	lock_release(&shared->lock);
}

int64_t acg_status_pending_bytes(void)
{
	return __atomic_load_n(&shared->status.pending_bytes, __ATOMIC_RELAXED);
}

int64_t acg_status_unmoved_bytes(void)
{
	return __atomic_load_n(&shared->status.unmoved_bytes, __ATOMIC_RELAXED);
}

void acg_status_add_unmoved(int64_t bytes)
{
	__atomic_fetch_add(&shared->status.unmoved_bytes, bytes, __ATOMIC_RELAXED);
}

void acg_status_set_unmoved(int64_t bytes)
{
	__atomic_store_n(&shared->status.unmoved_bytes, bytes, __ATOMIC_RELAXED);
}

void acg_status_set_pending(int64_t bytes, unsigned long files)
{
	lock_get(&shared->lock);
	__atomic_store_n(&shared->status.pending_bytes, bytes, __ATOMIC_RELAXED);
	shared->status.pending_files = files;
	lock_release(&shared->lock);
}

void acg_status_set_synced(int64_t at_us)
{
	lock_get(&shared->lock);
	shared->status.synced_at = at_us;
	lock_release(&shared->lock);
}

void acg_status_set_connected(bool connected)
{
	lock_get(&shared->lock);
	shared->status.connected = connected;
	lock_release(&shared->lock);
}

void acg_status_set_shipped(int64_t at_us)
{
	lock_get(&shared->lock);
	shared->status.shipped_at = at_us;
	lock_release(&shared->lock);
}

void acg_status_set_ship_error(int64_t at_us, const char *error)
{
	lock_get(&shared->lock);
	shared->status.ship_failed_at = at_us;
	snprintf(shared->status.ship_error, ACG_STATUS_TEXT_SIZE, "%s", error);
	lock_release(&shared->lock);
}

void acg_status_set_swept(int64_t at_us, const char *result)
{
	lock_get(&shared->lock);
	shared->status.swept_at = at_us;
	snprintf(shared->status.sweep_result, ACG_STATUS_TEXT_SIZE, "%s", result);
	lock_release(&shared->lock);
}

void acg_status_set_proof(const char *oldest_record, const char *oldest_age,
		int orphans, int days_ahead)
{
	struct acg_status *status = &shared->status;

	lock_get(&shared->lock);
	snprintf(status->oldest_record, ACG_PROOF_TEXT_SIZE, "%s", oldest_record);
	snprintf(status->oldest_age, ACG_PROOF_TEXT_SIZE, "%s", oldest_age);
	status->orphans = orphans;
	status->days_ahead = days_ahead;
	lock_release(&shared->lock);
}
