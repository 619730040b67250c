/*
 * utc: an instant as RPC replies show it.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef ACG_UTC_H
#define ACG_UTC_H

#include <time.h>

#define ACG_UTC_SIZE sizeof("2026-01-01T00:00:00Z")

/* ISO 8601, in UTC, to the second; "" for an instant that cannot be written so. Returns
 * `out`. */
const char *acg_utc(time_t at, char out[static ACG_UTC_SIZE]);

#endif
