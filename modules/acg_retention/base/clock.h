/*
 * clock: the clocks of a call record, and a clock that is safe to delete by.
 * Pure.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef ACG_CLOCK_H
#define ACG_CLOCK_H

#include <stdint.h>

#define ACG_US_PER_S INT64_C(1000000)
#define ACG_US_PER_DAY (INT64_C(86400) * ACG_US_PER_S)

/* Microseconds since 1970-01-01 UTC: when something happened. May jump. */
int64_t acg_clock_now_us(void);

/* Milliseconds since some fixed point: how long something took. Never jumps. */
int64_t acg_clock_steady_ms(void);

/* A wall clock that does not follow a jump ahead, so that a wrong clock deletes
 * nothing. One per process that deletes. */
struct acg_clock_guard {
	int64_t wall_us;   /* when the guard was set up */
	int64_t steady_us; /* the same moment on the clock that counts suspend too */
};

void acg_clock_guard_init(struct acg_clock_guard *guard);

/* Now, or what now can be at most: the time of acg_clock_guard_init(), plus the
 * time since, plus an hour for honest corrections. */
int64_t acg_clock_guard_now_us(const struct acg_clock_guard *guard);

/* The rule of acg_clock_guard_now_us(). */
int64_t acg_clock_cautious_us(
		int64_t wall_us, int64_t start_us, int64_t elapsed_us);

#endif
