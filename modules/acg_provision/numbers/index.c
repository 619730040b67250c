/*
 * index: a set of 32-bit names of things, found by what they contain.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "numbers/index.h"

#include <stdlib.h>

#define REMOVED UINT32_MAX

uint32_t acg_index_find(const struct acg_index *index, uint32_t hash,
		bool (*same)(const void *context, uint32_t name, const void *key),
		const void *context, const void *key)
{
	if(!index->room)
		return 0;
	for(size_t i = hash & (index->room - 1);; i = (i + 1) & (index->room - 1)) {
		const struct acg_index_slot *slot = &index->slot[i];
		if(!slot->name)
			return 0;
		if(slot->hash == hash && slot->name != REMOVED
				&& same(context, slot->name, key))
			return slot->name;
	}
}

static void place(struct acg_index *index, uint32_t hash, uint32_t name)
{
	size_t i = hash & (index->room - 1);

	while(index->slot[i].name)
		i = (i + 1) & (index->room - 1);
	index->slot[i] = (struct acg_index_slot){hash, name};
	index->used++;
}

/* Room for twice what is there, without the removed ones. */
static bool rebuild(struct acg_index *index)
{
	struct acg_index old = *index;
	size_t live = 0, room = 64;

	for(size_t i = 0; i < old.room; i++)
		live += old.slot[i].name && old.slot[i].name != REMOVED;
	while(room < live * 4)
		room *= 2;
	index->slot = calloc(room, sizeof(*index->slot));
	if(!index->slot) {
		*index = old;
		return false;
	}
	index->room = room;
	index->used = 0;
	for(size_t i = 0; i < old.room; i++) {
		if(old.slot[i].name && old.slot[i].name != REMOVED)
			place(index, old.slot[i].hash, old.slot[i].name);
	}
	free(old.slot);
	return true;
}

bool acg_index_add(struct acg_index *index, uint32_t hash, uint32_t name)
{
	if(index->used * 2 >= index->room && !rebuild(index))
		return false;
	place(index, hash, name);
	return true;
}

void acg_index_remove(struct acg_index *index, uint32_t hash, uint32_t name)
{
	if(!index->room)
		return;
	for(size_t i = hash & (index->room - 1); index->slot[i].name;
			i = (i + 1) & (index->room - 1)) {
		if(index->slot[i].name == name) {
			index->slot[i].name = REMOVED;
			return;
		}
	}
}

void acg_index_release(struct acg_index *index)
{
	free(index->slot);
	*index = (struct acg_index){0};
}

/* FNV-1a over words, then mixed (the finaliser of MurmurHash3): short keys. */
uint32_t acg_index_hash(const void *data, size_t len)
{
	const unsigned char *p = data;
	uint64_t hash = UINT64_C(0xcbf29ce484222325);

	for(size_t i = 0; i < len; i++)
		hash = (hash ^ p[i]) * UINT64_C(0x100000001b3);
	hash ^= hash >> 33;
	hash *= UINT64_C(0xff51afd7ed558ccd);
	return (uint32_t)(hash >> 32);
}
