/*
 * policy: what SQL says about services, limits and blocked numbers, as one immutable
 * block. Pure: memory comes from the caller's allocator.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef ACG_POLICY_H
#define ACG_POLICY_H

#include "base/direction.h"
#include "base/epoch.h"
#include "numbers/number.h"
#include "numbers/table.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Names of peers as SQL writes them, separated by commas: at most 16 of 64. */
#define ACG_PEER_LIST_SIZE (16 * 65)

enum acg_line { ACG_LINE_NONE, ACG_LINE_FIXED, ACG_LINE_MOBILE };

/* A service that is enabled. */
struct acg_service_policy {
	char name[ACG_SERVICE_NAME_MAX + 1];
	char peers[ACG_PEER_LIST_SIZE];
	enum acg_line takes;	 /* of numbers that nobody has */
	int unknown_caller_code; /* 403 or 404; 0: allowed */
	bool media_in_clear;
	bool hold_inactive;
	bool ringing_alone;
	bool refer_to_cloud;
};

/* Limits; 0 in a rate: none; -1 in max_calls and max_transcoded: none. */
struct acg_account_policy {
	char name[ACG_NAME_MAX + 1];
	int max_calls, max_transcoded, calls_per_second;
};

struct acg_deployment_policy {
	int max_calls, max_transcoded, peer_calls_per_second,
			subnet_calls_per_second, subnet_bits;
	char mobile_peers[ACG_PEER_LIST_SIZE];
	bool calls_to_oneself;
};

enum { ACG_BLOCKS_CALLER = 1, ACG_BLOCKS_CALLEE = 2 };

struct acg_block {
	acg_number_key_t number;
	bool beginning;		/* of numbers; else the number alone */
	uint8_t parties[2]; /* ACG_BLOCKS_, by acg_direction */
};

struct acg_policy {
	struct acg_epoch_block block; /* first: see epoch.h */
	struct acg_deployment_policy deployment;
	size_t services, accounts, blocks;
	struct acg_service_policy *service;
	struct acg_account_policy *account; /* by name, those with a limit */
	struct acg_block *blocked;			/* by number and beginning */
};

/* With room for that many, zero and to be filled; one allocation. NULL when memory
 * is short. */
struct acg_policy *acg_policy_new(size_t services, size_t accounts,
		size_t blocks, void *(*alloc)(size_t size));
/* When it is filled: makes the lists fit for search. */
void acg_policy_sort(struct acg_policy *policy);

/* NULL: no such service, or it is off; no limit. */
const struct acg_service_policy *acg_policy_service(
		const struct acg_policy *policy, const char *name);
const struct acg_account_policy *acg_policy_account(
		const struct acg_policy *policy, const char *name);

/* The service that takes calls to numbers that nobody has; NULL: none. */
const struct acg_service_policy *acg_policy_takes(
		const struct acg_policy *policy, enum acg_line line);
/* The service whose unknown callers come from this peer; NULL: none. */
const struct acg_service_policy *acg_policy_of_peer(
		const struct acg_policy *policy, const char *peer);

/* Is `name` one of the comma-separated `list`? */
bool acg_policy_lists(const char *list, const char *name);

/* Is a number blocked as this party (ACG_BLOCKS_) of calls of this direction, by
 * itself or by what it begins with? */
bool acg_policy_blocks(const struct acg_policy *policy, acg_number_key_t number,
		enum acg_direction direction, unsigned int party);

#endif
