/*
 * gauge: how many are there at once, for any number of keys, in a table of fixed size
 * that processes share. No lock. Pure.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef ACG_GAUGE_H
#define ACG_GAUGE_H

#include <stdatomic.h>
#include <stdint.h>

#define ACG_GAUGE_SLOTS 65536
#define ACG_GAUGE_FULL (-1)	   /* as many as may be */
#define ACG_GAUGE_NO_SLOT (-2) /* too many keys at once: not counted */

/* A slot is the upper 40 bits of its key and a count of 24; 0 is free. All zero at
 * first. */
struct acg_gauge {
	_Atomic uint64_t slot[ACG_GAUGE_SLOTS];
};

/* One more of `key` (not 0, well spread), if then there are at most `max`; -1: any
 * number. Returns the slot, to be given back, or one of the above. */
int acg_gauge_take(struct acg_gauge *gauge, uint64_t key, int max);
void acg_gauge_give_back(struct acg_gauge *gauge, int slot);

int acg_gauge_count(const struct acg_gauge *gauge, uint64_t key);

#endif
