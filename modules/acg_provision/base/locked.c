/*
 * locked: a structure in shared memory whose first member is its lock (gen_lock_t).
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "base/locked.h"

#include "core/dprint.h"
#include "core/locking.h"
#include "core/mem/shm_mem.h"

void *acg_locked_new(size_t size)
{
	gen_lock_t *lock = shm_mallocxz(size);

	if(!lock) {
		SHM_MEM_ERROR;
		return NULL;
	}
	if(!lock_init(lock)) {
		LM_ERR("cannot initialise a lock\n");
		shm_free(lock);
		return NULL;
	}
	return lock;
}

void acg_locked_free(void *locked)
{
	if(!locked)
		return;
	lock_destroy((gen_lock_t *)locked);
	shm_free(locked);
}
