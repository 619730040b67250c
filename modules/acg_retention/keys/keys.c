/*
 * keys: the key chain of this node, shared by all its processes.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "keys/keys.h"
#include "base/clock.h"

#include "core/dprint.h"
#include "core/locking.h"
#include "core/mem/shm_mem.h"

#include <stdio.h>
#include <string.h>
#include <sys/random.h>

/* Of a day and its neighbour: calls begin before midnight and end after it. */
#define CACHED 2

static struct {
	gen_lock_t lock;   /* for a copy */
	gen_lock_t change; /* for as long as the file is written */
	struct acg_keychain chain;
	struct acg_day_keys cached[CACHED]; /* chain is 0: nothing */
	acg_day cached_for[CACHED];
} * shared;
static const struct acg_settings *settings;

int acg_keys_init(const struct acg_settings *s)
{
	settings = s;
	shared = shm_malloc(sizeof(*shared));
	if(!shared)
		return -1;
	memset(shared, 0, sizeof(*shared));
	return lock_init(&shared->lock) && lock_init(&shared->change) ? 0 : -1;
}

static void publish(const struct acg_keychain *chain)
{
	lock_get(&shared->lock);
	acg_wipe(&shared->chain, sizeof(shared->chain));
	acg_wipe(shared->cached, sizeof(shared->cached));
	shared->chain = *chain;
	lock_release(&shared->lock);
}

static int save(const struct acg_keychain *chain,
		char error[static ACG_KEYFILE_ERROR_SIZE])
{
	if(acg_keyfile_save(settings->key_file, chain, error) < 0)
		return -1;
	publish(chain);
	return 0;
}

static int get_random(uint8_t random[static ACG_KEY_SIZE + 8],
		char error[static ACG_KEYFILE_ERROR_SIZE])
{
	if(getrandom(random, ACG_KEY_SIZE + 8, 0) == ACG_KEY_SIZE + 8)
		return 0;
	snprintf(error, ACG_KEYFILE_ERROR_SIZE, "no random bytes for a key");
	return -1;
}

/* The first key file of this node. */
static int first_chain(
		struct acg_keychain *chain, char error[static ACG_KEYFILE_ERROR_SIZE])
{
	uint8_t random[ACG_KEY_SIZE + 8];
	int found = 0;

	if(settings->key_import[0])
		found = acg_keyfile_load(settings->key_import, chain, error);
	if(found < 0)
		return -1;
	if(settings->key_import[0] && found == 0) {
		snprintf(error, ACG_KEYFILE_ERROR_SIZE, "%s: no such file",
				settings->key_import);
		return -1;
	}
	if(found == 0) {
		if(get_random(random, error) < 0)
			return -1;
		acg_keychain_begin(chain, acg_day_of(acg_clock_now_us()), random);
		acg_wipe(random, sizeof(random));
	}
	chain->seen_at = acg_clock_now_us();
	LM_NOTICE("%s: %s; give all nodes of the site a copy of it\n",
			settings->key_file,
			found ? "imported" : "did not exist, a new key chain begins");
	return acg_keyfile_save(settings->key_file, chain, error);
}

int acg_keys_open(void)
{
	char error[ACG_KEYFILE_ERROR_SIZE];
	struct acg_keychain chain;
	int found = acg_keyfile_load(settings->key_file, &chain, error);

	if(found < 0 || (found == 0 && first_chain(&chain, error) < 0)) {
		LM_ERR("not starting, call records could not be encrypted: modparam "
			   "key_file: %s\n",
				error);
		return -1;
	}
	publish(&chain);
	acg_wipe(&chain, sizeof(chain));
	return 0;
}

/* Deriving them takes a while, so they are kept. Needs the lock. */
static bool cached_keys(acg_day day, struct acg_day_keys *keys)
{
	static const int last = CACHED - 1;
	int i;

	for(i = 0; i < CACHED; i++)
		if(shared->cached[i].chain != 0 && shared->cached_for[i] == day) {
			*keys = shared->cached[i];
			return true;
		}
	if(!acg_keychain_now(&shared->chain, day, keys))
		return false;
	shared->cached[last] = shared->cached[0];
	shared->cached_for[last] = shared->cached_for[0];
	shared->cached[0] = *keys;
	shared->cached_for[0] = day;
	return true;
}

int acg_keys_now(int64_t started_at_us, struct acg_day_keys *keys)
{
	bool found;

	lock_get(&shared->lock);
	found = cached_keys(acg_day_of(started_at_us), keys);
	lock_release(&shared->lock);
	return found ? 0 : -1;
}

static void copy_chain(struct acg_keychain *copy)
{
	lock_get(&shared->lock);
	*copy = shared->chain;
	lock_release(&shared->lock);
}

bool acg_keys_find(uint64_t chain, acg_day day, struct acg_day_keys *keys)
{
	struct acg_keychain copy;
	bool found;

	copy_chain(&copy);
	found = acg_keychain_find(&copy, chain, day, keys);
	acg_wipe(&copy, sizeof(copy));
	return found;
}

void acg_keys_describe(struct acg_keychain *copy)
{
	size_t i;

	copy_chain(copy);
	for(i = 0; i < copy->count; i++)
		acg_wipe(copy->chains[i].key, ACG_KEY_SIZE);
}

int acg_keys_expire(int64_t now_us, char error[static ACG_KEYFILE_ERROR_SIZE])
{
	/* A day goes when its first instant is that old: the same rule as that of
	 * acg.expire_cdr(). */
	acg_day oldest = acg_day_of(now_us) - settings->retention_days + 1;
	struct acg_keychain chain;
	int changed;

	lock_get(&shared->change);
	copy_chain(&chain);
	changed = acg_keychain_advance(&chain, oldest);
	if(changed < 0)
		snprintf(error, ACG_KEYFILE_ERROR_SIZE, "OpenSSL failed");
	/* The time goes on disk daily, so that the next start knows it. */
	if(changed == 1 || now_us - chain.seen_at > ACG_US_PER_DAY / 24) {
		chain.seen_at = now_us;
		if(changed >= 0 && save(&chain, error) < 0)
			changed = -1;
	}
	lock_release(&shared->change);
	acg_wipe(&chain, sizeof(chain));
	return changed;
}

static int rotate(
		struct acg_keychain *chain, char error[static ACG_KEYFILE_ERROR_SIZE])
{
	uint8_t random[ACG_KEY_SIZE + 8];
	bool room;

	if(get_random(random, error) < 0)
		return -1;
	room = acg_keychain_rotate(chain, acg_day_of(acg_clock_now_us()), random);
	acg_wipe(random, sizeof(random));
	if(room)
		return save(chain, error);
	snprintf(error, ACG_KEYFILE_ERROR_SIZE,
			"there are %d chains already; the oldest must expire first",
			ACG_CHAINS);
	return -1;
}

int acg_keys_rotate(char error[static ACG_KEYFILE_ERROR_SIZE])
{
	struct acg_keychain chain;
	int result;

	lock_get(&shared->change);
	copy_chain(&chain);
	result = rotate(&chain, error);
	lock_release(&shared->change);
	acg_wipe(&chain, sizeof(chain));
	return result;
}

int acg_keys_load(char error[static ACG_KEYFILE_ERROR_SIZE])
{
	struct acg_keychain chain;
	int found;

	lock_get(&shared->change);
	found = acg_keyfile_load(settings->key_file, &chain, error);
	if(found == 1)
		publish(&chain);
	else if(found == 0)
		snprintf(error, ACG_KEYFILE_ERROR_SIZE, "%s: no such file",
				settings->key_file);
	lock_release(&shared->change);
	acg_wipe(&chain, sizeof(chain));
	return found == 1 ? 0 : -1;
}
