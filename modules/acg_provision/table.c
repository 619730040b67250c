/*
 * table: what is provisioned, as one immutable block of memory.
 *
 * Open addressing with linear probing at three quarters full: 16 bytes a slot,
 * so about 21 bytes a number. One allocation holds the head, the accounts, the
 * services, the slots and the header values, in this order.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "table.h"

#include <string.h>

struct account {
	uint32_t id;
	bool enabled;
	char name[ACG_NAME_MAX + 1];
};

struct service {
	uint32_t id;
	bool enabled;
	bool custom_header;
	char name[ACG_SERVICE_NAME_MAX + 1];
};

/* key 0: empty slot. */
struct slot {
	uint64_t key : ACG_NUMBER_KEY_BITS;
	uint64_t service : 8; /* index into services */
	uint64_t enabled : 1;
	uint32_t account; /* index into accounts */
	uint32_t header;  /* offset into headers, 0: none */
};
_Static_assert(sizeof(struct slot) == 16, "a slot is 16 bytes");
_Static_assert(ACG_SERVICES_MAX <= 1 << 8, "a service index fits its field");

struct acg_table {
	size_t bytes;
	uint64_t numbers, numbers_max, slots_max;
	uint32_t accounts, accounts_max;
	uint32_t services, services_max;
	uint32_t header_bytes, header_bytes_max;
	struct account *account;
	struct service *service;
	struct slot *slot;
	char *header; /* NUL-terminated strings; offset 0 is not used */
	struct acg_table_link link;
};

static size_t align16(size_t n)
{
	return (n + 15) & ~(size_t)15;
}

struct acg_table *acg_table_new(
		const struct acg_table_size *size, const struct acg_table_mem *mem)
{
	/* At least one slot stays empty, so that a probe always ends. */
	const uint64_t slots = size->numbers + size->numbers / 3 + 1;
	const size_t accounts_at = align16(sizeof(struct acg_table));
	const size_t services_at =
			accounts_at + align16(size->accounts * sizeof(struct account));
	const size_t slots_at =
			services_at + align16(size->services * sizeof(struct service));
	const size_t headers_at = slots_at + slots * sizeof(struct slot);
	const size_t bytes = headers_at + size->header_bytes + 1;
	struct acg_table *table;
	char *base;

	if(size->services > ACG_SERVICES_MAX || size->header_bytes >= UINT32_MAX
			|| size->numbers >= UINT64_C(1) << ACG_NUMBER_KEY_BITS)
		return NULL;
	base = mem->alloc(bytes);
	if(!base)
		return NULL;
	memset(base, 0, bytes);
	table = (struct acg_table *)base;
	table->bytes = bytes;
	table->numbers_max = size->numbers;
	table->slots_max = slots;
	table->accounts_max = size->accounts;
	table->services_max = size->services;
	table->header_bytes = 1;
	table->header_bytes_max = (uint32_t)size->header_bytes + 1;
	table->account = (struct account *)(base + accounts_at);
	table->service = (struct service *)(base + services_at);
	table->slot = (struct slot *)(base + slots_at);
	table->header = base + headers_at;
	return table;
}

void acg_table_free(struct acg_table *table, const struct acg_table_mem *mem)
{
	if(table)
		mem->release(table);
}

const char *acg_table_add_account(
		struct acg_table *table, uint32_t id, const char *name, bool enabled)
{
	struct account *account = &table->account[table->accounts];
	size_t len = strlen(name);

	if(table->accounts == table->accounts_max)
		return "more accounts than announced";
	if(table->accounts && account[-1].id >= id)
		return "account ids are not ascending";
	if(len == 0 || len > ACG_NAME_MAX)
		return "an account's name is empty or longer than 100 characters";
	account->id = id;
	account->enabled = enabled;
	memcpy(account->name, name, len + 1);
	table->accounts++;
	return NULL;
}

const char *acg_table_add_service(struct acg_table *table, uint32_t id,
		const char *name, bool custom_header, bool enabled)
{
	struct service *service = &table->service[table->services];
	size_t len = strlen(name);

	if(table->services == table->services_max)
		return "more services than announced";
	if(table->services && service[-1].id >= id)
		return "service ids are not ascending";
	if(len == 0 || len > ACG_SERVICE_NAME_MAX)
		return "a service's name is empty or longer than 32 characters";
	service->id = id;
	service->enabled = enabled;
	service->custom_header = custom_header;
	memcpy(service->name, name, len + 1);
	table->services++;
	return NULL;
}

/* Index of the account with this id, or table->accounts. */
static uint32_t account_index(const struct acg_table *table, uint32_t id)
{
	uint32_t low = 0, high = table->accounts;

	while(low < high) {
		uint32_t mid = low + (high - low) / 2;
		if(table->account[mid].id < id)
			low = mid + 1;
		else
			high = mid;
	}
	return low < table->accounts && table->account[low].id == id
				   ? low
				   : table->accounts;
}

static uint32_t service_index(const struct acg_table *table, uint32_t id)
{
	uint32_t i = 0;

	while(i < table->services && table->service[i].id != id)
		i++;
	return i;
}

/* Spread the digits over 64 bits (the finaliser of SplitMix64), then scale to
 * the table: operators hold consecutive numbers, which must not cluster. */
static uint64_t first_slot(const struct acg_table *table, uint64_t key)
{
	key ^= key >> 30;
	key *= UINT64_C(0xbf58476d1ce4e5b9);
	key ^= key >> 27;
	key *= UINT64_C(0x94d049bb133111eb);
	key ^= key >> 31;
	return (uint64_t)(((unsigned __int128)key * table->slots_max) >> 64);
}

/* The slot that holds `key`, or the empty one where it would go. */
static struct slot *probe(const struct acg_table *table, uint64_t key)
{
	uint64_t i = first_slot(table, key);

	while(table->slot[i].key != 0 && table->slot[i].key != key)
		i = i + 1 == table->slots_max ? 0 : i + 1;
	return &table->slot[i];
}

/* A header value must never be able to end a line or begin a new header: what
 * the domain acg.header_value promises is checked again here. */
static bool header_value_ok(const char *value, size_t len)
{
	for(size_t i = 0; i < len; i++) {
		char c = value[i];
		if(!((c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z')
				   || (c >= '0' && c <= '9') || c == '_' || c == '-'))
			return false;
	}
	return len <= ACG_NAME_MAX;
}

const char *acg_table_add_number(
		struct acg_table *table, const struct acg_table_row *row)
{
	uint32_t account = account_index(table, row->account_id);
	uint32_t service = service_index(table, row->service_id);
	struct slot *slot;

	if(table->numbers == table->numbers_max)
		return "more numbers than announced";
	if(row->number == 0 || row->number >> ACG_NUMBER_KEY_BITS)
		return "not an E.164 number";
	if(account == table->accounts)
		return "no such account";
	if(service == table->services)
		return "no such service";
	if(!header_value_ok(row->header, row->header_len))
		return "header value with a character other than A-Z a-z 0-9 _ - "
			   "or longer than 100";
	if(row->header_len
			&& row->header_len >= table->header_bytes_max - table->header_bytes)
		return "more header values than announced";
	slot = probe(table, row->number);
	if(slot->key)
		return "the number occurs twice";

	if(row->header_len) {
		memcpy(table->header + table->header_bytes, row->header,
				row->header_len);
		slot->header = table->header_bytes;
		table->header_bytes += (uint32_t)row->header_len + 1;
	}
	slot->key = row->number;
	slot->account = account;
	slot->service = service & 0xff;
	slot->enabled = row->enabled;
	table->numbers++;
	return NULL;
}

enum acg_found acg_table_lookup(const struct acg_table *table,
		acg_number_key_t number, struct acg_service_match *match)
{
	const struct slot *slot = probe(table, number);
	const struct account *account;
	const struct service *service;

	if(slot->key == 0)
		return ACG_NOT_PROVISIONED;
	account = &table->account[slot->account];
	service = &table->service[slot->service];
	acg_number_format(number, match->number);
	strcpy(match->account, account->name);
	strcpy(match->service, service->name);
	match->header[0] = '\0';
	if(service->custom_header && slot->header)
		strcpy(match->header, table->header + slot->header);
	if(!slot->enabled)
		return ACG_NUMBER_DISABLED;
	if(!account->enabled)
		return ACG_ACCOUNT_DISABLED;
	if(!service->enabled)
		return ACG_SERVICE_DISABLED;
	return ACG_FOUND;
}

const char *acg_found_text(enum acg_found found)
{
	switch(found) {
		case ACG_FOUND:
			return "found";
		case ACG_NOT_PROVISIONED:
			return "not provisioned";
		case ACG_NUMBER_DISABLED:
			return "number disabled";
		case ACG_ACCOUNT_DISABLED:
			return "account disabled";
		case ACG_SERVICE_DISABLED:
			return "service disabled";
	}
	return "unknown";
}

struct acg_table_link *acg_table_link(struct acg_table *table)
{
	return &table->link;
}

uint64_t acg_table_count(const struct acg_table *table)
{
	return table->numbers;
}

size_t acg_table_bytes(const struct acg_table *table)
{
	return table->bytes;
}
