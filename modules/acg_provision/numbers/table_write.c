/*
 * table_write: filling and changing a table, by one process, under readers.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "numbers/table_write.h"
#include "numbers/ranges.h"
#include "numbers/records.h"

#include <stdlib.h>
#include <string.h>

/* From this many of its 256 numbers on a page of 512 bytes takes less memory
 * than as many slots of 8 bytes in blocks that are 60 % full on average. */
#define PAGE_WORTH 40

#define TABLE_FULL "the table is full (raise the parameter table_memory)"

struct acg_writer {
	struct acg_table *table;
	struct acg_arena arena;
	struct acg_map numbers, pages;
	struct acg_records records;
	const uint64_t *epoch;
	bool moved; /* move_to_pages() has moved something */
};

static void note_size(struct acg_writer *w)
{
	atomic_store_explicit(&w->table->bytes, w->arena.top, memory_order_relaxed);
}

static void note_count(struct acg_writer *w, int change)
{
	uint64_t count =
			atomic_load_explicit(&w->table->count, memory_order_relaxed);

	atomic_store_explicit(&w->table->count, count + (uint64_t)(int64_t)change,
			memory_order_relaxed);
}

/* --- pages ------------------------------------------------------------------ */

static size_t page_size(bool wide)
{
	return ACG_PAGE_NUMBERS * (wide ? sizeof(uint32_t) : sizeof(uint16_t));
}

static uint32_t page_get(
		const struct acg_writer *w, uint64_t page, unsigned int i)
{
	const void *at = acg_at(w->table, acg_page_offset(page));

	if(acg_page_is_wide(page))
		return atomic_load_explicit(
				&((const _Atomic uint32_t *)at)[i], memory_order_relaxed);
	return atomic_load_explicit(
			&((const _Atomic uint16_t *)at)[i], memory_order_relaxed);
}

static void page_set(
		struct acg_writer *w, uint64_t page, unsigned int i, uint32_t record)
{
	void *at = (char *)w->table + acg_page_offset(page);

	if(acg_page_is_wide(page))
		atomic_store_explicit(
				&((_Atomic uint32_t *)at)[i], record, memory_order_release);
	else
		atomic_store_explicit(&((_Atomic uint16_t *)at)[i], (uint16_t)record,
				memory_order_release);
}

static uint64_t new_page(struct acg_writer *w, bool wide)
{
	uint64_t offset = acg_arena_alloc(&w->arena, page_size(wide));

	return offset ? acg_page_value(offset, wide) : 0;
}

static void retire_page(struct acg_writer *w, uint64_t page)
{
	acg_arena_retire(&w->arena, acg_page_offset(page),
			page_size(acg_page_is_wide(page)), *w->epoch);
}

/* `count` numbers, all of one page, get a page of their own. */
static bool make_page(
		struct acg_writer *w, const struct acg_map_item *item, int count)
{
	bool wide = false;
	uint64_t page;

	for(int i = 0; i < count; i++)
		wide |= item[i].value > UINT16_MAX;
	page = new_page(w, wide);
	if(!page)
		return false;
	for(int i = 0; i < count; i++)
		page_set(w, page, item[i].key & 0xff, (uint32_t)item[i].value);
	if(acg_map_put(&w->pages, item->key >> 8, page))
		return true;
	acg_arena_free(&w->arena, acg_page_offset(page), page_size(wide));
	return false;
}

/* May there be a page worth making? Counts by a few bits of the page, so it may
 * say yes in vain, but not no. Numbers without order answer without a sort. */
static bool may_be_dense(const struct acg_map_item *item, int count)
{
	uint16_t seen[4096] = {0};

	for(int i = 0; i < count; i++) {
		if(++seen[item[i].key >> 8 & 4095] == PAGE_WORTH)
			return true;
	}
	return false;
}

static int compare_items(const void *a, const void *b)
{
	const struct acg_map_item *x = a, *y = b;

	return x->key < y->key ? -1 : x->key > y->key;
}

/* A block of `numbers` is full: what is dense in it moves into pages. It is
 * found there before it is taken away here, see table_layout.h. */
static int move_to_pages(void *context, struct acg_map_item *item, int count)
{
	struct acg_writer *w = context;
	int moved = 0, from = 0;

	if(!may_be_dense(item, count))
		return 0;
	qsort(item, (size_t)count, sizeof(*item), compare_items);
	while(from < count) {
		int to = from + 1;
		while(to < count && item[to].key >> 8 == item[from].key >> 8)
			to++;
		if(to - from >= PAGE_WORTH && make_page(w, item + from, to - from)) {
			moved += to - from;
			w->moved = true;
			for(int i = from; i < to; i++)
				item[i].value = 0;
		}
		from = to;
	}
	return moved;
}

/* The same page with room for larger record indices; 0: no memory. */
static uint64_t widen_page(
		struct acg_writer *w, uint64_t page_key, uint64_t page)
{
	uint64_t wide = new_page(w, true);

	if(!wide)
		return 0;
	for(unsigned int i = 0; i < ACG_PAGE_NUMBERS; i++)
		page_set(w, wide, i, page_get(w, page, i));
	if(!acg_map_put(&w->pages, page_key, wide)) {
		acg_arena_free(&w->arena, acg_page_offset(wide), page_size(true));
		return 0;
	}
	retire_page(w, page);
	return wide;
}

static void remove_page_if_empty(
		struct acg_writer *w, uint64_t page_key, uint64_t page)
{
	for(unsigned int i = 0; i < ACG_PAGE_NUMBERS; i++) {
		if(page_get(w, page, i))
			return;
	}
	acg_map_remove(&w->pages, page_key);
	retire_page(w, page);
}

/* --- numbers ---------------------------------------------------------------- */

/* Where a number is kept. */
struct home {
	uint64_t page_key, map_key;
	uint64_t page;	 /* 0: it has none */
	unsigned int at; /* in the page */
	uint32_t record; /* 0: the number is not there */
};

static struct home find_home(struct acg_writer *w, acg_number_key_t number)
{
	const char *base = (const char *)w->table;
	struct home home = {.page_key = acg_page_key(number), .at = number & 0xff};

	home.map_key = acg_number_map_key(home.page_key, number);
	home.page =
			acg_map_find(base, &w->table->pages, ACG_PAGE_BITS, home.page_key);
	home.record = home.page ? page_get(w, home.page, home.at)
							: (uint32_t)acg_map_find(base, &w->table->numbers,
									ACG_NUMBER_KEY_BITS, home.map_key);
	return home;
}

static bool put_in_page(
		struct acg_writer *w, const struct home *home, uint32_t record)
{
	uint64_t page = home->page;

	if(record > UINT16_MAX && !acg_page_is_wide(page))
		page = widen_page(w, home->page_key, page);
	if(!page)
		return false;
	page_set(w, page, home->at, record);
	return true;
}

static bool put(struct acg_writer *w, struct home *home, uint32_t record)
{
	bool done;

	if(home->page)
		return put_in_page(w, home, record);
	w->moved = false;
	if(!acg_map_put(&w->numbers, home->map_key, record))
		return false;
	if(!w->moved)
		return true;
	/* Making room may have made a page for this very number's neighbours. */
	home->page = acg_map_find((const char *)w->table, &w->table->pages,
			ACG_PAGE_BITS, home->page_key);
	if(!home->page)
		return true;
	done = put_in_page(w, home, record);
	acg_map_remove(&w->numbers, home->map_key);
	return done;
}

const char *acg_writer_number(struct acg_writer *w, acg_number_key_t number,
		const struct acg_row *row)
{
	struct home home;
	uint32_t record;
	const char *error;

	if(number == 0 || number >> ACG_NUMBER_KEY_BITS)
		return "not an E.164 number";
	error = acg_records_take(&w->records, row, &record);
	if(error)
		return error;
	home = find_home(w, number);
	if(home.record == record || !put(w, &home, record)) {
		acg_records_release(&w->records, record);
		note_size(w);
		return home.record == record ? NULL : TABLE_FULL;
	}
	if(home.record)
		acg_records_release(&w->records, home.record);
	else
		note_count(w, 1);
	note_size(w);
	return NULL;
}

void acg_writer_prefetch(const struct acg_writer *w, acg_number_key_t number)
{
	uint64_t page_key = acg_page_key(number);

	acg_map_prefetch(&w->pages, page_key);
	acg_map_prefetch(&w->numbers, acg_number_map_key(page_key, number));
}

void acg_writer_remove_number(struct acg_writer *w, acg_number_key_t number)
{
	struct home home = find_home(w, number);

	if(!home.record)
		return;
	if(home.page) {
		page_set(w, home.page, home.at, 0);
		remove_page_if_empty(w, home.page_key, home.page);
	} else {
		acg_map_remove(&w->numbers, home.map_key);
	}
	acg_records_release(&w->records, home.record);
	note_count(w, -1);
}

/* --- ranges ----------------------------------------------------------------- */

static size_t range_block_size(uint32_t rows, uint32_t edges)
{
	return sizeof(struct acg_range_block) + rows * sizeof(struct acg_range_row)
		   + edges * (sizeof(uint64_t) + sizeof(uint32_t));
}

static void release_ranges(
		struct acg_writer *w, const struct acg_range_row *row, int count)
{
	for(int i = 0; i < count; i++)
		acg_records_release(&w->records, row[i].record);
}

/* Put a new block, or none (offset 0), into the place of the old one. */
static void replace_ranges(struct acg_writer *w, uint64_t offset)
{
	uint64_t old =
			atomic_load_explicit(&w->table->ranges, memory_order_relaxed);
	const struct acg_range_block *block = acg_at(w->table, old);

	atomic_store_explicit(&w->table->ranges, offset, memory_order_release);
	if(!old)
		return;
	release_ranges(w, block->row, (int)block->rows);
	acg_arena_retire(&w->arena, old,
			range_block_size(block->rows, block->edges), *w->epoch);
}

static const char *publish_ranges(struct acg_writer *w,
		const struct acg_range_row *row, int rows, const uint64_t *edge,
		const uint32_t *winner, int edges)
{
	size_t size = range_block_size((uint32_t)rows, (uint32_t)edges);
	uint64_t offset = acg_arena_alloc(&w->arena, size);
	struct acg_range_block *block =
			(struct acg_range_block *)(w->arena.base + offset);

	if(!offset)
		return TABLE_FULL;
	block->rows = (uint32_t)rows;
	block->edges = (uint32_t)edges;
	memcpy(block->row, row, (size_t)rows * sizeof(*row));
	memcpy((void *)acg_range_edges(block), edge, (size_t)edges * sizeof(*edge));
	memcpy((void *)acg_range_winners(block), winner,
			(size_t)edges * sizeof(*winner));
	replace_ranges(w, offset);
	return NULL;
}

/* The rows with their records; *taken tells how many are to be released. */
static const char *take_ranges(struct acg_writer *w,
		const struct acg_range *range, int count, struct acg_range_row *row,
		int *taken)
{
	for(*taken = 0; *taken < count; ++*taken) {
		const struct acg_range *from = &range[*taken];
		const char *error;
		if(from->first == 0 || from->first > from->last
				|| from->last >> ACG_NUMBER_KEY_BITS)
			return "a range's first number is after its last";
		row[*taken].first = from->first;
		row[*taken].last = from->last;
		error = acg_records_take(&w->records, &from->row, &row[*taken].record);
		if(error)
			return error;
	}
	return NULL;
}

const char *acg_writer_ranges(
		struct acg_writer *w, const struct acg_range *range, int count)
{
	size_t n = (size_t)count + 1;
	struct acg_range_row *row = calloc(n, sizeof(*row));
	uint64_t *edge = malloc(2 * n * sizeof(*edge));
	uint32_t *winner = malloc(2 * n * sizeof(*winner));
	const char *error = "not enough memory";
	int taken = 0, edges = -1;

	if(row && edge && winner)
		error = take_ranges(w, range, count, row, &taken);
	if(!error && count) {
		edges = acg_ranges_flatten(row, count, edge, winner);
		error = edges == -2 ? "two ranges of equal extent overlap"
				: edges == -1
						? "not enough memory"
						: publish_ranges(w, row, count, edge, winner, edges);
	} else if(!error) {
		replace_ranges(w, 0);
	}
	if(error)
		release_ranges(w, row, taken);
	note_size(w);
	free(row);
	free(edge);
	free(winner);
	return error;
}

/* --- the rest --------------------------------------------------------------- */

const char *acg_writer_account(
		struct acg_writer *w, uint32_t id, const char *name, bool enabled)
{
	return acg_records_account(&w->records, id, name, enabled);
}

const char *acg_writer_service(struct acg_writer *w, uint32_t id,
		const char *name, bool custom_header, bool enabled)
{
	return acg_records_service(&w->records, id, name, custom_header, enabled);
}

void acg_writer_remove_account(struct acg_writer *w, uint32_t id)
{
	acg_records_remove_account(&w->records, id);
}

static struct acg_writer *new_writer(
		char *region, size_t size, size_t used, const uint64_t *epoch)
{
	struct acg_writer *w = calloc(1, sizeof(*w));

	if(!w)
		return NULL;
	w->table = (struct acg_table *)region;
	w->epoch = epoch;
	acg_arena_init(&w->arena, region, size, used);
	w->records = (struct acg_records){
			.arena = &w->arena, .table = w->table, .epoch = epoch};
	w->numbers = (struct acg_map){.arena = &w->arena,
			.root = &w->table->numbers,
			.key_bits = ACG_NUMBER_KEY_BITS,
			.relieve = move_to_pages,
			.context = w,
			.epoch = epoch};
	w->pages = (struct acg_map){.arena = &w->arena,
			.root = &w->table->pages,
			.key_bits = ACG_PAGE_BITS,
			.epoch = epoch};
	note_size(w);
	return w;
}

struct acg_writer *acg_writer_new(
		char *region, size_t size, const uint64_t *epoch)
{
	if(size < 2 * sizeof(struct acg_table))
		return NULL;
	return new_writer(region, size, sizeof(struct acg_table), epoch);
}

struct relearning {
	struct acg_writer *writer;
	bool ok;
	uint64_t count;
};

static void relearn_number(void *context, uint64_t key, uint64_t record)
{
	struct relearning *r = context;

	(void)key;
	r->count++;
	r->ok = r->ok
			&& acg_records_relearn_use(&r->writer->records, (uint32_t)record);
}

static void relearn_page(void *context, uint64_t key, uint64_t page)
{
	struct relearning *r = context;

	for(unsigned int i = 0; i < ACG_PAGE_NUMBERS; i++) {
		uint32_t record = page_get(r->writer, page, i);
		if(record)
			relearn_number(context, key, record);
	}
}

struct acg_writer *acg_writer_resume(
		char *region, size_t size, size_t used, const uint64_t *epoch)
{
	struct acg_writer *w = new_writer(region, size, used, epoch);
	struct relearning r = {.writer = w, .ok = true};
	const struct acg_range_block *block;
	uint64_t ranges;

	if(!w)
		return NULL;
	acg_map_walk(&w->numbers, relearn_number, &r);
	acg_map_walk(&w->pages, relearn_page, &r);
	ranges = atomic_load(&w->table->ranges);
	block = ranges ? acg_at(w->table, ranges) : NULL;
	for(uint32_t i = 0; block && i < block->rows; i++)
		r.ok = r.ok
			   && acg_records_relearn_use(&w->records, block->row[i].record);
	if(r.ok && r.count == acg_table_count(w->table)
			&& acg_records_relearn(&w->records))
		return w;
	acg_writer_free(w);
	return NULL;
}

void acg_writer_free(struct acg_writer *w)
{
	if(!w)
		return;
	acg_records_free(&w->records);
	acg_arena_release(&w->arena);
	free(w);
}

struct acg_table *acg_writer_table(struct acg_writer *w)
{
	return w->table;
}

size_t acg_writer_used(const struct acg_writer *w)
{
	return w->arena.top;
}

size_t acg_writer_retired(const struct acg_writer *w)
{
	return w->arena.retired_bytes
		   + w->records.retired_count * sizeof(struct acg_record);
}

void acg_writer_reclaim(struct acg_writer *w, uint64_t epoch)
{
	acg_arena_reclaim(&w->arena, epoch);
	acg_records_reclaim(&w->records, epoch);
}
