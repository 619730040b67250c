/*
 * check: what a connection to a peer would come to, without a call.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef ACG_TLS_CHECK_H
#define ACG_TLS_CHECK_H

#include <stdbool.h>
#include <time.h>

struct acg_tls_check_result {
	bool ok;
	char reason[256]; /* why not */
	char version[16], suite[64], subject[200];
	time_t chain_ends; /* UTC: when the first certificate of the chain does */
	char ends_first[200]; /* the subject of that one */
};

/* Dial `address`, "192.0.2.1:5061", with the context that calls to `peer` use, and
 * judge what answers by the same rules. Blocks, 5 seconds for each step at most:
 * for an RPC process. */
void acg_tls_check(const char *peer, const char *address,
		struct acg_tls_check_result *result);

#endif
