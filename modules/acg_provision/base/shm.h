/*
 * shm: shared memory for code that is given its allocator. Kamailio's own are macros.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef ACG_SHM_H
#define ACG_SHM_H

#include "core/mem/shm_mem.h"

#include <stddef.h>

static inline void *acg_shm_take(size_t size)
{
	return shm_malloc(size);
}

static inline void acg_shm_give_back(void *p)
{
	shm_free(p);
}

#endif
