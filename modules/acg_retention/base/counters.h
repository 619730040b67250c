/*
 * counters: what this module counts, in Kamailio's counter group acg_retention.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef ACG_COUNTERS_H
#define ACG_COUNTERS_H

enum acg_counter {
	ACG_COUNT_WRITTEN,
	ACG_COUNT_LOST,
	ACG_COUNT_SHIPPED,
	ACG_COUNT_REFUSED,
	ACG_COUNT_EXPIRED,
	ACG_COUNT_DAMAGED,
	ACG_COUNT_FEW_DAYS,
	ACG_COUNTERS
};

/* Call in mod_init. 0 or -1. */
int acg_counters_register(void);

/* Of the calling process; no lock. */
void acg_count(enum acg_counter counter, unsigned n);

/* The sum over all processes since the start. */
long acg_counted(enum acg_counter counter);

#endif
