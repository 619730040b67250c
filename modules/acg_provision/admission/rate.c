/*
 * rate: how many events each second, for any number of keys.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "admission/rate.h"

#include <stddef.h>

#define SECOND_US 1000000
#define PROBES 8

/* FNV-1a, and its bits mixed once more. */
uint64_t acg_rate_key(char kind, const void *name, unsigned int len)
{
	const unsigned char *at = name;
	uint64_t hash = UINT64_C(0xcbf29ce484222325) ^ (unsigned char)kind;

	for(unsigned int i = 0; i < len; i++)
		hash = (hash ^ at[i]) * UINT64_C(0x100000001b3);
	hash = (hash ^ hash >> 32) * UINT64_C(0x9e3779b97f4a7c15);
	hash ^= hash >> 29;
	return hash ? hash : 1;
}

/* The slot of a key: its own, or a free one, or one whose key has been idle; where
 * all are busy the last one looked at, shared. */
static struct acg_rate_slot *find(
		struct acg_rates *rates, uint64_t key, int64_t now_us)
{
	struct acg_rate_slot *slot = NULL;

	for(unsigned int i = 0; i < PROBES; i++) {
		slot = &rates->slot[(key + i) % ACG_RATE_SLOTS];
		if(atomic_load(&slot->key) == key)
			return slot;
	}
	for(unsigned int i = 0; i < PROBES; i++) {
		uint64_t other;

		slot = &rates->slot[(key + i) % ACG_RATE_SLOTS];
		other = atomic_load(&slot->key);
		if((!other || atomic_load(&slot->full_us) < now_us)
				&& atomic_compare_exchange_strong(&slot->key, &other, key))
			return slot;
		if(other == key)
			return slot;
	}
	return slot;
}

bool acg_rate_take(
		struct acg_rates *rates, uint64_t key, int per_second, int64_t now_us)
{
	struct acg_rate_slot *slot = find(rates, key, now_us);
	int64_t each_us = SECOND_US / per_second;
	int64_t full_us = atomic_load(&slot->full_us), next_us;

	do {
		next_us = (full_us > now_us ? full_us : now_us) + each_us;
		if(next_us - now_us > SECOND_US)
			return false;
	} while(!atomic_compare_exchange_weak(&slot->full_us, &full_us, next_us));
	return true;
}
