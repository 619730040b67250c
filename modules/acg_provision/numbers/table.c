/*
 * table: what is provisioned, as readers see it.
 *
 * Each step from the table's head to a name follows one word that the writer
 * stored with release after what it leads to was complete, and that is loaded
 * here with acquire. What a word leads to is never changed, except for slots of
 * maps and pages, which are such words themselves. So every lookup sees one
 * complete row, old or new.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "numbers/table.h"
#include "numbers/table_layout.h"

#include <string.h>

static uint32_t find_in_page(
		const struct acg_table *table, uint64_t page, acg_number_key_t number)
{
	const void *at = acg_at(table, acg_page_offset(page));

	if(acg_page_is_wide(page))
		return atomic_load_explicit(
				&((const _Atomic uint32_t *)at)[number & 0xff],
				memory_order_acquire);
	return atomic_load_explicit(&((const _Atomic uint16_t *)at)[number & 0xff],
			memory_order_acquire);
}

/* The record of the number's own row, 0 for none. */
static uint32_t find_exact(
		const struct acg_table *table, acg_number_key_t number)
{
	const char *base = (const char *)table;
	uint64_t page_key = acg_page_key(number);
	uint64_t value = acg_map_find(base, &table->numbers, ACG_NUMBER_KEY_BITS,
			acg_number_map_key(page_key, number));

	if(value)
		return (uint32_t)value;
	value = acg_map_find(base, &table->pages, ACG_PAGE_BITS, page_key);
	return value ? find_in_page(table, value, number) : 0;
}

static const struct acg_range_block *range_block(const struct acg_table *table)
{
	uint64_t at = atomic_load_explicit(&table->ranges, memory_order_acquire);

	return at ? acg_at(table, at) : NULL;
}

/* The row that decides for a number, NULL for none. */
static const struct acg_range_row *find_range(
		const struct acg_range_block *block, acg_number_key_t number)
{
	const uint64_t *edge = block ? acg_range_edges(block) : NULL;
	uint32_t low = 0, count = block ? block->edges : 0, winner;

	if(count == 0 || number < edge[0])
		return NULL;
	while(count > 1) {
		uint32_t half = count / 2;
		low = edge[low + half] <= number ? low + half : low;
		count -= half;
	}
	winner = acg_range_winners(block)[low];
	return winner ? &block->row[winner - 1] : NULL;
}

uint32_t acg_table_find(const struct acg_table *table, acg_number_key_t number)
{
	const struct acg_range_row *row;
	uint32_t record = find_exact(table, number);

	if(record)
		return record;
	row = find_range(range_block(table), number);
	return row ? row->record : 0;
}

static const struct acg_service_name *service_of(
		const struct acg_table *table, const struct acg_record *record)
{
	return acg_ref(table, acg_load_ref(&table->service[record->service]));
}

static const struct acg_account_name *account_of(
		const struct acg_table *table, const struct acg_record *record)
{
	return acg_ref(
			table, acg_load_ref(acg_account_slot(table, record->account)));
}

static bool service_is_on(
		const struct acg_table *table, const struct acg_record *record)
{
	return (record->flags & ACG_RECORD_SERVICE_ENABLED)
		   && service_of(table, record)->enabled;
}

static void copy_header(const struct acg_table *table,
		const struct acg_record *record, char header[static ACG_NAME_MAX + 1])
{
	header[0] = '\0';
	if(record->header && service_of(table, record)->custom_header)
		strcpy(header, acg_ref(table, record->header));
}

/* The record whose service serves the number: the first that is on, or, when
 * none is, the first; *on tells which. */
static const struct acg_record *choose_service(
		const struct acg_table *table, const struct acg_record *first, bool *on)
{
	const struct acg_record *record = first;

	for(int i = 0; i < ACG_ALTERNATIVES_MAX; i++) {
		*on = service_is_on(table, record);
		if(*on || !record->next)
			break;
		record = acg_record_at(table, record->next);
	}
	return *on ? record : first;
}

static enum acg_found resolve(const struct acg_table *table, uint32_t index,
		struct acg_service_match *match)
{
	bool on;
	const struct acg_record *first = acg_record_at(table, index);
	const struct acg_record *record = choose_service(table, first, &on);
	const struct acg_account_name *account = account_of(table, first);

	strcpy(match->account, account->name);
	strcpy(match->service, service_of(table, record)->name);
	copy_header(table, record, match->header);
	if(!(first->flags & ACG_RECORD_ENABLED))
		return ACG_NUMBER_DISABLED;
	if(!account->enabled)
		return ACG_ACCOUNT_DISABLED;
	return on ? ACG_FOUND : ACG_SERVICE_DISABLED;
}

static enum acg_found not_provisioned(struct acg_service_match *match)
{
	match->account[0] = match->service[0] = match->header[0] = '\0';
	return ACG_NOT_PROVISIONED;
}

enum acg_found acg_table_lookup(const struct acg_table *table,
		acg_number_key_t number, struct acg_service_match *match)
{
	uint32_t record = find_exact(table, number);

	match->number = number;
	match->range_first = match->range_last = 0;
	if(!record) {
		const struct acg_range_row *row =
				find_range(range_block(table), number);
		if(!row)
			return not_provisioned(match);
		match->range_first = row->first;
		match->range_last = row->last;
		record = row->record;
	}
	return resolve(table, record, match);
}

/* --- explain -------------------------------------------------------------- */

struct explanation {
	const struct acg_table *table;
	struct acg_candidate *candidate;
	int count, max;
	const char *decided; /* why every later row loses; NULL: not decided yet */
};

static const char *why(const struct explanation *e,
		const struct acg_record *first, const struct acg_record *record,
		bool *wins)
{
	*wins = false;
	if(e->decided)
		return e->decided;
	if(!(first->flags & ACG_RECORD_ENABLED))
		return "the row decides, and is disabled";
	if(!account_of(e->table, first)->enabled)
		return "the row decides, and its account is disabled";
	if(!service_of(e->table, record)->enabled)
		return "the service is disabled";
	if(!(record->flags & ACG_RECORD_SERVICE_ENABLED))
		return "the number's alternative is disabled";
	*wins = true;
	return "the first enabled service of the most specific row";
}

/* All services of one row. */
static void explain_row(struct explanation *e, uint32_t index, uint64_t from,
		uint64_t to, const char *row_decided)
{
	const struct acg_record *first = acg_record_at(e->table, index), *record;
	int precedence = 0;

	for(record = first; e->count < e->max;
			record = acg_record_at(e->table, record->next)) {
		struct acg_candidate *c = &e->candidate[e->count++];
		c->first = from;
		c->last = to;
		c->precedence = precedence++;
		c->reason = why(e, first, record, &c->wins);
		strcpy(c->account, account_of(e->table, first)->name);
		strcpy(c->service, service_of(e->table, record)->name);
		copy_header(e->table, record, c->header);
		if(c->wins)
			e->decided = "a service of higher precedence is enabled";
		if(!record->next || precedence == ACG_ALTERNATIVES_MAX)
			break;
	}
	e->decided = row_decided;
}

int acg_table_explain(const struct acg_table *table, acg_number_key_t number,
		struct acg_candidate *candidate, int max)
{
	struct explanation e = {.table = table, .candidate = candidate, .max = max};
	const struct acg_range_block *block = range_block(table);
	uint32_t exact = find_exact(table, number);

	if(exact)
		explain_row(&e, exact, 0, 0, "the number has a row of its own");
	/* Ascending by extent: the first around the number is the smallest. */
	for(uint32_t i = 0; block && i < block->rows; i++) {
		const struct acg_range_row *row = &block->row[i];
		if(number >= row->first && number <= row->last)
			explain_row(&e, row->record, row->first, row->last,
					exact ? "the number has a row of its own"
						  : "a smaller range decides");
	}
	return e.count;
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

uint64_t acg_table_count(const struct acg_table *table)
{
	return atomic_load_explicit(&table->count, memory_order_relaxed);
}

uint64_t acg_table_ranges(const struct acg_table *table)
{
	const struct acg_range_block *block = range_block(table);

	return block ? block->rows : 0;
}

size_t acg_table_bytes(const struct acg_table *table)
{
	return atomic_load_explicit(&table->bytes, memory_order_relaxed);
}
