/*
 * clock: time that nobody sets (CLOCK_MONOTONIC).
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef ACG_CLOCK_H
#define ACG_CLOCK_H

#include <stdint.h>
#include <time.h>

static inline int64_t acg_now_us(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000;
}

static inline int64_t acg_now_ms(void)
{
	return acg_now_us() / 1000;
}

static inline time_t acg_now_s(void)
{
	return (time_t)(acg_now_us() / 1000000);
}

#endif
