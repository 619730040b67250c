/*
 * clock: the clocks of a call record, and a clock that is safe to delete by.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "base/clock.h"

#include <time.h>

#define TOLERANCE_US (3600 * ACG_US_PER_S)

static int64_t read_us(clockid_t clock)
{
	struct timespec ts = {0, 0};

	clock_gettime(clock, &ts);
	return ts.tv_sec * ACG_US_PER_S + ts.tv_nsec / 1000;
}

int64_t acg_clock_now_us(void)
{
	return read_us(CLOCK_REALTIME);
}

int64_t acg_clock_steady_ms(void)
{
	return read_us(CLOCK_MONOTONIC) / 1000;
}

void acg_clock_guard_init(struct acg_clock_guard *guard)
{
	guard->wall_us = read_us(CLOCK_REALTIME);
	guard->steady_us = read_us(CLOCK_BOOTTIME);
}

int64_t acg_clock_cautious_us(
		int64_t wall_us, int64_t start_us, int64_t elapsed_us)
{
	int64_t latest_us = start_us + elapsed_us + TOLERANCE_US;

	return wall_us < latest_us ? wall_us : latest_us;
}

int64_t acg_clock_guard_now_us(const struct acg_clock_guard *guard)
{
	return acg_clock_cautious_us(read_us(CLOCK_REALTIME), guard->wall_us,
			read_us(CLOCK_BOOTTIME) - guard->steady_us);
}
