/*
 * rate: how many events each second, for any number of keys, in a table of fixed
 * size that processes share. No lock. Pure.
 *
 * Each key has the time at which its allowance is full again (the generic cell rate
 * algorithm, ITU-T I.371): events come as they like while no second has more of them
 * than the rate.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef ACG_RATE_H
#define ACG_RATE_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

#define ACG_RATE_SLOTS 16384

/* All zero at first. */
struct acg_rates {
	struct acg_rate_slot {
		_Atomic uint64_t key; /* 0: free */
		_Atomic int64_t full_us;
	} slot[ACG_RATE_SLOTS];
};

/* May there be one more event of `key` (not 0, well spread) at `now_us` (monotonic,
 * microseconds)? If so it is counted. Where too many keys are in use at once some
 * share one allowance: never more pass than their rates. */
bool acg_rate_take(
		struct acg_rates *rates, uint64_t key, int per_second, int64_t now_us);

/* A key for acg_rate_take() and acg_gauge_take(): never 0. `kind` keeps names of
 * different things apart. */
uint64_t acg_rate_key(char kind, const void *name, unsigned int len);

#endif
