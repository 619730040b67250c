/*
 * backoff: how long to wait before trying again. Pure.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef ACG_BACKOFF_H
#define ACG_BACKOFF_H

struct acg_backoff {
	int wait_ms; /* 0: the last try succeeded */
};

/* After a failure: milliseconds to wait, a quarter of a second at first, doubled
 * each time up to 30 seconds, then varied by a quarter up or down, so that many
 * nodes do not come back at once. `random` is any number. */
int acg_backoff_next(struct acg_backoff *backoff, unsigned random);

/* After a success. */
void acg_backoff_reset(struct acg_backoff *backoff);

#endif
