/*
 * backoff: how long to wait before trying again.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "base/backoff.h"

#define FIRST_MS 250
#define LONGEST_MS 30000

int acg_backoff_next(struct acg_backoff *backoff, unsigned random)
{
	int quarter;

	if(backoff->wait_ms == 0)
		backoff->wait_ms = FIRST_MS;
	else if(backoff->wait_ms < LONGEST_MS / 2)
		backoff->wait_ms *= 2;
	else
		backoff->wait_ms = LONGEST_MS;
	quarter = backoff->wait_ms / 4;
	return backoff->wait_ms - quarter
		   + (int)(random % (2 * (unsigned)quarter + 1));
}

void acg_backoff_reset(struct acg_backoff *backoff)
{
	backoff->wait_ms = 0;
}
