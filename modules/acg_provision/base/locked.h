/*
 * locked: a structure in shared memory whose first member is its lock (gen_lock_t).
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef ACG_LOCKED_H
#define ACG_LOCKED_H

#include <stddef.h>

/* Zero but for the lock. NULL after a log line. Before the fork. */
void *acg_locked_new(size_t size);

/* NULL: nothing. */
void acg_locked_free(void *locked);

#endif
