/*
 * records: the writer's side of what numbers share.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "numbers/records.h"

#include <stdlib.h>
#include <string.h>

#define NO_MEMORY "not enough memory"
#define TABLE_FULL "the table is full (raise the parameter table_memory)"

/* Room for one more element of *array, which has *room of `size` bytes each. */
static bool grow(void *array, uint32_t *room, uint32_t count, size_t size)
{
	void **at = array, *grown;
	uint32_t more = *room ? *room * 2 : 64;

	if(count < *room)
		return true;
	grown = realloc(*at, more * size);
	if(!grown)
		return false;
	*at = grown;
	*room = more;
	return true;
}

static acg_ref_t new_block(struct acg_records *r, size_t size, void **at)
{
	uint64_t offset = acg_arena_alloc(r->arena, size);

	*at = r->arena->base + offset;
	return (acg_ref_t)(offset / ACG_ARENA_UNIT);
}

static void retire(struct acg_records *r, acg_ref_t ref, size_t size)
{
	acg_arena_retire(r->arena, (uint64_t)ref * ACG_ARENA_UNIT, size, *r->epoch);
}

/* The slot `index` of a segmented array, whose segment is made if missing. */
static void *segment_slot(struct acg_records *r, _Atomic acg_ref_t *segment,
		uint32_t per_segment, size_t size, uint32_t index)
{
	_Atomic acg_ref_t *at = &segment[index / per_segment];
	acg_ref_t ref = acg_load_ref(at);
	void *block;

	if(!ref) {
		ref = new_block(r, per_segment * size, &block);
		if(!ref)
			return NULL;
		atomic_store_explicit(at, ref, memory_order_release);
	}
	return (char *)r->arena->base + (uint64_t)ref * ACG_ARENA_UNIT
		   + (index % per_segment) * size;
}

/* --- accounts and services -------------------------------------------------- */

static bool same_account(const void *context, uint32_t name, const void *key)
{
	const struct acg_records *r = context;

	return r->account[name - 1].id == *(const uint32_t *)key;
}

/* Ids count up from 1, so most are the index of an array: every row of a full
 * load asks. */
#define SMALL_ID_MAX (UINT32_C(1) << 22)

static bool set_account_id(struct acg_records *r, uint32_t id, uint32_t name)
{
	if(id >= SMALL_ID_MAX)
		return acg_index_add(&r->by_id, acg_index_hash(&id, sizeof(id)), name);
	while(id >= r->small_ids) {
		uint32_t had = r->small_ids;
		if(!grow(&r->by_small_id, &r->small_ids, had, sizeof(uint32_t)))
			return false;
		memset(r->by_small_id + had, 0,
				(r->small_ids - had) * sizeof(uint32_t));
	}
	r->by_small_id[id] = name;
	return true;
}

static void forget_account_id(struct acg_records *r, uint32_t id, uint32_t name)
{
	if(id < r->small_ids)
		r->by_small_id[id] = 0;
	else
		acg_index_remove(&r->by_id, acg_index_hash(&id, sizeof(id)), name);
}

/* Index + 1 of an account, 0: none. */
static uint32_t find_account(const struct acg_records *r, uint32_t id)
{
	if(id < r->small_ids)
		return r->by_small_id[id];
	return acg_index_find(
			&r->by_id, acg_index_hash(&id, sizeof(id)), same_account, r, &id);
}

static size_t account_size(const char *name)
{
	return sizeof(struct acg_account_name) + strlen(name) + 1;
}

static const char *add_account(struct acg_records *r, uint32_t id)
{
	if(r->accounts == ACG_ACCOUNT_SEGMENT * ACG_ACCOUNT_SEGMENTS)
		return "more accounts than the table holds; those removed make room "
			   "at the next full load";
	if(!grow(&r->account, &r->account_room, r->accounts, sizeof(*r->account)))
		return NO_MEMORY;
	if(!set_account_id(r, id, r->accounts + 1))
		return NO_MEMORY;
	r->account[r->accounts++] = (struct acg_account_entry){.id = id};
	return NULL;
}

const char *acg_records_account(
		struct acg_records *r, uint32_t id, const char *name, bool enabled)
{
	uint32_t found = find_account(r, id);
	uint32_t index = found ? found - 1 : r->accounts;
	struct acg_account_name *account;
	const struct acg_account_name *old;
	_Atomic acg_ref_t *slot;
	acg_ref_t ref;
	const char *error;

	if(name[0] == '\0' || strlen(name) > ACG_NAME_MAX)
		return "an account's name is empty or longer than 100 characters";
	if(!found && (error = add_account(r, id)))
		return error;
	slot = segment_slot(r, r->table->account_segment, ACG_ACCOUNT_SEGMENT,
			sizeof(*slot), index);
	ref = slot ? new_block(r, account_size(name), (void **)&account) : 0;
	if(!ref)
		return TABLE_FULL;
	account->id = id;
	account->enabled = enabled;
	strcpy(account->name, name);
	old = acg_load_ref(slot) ? acg_ref(r->table, acg_load_ref(slot)) : NULL;
	if(old)
		retire(r, acg_load_ref(slot), account_size(old->name));
	atomic_store_explicit(slot, ref, memory_order_release);
	return NULL;
}

void acg_records_remove_account(struct acg_records *r, uint32_t id)
{
	uint32_t found = find_account(r, id);
	_Atomic acg_ref_t *slot;
	acg_ref_t ref;

	if(!found || r->account[found - 1].refs)
		return;
	slot = segment_slot(r, r->table->account_segment, ACG_ACCOUNT_SEGMENT,
			sizeof(*slot), found - 1);
	ref = slot ? acg_load_ref(slot) : 0;
	forget_account_id(r, id, found);
	if(!ref)
		return;
	atomic_store_explicit(slot, 0, memory_order_release);
	retire(r, ref,
			account_size(
					((const struct acg_account_name *)acg_ref(r->table, ref))
							->name));
}

/* Index of a service; r->services: none. */
static uint32_t find_service(const struct acg_records *r, uint32_t id)
{
	uint32_t i = 0;

	while(i < r->services && r->service_id[i] != id)
		i++;
	return i;
}

const char *acg_records_service(struct acg_records *r, uint32_t id,
		const char *name, bool custom_header, bool enabled)
{
	uint32_t index = find_service(r, id);
	struct acg_service_name *service;
	acg_ref_t ref, old;

	if(name[0] == '\0' || strlen(name) > ACG_SERVICE_NAME_MAX)
		return "a service's name is empty or longer than 32 characters";
	if(index == ACG_SERVICES_MAX)
		return "more than 256 services";
	ref = new_block(
			r, sizeof(*service) + ACG_SERVICE_NAME_MAX + 1, (void **)&service);
	if(!ref)
		return TABLE_FULL;
	service->id = id;
	service->enabled = enabled;
	service->custom_header = custom_header;
	strcpy(service->name, name);
	old = acg_load_ref(&r->table->service[index]);
	atomic_store_explicit(&r->table->service[index], ref, memory_order_release);
	if(old)
		retire(r, old, sizeof(*service) + ACG_SERVICE_NAME_MAX + 1);
	r->service_id[index] = id;
	if(index == r->services)
		r->services++;
	return NULL;
}

/* --- header values ---------------------------------------------------------- */

struct text {
	const char *data;
	size_t len;
};

static const char *string_at(const struct acg_records *r, acg_ref_t ref)
{
	return acg_ref(r->table, ref);
}

static bool same_text(const void *context, uint32_t name, const void *key)
{
	const struct acg_records *r = context;
	const struct text *text = key;
	const char *string = string_at(r, r->string[name - 1].ref);

	return strlen(string) == text->len
		   && memcmp(string, text->data, text->len) == 0;
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

static struct acg_string *new_string(
		struct acg_records *r, uint32_t hash, acg_ref_t ref)
{
	uint32_t index = r->free_string ? r->free_string - 1 : r->strings;
	uint32_t next_free;

	if(index == r->strings
			&& !grow(&r->string, &r->string_room, r->strings,
					sizeof(*r->string)))
		return NULL;
	if(!acg_index_add(&r->by_text, hash, index + 1))
		return NULL;
	next_free = r->free_string ? r->string[index].ref : 0;
	if(index == r->strings)
		r->strings++;
	r->free_string = next_free;
	r->string[index] = (struct acg_string){.ref = ref};
	return &r->string[index];
}

/* The one copy of a header value, used once more; 0 and *error when it fails. */
static acg_ref_t take_string(
		struct acg_records *r, const char *data, size_t len, const char **error)
{
	struct text text = {data, len};
	uint32_t hash = acg_index_hash(data, len);
	uint32_t name = acg_index_find(&r->by_text, hash, same_text, r, &text);
	struct acg_string *string = name ? &r->string[name - 1] : NULL;
	acg_ref_t ref;
	void *at;

	if(!string) {
		ref = new_block(r, len + 1, &at);
		*error = TABLE_FULL;
		if(!ref)
			return 0;
		memcpy(at, data, len);
		string = new_string(r, hash, ref);
		*error = NO_MEMORY;
		if(!string) {
			acg_arena_free(r->arena, (uint64_t)ref * ACG_ARENA_UNIT, len + 1);
			return 0;
		}
	}
	*error = NULL;
	string->refs++;
	return string->ref;
}

static void release_string(struct acg_records *r, acg_ref_t ref)
{
	const char *data = string_at(r, ref);
	struct text text = {data, strlen(data)};
	uint32_t hash = acg_index_hash(data, text.len);
	uint32_t name = acg_index_find(&r->by_text, hash, same_text, r, &text);

	if(!name || --r->string[name - 1].refs)
		return;
	acg_index_remove(&r->by_text, hash, name);
	r->string[name - 1].ref = r->free_string;
	r->free_string = name;
	retire(r, ref, text.len + 1);
}

/* --- records ---------------------------------------------------------------- */

static bool same_record(const void *context, uint32_t name, const void *key)
{
	const struct acg_records *r = context;

	return memcmp(acg_record_at(r->table, name), key, sizeof(struct acg_record))
		   == 0;
}

static uint32_t record_hash(const struct acg_record *record)
{
	return acg_index_hash(record, sizeof(*record));
}

static uint32_t unused_index(struct acg_records *r)
{
	if(r->unused_count)
		return r->unused[--r->unused_count];
	if(r->top == 0)
		r->top = 1; /* 0 is no record */
	if(r->top == ACG_RECORD_SEGMENT * ACG_RECORD_SEGMENTS)
		return 0;
	while(r->room <= r->top) {
		if(!grow(&r->refs, &r->room, r->room, sizeof(*r->refs)))
			return 0;
	}
	return r->top++;
}

static bool keep_unused(struct acg_records *r, uint32_t index)
{
	if(!grow(&r->unused, &r->unused_room, r->unused_count, sizeof(*r->unused)))
		return false;
	r->unused[r->unused_count++] = index;
	return true;
}

static uint32_t new_record(
		struct acg_records *r, const struct acg_record *content)
{
	uint32_t index = unused_index(r);
	struct acg_record *record =
			index ? segment_slot(r, r->table->record_segment,
					ACG_RECORD_SEGMENT, sizeof(*record), index)
				  : NULL;

	if(!record || !acg_index_add(&r->by_content, record_hash(content), index)) {
		if(index)
			keep_unused(r, index);
		return 0;
	}
	*record = *content; /* nobody can know of it before the caller says so */
	r->refs[index] = 0;
	r->account[content->account].refs++;
	return index;
}

void acg_records_release(struct acg_records *r, uint32_t index)
{
	while(index) {
		const struct acg_record *record = acg_record_at(r->table, index);
		if(--r->refs[index])
			return;
		acg_index_remove(&r->by_content, record_hash(record), index);
		r->account[record->account].refs--;
		if(record->header)
			release_string(r, record->header);
		/* Without memory for the note, the index stays unused for good. */
		if(grow(&r->retired, &r->retired_room, r->retired_count,
				   sizeof(*r->retired)))
			r->retired[r->retired_count++] =
					(struct acg_retired_record){index, *r->epoch};
		index = record->next;
	}
}

/* The record of one service in front of `next`, whose one use it takes over. */
static uint32_t take_one(struct acg_records *r, struct acg_record *content,
		const struct acg_row_service *service, const char **error)
{
	uint32_t index = find_service(r, service->service_id), record;

	*error = "no such service";
	if(index == r->services)
		return 0;
	*error = "header value with a character other than A-Z a-z 0-9 _ - "
			 "or longer than 100";
	if(!header_value_ok(service->header, service->header_len))
		return 0;
	content->service = (uint8_t)index;
	content->header = 0;
	*error = NULL;
	if(service->header_len)
		content->header =
				take_string(r, service->header, service->header_len, error);
	if(*error)
		return 0;
	record = acg_index_find(
			&r->by_content, record_hash(content), same_record, r, content);
	if(record) {
		/* It holds its header and its next already. */
		if(content->header)
			release_string(r, content->header);
		if(content->next)
			acg_records_release(r, content->next);
	} else {
		record = new_record(r, content);
		if(!record && content->header)
			release_string(r, content->header);
		*error = record ? NULL : TABLE_FULL;
	}
	if(record)
		r->refs[record]++;
	return record;
}

const char *acg_records_take(
		struct acg_records *r, const struct acg_row *row, uint32_t *index)
{
	uint32_t account = find_account(r, row->account_id), next = 0;
	const char *error;

	if(!account)
		return "no such account";
	if(row->services < 1 || row->services > ACG_ALTERNATIVES_MAX)
		return "no service, or more than 8";
	for(int i = row->services - 1; i >= 0; i--) {
		struct acg_record content = {.account = account - 1, .next = next};
		uint32_t record;
		content.flags = (uint8_t)((row->enabled ? ACG_RECORD_ENABLED : 0)
								  | (row->service[i].enabled
												  ? ACG_RECORD_SERVICE_ENABLED
												  : 0));
		record = take_one(r, &content, &row->service[i], &error);
		if(!record) {
			acg_records_release(r, next);
			return error;
		}
		next = record;
	}
	*index = next;
	return NULL;
}

void acg_records_reclaim(struct acg_records *r, uint64_t epoch)
{
	uint32_t kept = 0;

	for(uint32_t i = 0; i < r->retired_count; i++) {
		if(r->retired[i].epoch >= epoch
				|| !keep_unused(r, r->retired[i].record))
			r->retired[kept++] = r->retired[i];
	}
	r->retired_count = kept;
}

void acg_records_free(struct acg_records *r)
{
	acg_index_release(&r->by_content);
	acg_index_release(&r->by_text);
	acg_index_release(&r->by_id);
	free(r->refs);
	free(r->unused);
	free(r->retired);
	free(r->string);
	free(r->account);
	free(r->by_small_id);
}

/* --- after a snapshot ------------------------------------------------------- */

bool acg_records_relearn_use(struct acg_records *r, uint32_t index)
{
	if(index == 0 || index >= ACG_RECORD_SEGMENT * ACG_RECORD_SEGMENTS)
		return false;
	while(r->room <= index) {
		uint32_t room = r->room;
		if(!grow(&r->refs, &r->room, r->room, sizeof(*r->refs)))
			return false;
		memset(r->refs + room, 0, (r->room - room) * sizeof(*r->refs));
	}
	r->refs[index]++;
	if(index >= r->top)
		r->top = index + 1;
	return true;
}

static bool relearn_names(struct acg_records *r)
{
	for(uint32_t i = 0; i < ACG_SERVICES_MAX; i++) {
		acg_ref_t ref = acg_load_ref(&r->table->service[i]);
		if(!ref)
			break;
		r->service_id[r->services++] =
				((const struct acg_service_name *)acg_ref(r->table, ref))->id;
	}
	for(uint32_t i = 0; i < ACG_ACCOUNT_SEGMENT * ACG_ACCOUNT_SEGMENTS; i++) {
		const struct acg_account_name *account;
		acg_ref_t ref;
		if(!acg_load_ref(&r->table->account_segment[i / ACG_ACCOUNT_SEGMENT]))
			break;
		ref = acg_load_ref(acg_account_slot(r->table, i));
		account = ref ? acg_ref(r->table, ref) : NULL;
		if(add_account(r, account ? account->id : 0))
			return false;
		if(!account)
			forget_account_id(r, 0, i + 1);
	}
	return true;
}

static bool relearn_record(struct acg_records *r, uint32_t index)
{
	const struct acg_record *record = acg_record_at(r->table, index);
	const char *error = NULL;
	const char *text;

	if(record->account >= r->accounts || record->service >= r->services
			|| !acg_index_add(&r->by_content, record_hash(record), index))
		return false;
	r->account[record->account].refs++;
	if(!record->header)
		return true;
	text = string_at(r, record->header);
	if(acg_index_find(&r->by_text, acg_index_hash(text, strlen(text)),
			   same_text, r, &(struct text){text, strlen(text)}))
		return take_string(r, text, strlen(text), &error) == record->header;
	if(!new_string(r, acg_index_hash(text, strlen(text)), record->header))
		return false;
	take_string(r, text, strlen(text), &error);
	return true;
}

bool acg_records_relearn(struct acg_records *r)
{
	uint32_t used = r->top;

	if(!relearn_names(r))
		return false;
	/* A record behind another is used once more, however often that one is. */
	for(uint32_t i = 1; i < used; i++) {
		for(uint32_t at = r->refs[i] ? i : 0; at;) {
			const struct acg_record *record = acg_record_at(r->table, at);
			uint32_t next = record->next;
			if(acg_index_find(&r->by_content, record_hash(record), same_record,
					   r, record))
				break;
			if(!relearn_record(r, at)
					|| (next && !acg_records_relearn_use(r, next)))
				return false;
			at = next;
		}
	}
	for(uint32_t i = 1; i < r->top; i++) {
		if(!r->refs[i] && !keep_unused(r, i))
			return false;
	}
	return true;
}
