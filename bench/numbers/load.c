/*
 * One full load of the number table from PostgreSQL, as the gateway does it, without
 * the gateway. Prints "SECONDS NUMBERS BYTES".
 *
 *   usage: load CONNINFO
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "database/follow.h"

#include <stdio.h>
#include <time.h>

int main(int argc, char **argv)
{
	struct acg_follow follow = {.store = acg_store_new(1, (size_t)8 << 30),
			.db = {.conninfo = argc > 1 ? argv[1] : "", .timeout_s = 60}};
	struct acg_store_info info;
	struct timespec a, b;

	if(!follow.store)
		return 1;
	clock_gettime(CLOCK_MONOTONIC, &a);
	if(!acg_follow_connect(&follow) || !acg_follow_sync(&follow)) {
		fprintf(stderr, "load: %s\n", follow.db.error);
		return 1;
	}
	clock_gettime(CLOCK_MONOTONIC, &b);
	acg_store_info(follow.store, 0, &info);
	printf("%.2f %llu %zu\n",
			(double)(b.tv_sec - a.tv_sec)
					+ (double)(b.tv_nsec - a.tv_nsec) / 1e9,
			(unsigned long long)info.numbers, info.bytes);
	return 0;
}
