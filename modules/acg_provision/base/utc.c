/*
 * utc: an instant as RPC replies show it.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "base/utc.h"

const char *acg_utc(time_t at, char out[static ACG_UTC_SIZE])
{
	struct tm tm;

	if(!gmtime_r(&at, &tm)
			|| !strftime(out, ACG_UTC_SIZE, "%Y-%m-%dT%H:%M:%SZ", &tm))
		out[0] = '\0';
	return out;
}
