/*
 * keychain: the keys of the days, a chain that only runs forward.
 *
 * As bytes, little-endian: "ACGKEYS\n", version u32, count u32, seen_at i64, then
 * for each chain id u64, oldest i32, last i32 and the key, then the CRC-32 u32 of
 * all that.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "keys/keychain.h"
#include "base/bytes.h"
#include "base/clock.h"

#include <string.h>
#include <zlib.h>

#define FORMAT_VERSION 1
#define HEAD_SIZE 24
#define CHAIN_SIZE (16 + ACG_KEY_SIZE)
#define STEPS_MAX 3653

static const uint8_t magic[8] = "ACGKEYS\n";

acg_day acg_day_of(int64_t us)
{
	return (acg_day)(us / ACG_US_PER_DAY);
}

static void begin(struct acg_chain *chain, acg_day day,
		const uint8_t random[static ACG_KEY_SIZE + 8])
{
	memcpy(chain->key, random, ACG_KEY_SIZE);
	memcpy(&chain->id, random + ACG_KEY_SIZE, sizeof(chain->id));
	chain->oldest = day;
	chain->last = INT32_MAX;
}

void acg_keychain_begin(struct acg_keychain *keychain, acg_day day,
		const uint8_t random[static ACG_KEY_SIZE + 8])
{
	*keychain = (struct acg_keychain){.count = 1};
	begin(keychain->chains, day, random);
}

bool acg_keychain_rotate(struct acg_keychain *keychain, acg_day day,
		const uint8_t random[static ACG_KEY_SIZE + 8])
{
	if(keychain->count == ACG_CHAINS)
		return false;
	/* What was sealed today before the rotation is still to be read. */
	keychain->chains[keychain->count - 1].last = day;
	begin(keychain->chains + keychain->count++, day, random);
	return true;
}

static bool step(uint8_t key[static ACG_KEY_SIZE], acg_day steps)
{
	uint8_t next[ACG_KEY_SIZE];
	bool ok = steps <= STEPS_MAX;

	while(ok && steps-- > 0) {
		ok = acg_derive(key, "acg next day", next) == 0;
		memcpy(key, next, sizeof(next));
	}
	acg_wipe(next, sizeof(next));
	return ok;
}

static bool advance_chain(struct acg_chain *chain, acg_day oldest)
{
	if(chain->oldest >= oldest)
		return true;
	if(!step(chain->key, oldest - chain->oldest))
		return false;
	chain->oldest = oldest;
	return true;
}

int acg_keychain_advance(struct acg_keychain *keychain, acg_day oldest)
{
	struct acg_keychain next = {.seen_at = keychain->seen_at};
	bool ok = true;
	int changed;
	size_t i;

	for(i = 0; i < keychain->count; i++)
		if(keychain->chains[i].last >= oldest) {
			next.chains[next.count] = keychain->chains[i];
			ok = ok && advance_chain(next.chains + next.count++, oldest);
		}
	changed = ok && memcmp(&next, keychain, sizeof(next)) != 0;
	if(changed) {
		acg_wipe(keychain, sizeof(*keychain));
		*keychain = next;
	}
	acg_wipe(&next, sizeof(next));
	return ok ? changed : -1;
}

static bool keys_of(
		const struct acg_chain *chain, acg_day day, struct acg_day_keys *keys)
{
	uint8_t key[ACG_KEY_SIZE];
	bool ok;

	memcpy(key, chain->key, sizeof(key));
	ok = step(key, day - chain->oldest)
		 && acg_derive(key, "acg record seal", keys->seal) == 0
		 && acg_derive(key, "acg record index", keys->index) == 0;
	acg_wipe(key, sizeof(key));
	keys->chain = chain->id;
	keys->day = day;
	return ok;
}

bool acg_keychain_now(const struct acg_keychain *keychain, acg_day day,
		struct acg_day_keys *keys)
{
	const struct acg_chain *chain = keychain->chains + keychain->count - 1;

	return keychain->count > 0
		   && keys_of(chain, day < chain->oldest ? chain->oldest : day, keys);
}

bool acg_keychain_find(const struct acg_keychain *keychain, uint64_t chain,
		acg_day day, struct acg_day_keys *keys)
{
	size_t i;

	for(i = 0; i < keychain->count; i++)
		if(keychain->chains[i].id == chain && keychain->chains[i].oldest <= day)
			return keys_of(keychain->chains + i, day, keys);
	return false;
}

size_t acg_keychain_encode(const struct acg_keychain *keychain,
		uint8_t out[static ACG_KEYCHAIN_BYTES_MAX])
{
	const struct acg_chain *chain = keychain->chains;
	uint8_t *p = out + sizeof(magic);

	memcpy(out, magic, sizeof(magic));
	p = acg_put_u32(p, FORMAT_VERSION);
	p = acg_put_u32(p, (uint32_t)keychain->count);
	p = acg_put_u64(p, (uint64_t)keychain->seen_at);
	for(; chain < keychain->chains + keychain->count; chain++) {
		p = acg_put_u64(p, chain->id);
		p = acg_put_u32(p, (uint32_t)chain->oldest);
		p = acg_put_u32(p, (uint32_t)chain->last);
		memcpy(p, chain->key, ACG_KEY_SIZE);
		p += ACG_KEY_SIZE;
	}
	p = acg_put_u32(p, (uint32_t)crc32(0, out, (uInt)(p - out)));
	return (size_t)(p - out);
}

bool acg_keychain_decode(
		struct acg_keychain *keychain, const uint8_t *bytes, size_t len)
{
	struct acg_bytes in = {bytes, bytes + len, true};
	const uint8_t *head = acg_skip(&in, sizeof(magic));
	uint32_t version = acg_get_u32(&in), count = acg_get_u32(&in);
	size_t i;

	*keychain = (struct acg_keychain){0};
	if(!in.ok || memcmp(head, magic, sizeof(magic)) != 0
			|| version != FORMAT_VERSION || count < 1 || count > ACG_CHAINS
			|| len != HEAD_SIZE + count * CHAIN_SIZE + 4)
		return false;
	keychain->count = count;
	keychain->seen_at = (int64_t)acg_get_u64(&in);
	for(i = 0; i < count; i++) {
		keychain->chains[i].id = acg_get_u64(&in);
		keychain->chains[i].oldest = (acg_day)acg_get_u32(&in);
		keychain->chains[i].last = (acg_day)acg_get_u32(&in);
		acg_get_bytes(&in, keychain->chains[i].key, ACG_KEY_SIZE);
	}
	return acg_get_u32(&in) == (uint32_t)crc32(0, bytes, (uInt)(len - 4));
}
