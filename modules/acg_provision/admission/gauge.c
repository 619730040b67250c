/*
 * gauge: how many are there at once, for any number of keys.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "admission/gauge.h"

#define PROBES 16
#define COUNT_BITS 24
#define COUNT_MASK ((UINT64_C(1) << COUNT_BITS) - 1)

static uint64_t tag_of(uint64_t key)
{
	uint64_t tag = key & ~COUNT_MASK;

	return tag ? tag : ~COUNT_MASK;
}

static int place(uint64_t key, unsigned int i)
{
	return (int)((key + i) % ACG_GAUGE_SLOTS);
}

/* Slots are freed in any order, so a key may for a moment be in two of them. */
int acg_gauge_count(const struct acg_gauge *gauge, uint64_t key)
{
	uint64_t tag = tag_of(key), count = 0;

	for(unsigned int i = 0; i < PROBES; i++) {
		uint64_t slot = atomic_load(&gauge->slot[place(key, i)]);

		if((slot & ~COUNT_MASK) == tag)
			count += slot & COUNT_MASK;
	}
	return (int)count;
}

/* The slot of the key, else the first free one. */
static int find(const struct acg_gauge *gauge, uint64_t key, uint64_t *value)
{
	int free_slot = ACG_GAUGE_NO_SLOT;

	for(unsigned int i = 0; i < PROBES; i++) {
		int at = place(key, i);

		*value = atomic_load(&gauge->slot[at]);
		if((*value & ~COUNT_MASK) == tag_of(key))
			return at;
		if(*value == 0 && free_slot == ACG_GAUGE_NO_SLOT)
			free_slot = at;
	}
	*value = 0;
	return free_slot;
}

int acg_gauge_take(struct acg_gauge *gauge, uint64_t key, int max)
{
	uint64_t value;
	int at;

	do {
		if(max >= 0 && acg_gauge_count(gauge, key) >= max)
			return ACG_GAUGE_FULL;
		at = find(gauge, key, &value);
		if(at < 0)
			return at;
	} while(!atomic_compare_exchange_strong(
			&gauge->slot[at], &value, value ? value + 1 : (tag_of(key) | 1)));
	return at;
}

void acg_gauge_give_back(struct acg_gauge *gauge, int slot)
{
	uint64_t value, less;

	if(slot < 0)
		return;
	value = atomic_load(&gauge->slot[slot]);
	do {
		less = (value & COUNT_MASK) > 1 ? value - 1 : 0;
	} while(!atomic_compare_exchange_strong(&gauge->slot[slot], &value, less));
}
