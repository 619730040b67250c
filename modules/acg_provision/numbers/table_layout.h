/*
 * table_layout: how a table lies in its region. For table.c and table_write.c
 * only; a change here is a change of ACG_TABLE_LAYOUT, which snapshots carry.
 *
 * The number table proper is two maps. `numbers` leads from a number to its
 * record, 8 bytes a number. Where many of the 256 numbers with the same leading
 * digits are there (as operators hold them), `pages` leads from those digits to
 * an array of 256 record indices of 2 bytes, or of 4 where an index is larger.
 * A number is in one of both; while it moves from `numbers` to a page it is in
 * both, so a reader that looks there in this order never misses it.
 *
 * Records are interned: numbers with the same account, services and header share
 * one. Records, strings and names are never changed, but replaced and retired.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef ACG_TABLE_LAYOUT_H
#define ACG_TABLE_LAYOUT_H

#include "numbers/map.h"
#include "numbers/table.h"

#define ACG_TABLE_LAYOUT 1

#define ACG_PAGE_NUMBERS 256
#define ACG_PAGE_BITS 42 /* of a number without its low 8 bits */

/* Segments of fixed size, made as they are needed: what they hold never moves.
 * An index is a segment and a place in it. */
#define ACG_RECORD_SEGMENT 4096
#define ACG_RECORD_SEGMENTS 8192
#define ACG_ACCOUNT_SEGMENT 1024
#define ACG_ACCOUNT_SEGMENTS 1024

/* Strings and names lie at multiples of 16 and are named by offset / 16. */
typedef uint32_t acg_ref_t;

enum { ACG_RECORD_ENABLED = 1, ACG_RECORD_SERVICE_ENABLED = 2 };

struct acg_record {
	uint32_t account; /* index */
	acg_ref_t header; /* 0: none */
	uint32_t next;	  /* record of the next service by precedence, 0: none */
	uint8_t service;  /* index */
	uint8_t flags;
	uint16_t unused;
};
_Static_assert(sizeof(struct acg_record) == 16, "a record is 16 bytes");

struct acg_account_name {
	uint32_t id;
	uint8_t enabled;
	char name[]; /* NUL-terminated */
};

struct acg_service_name {
	uint32_t id;
	uint8_t enabled, custom_header;
	char name[];
};

struct acg_range_row {
	uint64_t first, last;
	uint32_t record, unused;
};

/* The ranges, and what they come to: `edge` ascending; from edge[i] to the one
 * before edge[i + 1] the row winner[i] - 1 decides, none when 0. */
struct acg_range_block {
	uint32_t rows, edges;
	struct acg_range_row row[]; /* ascending by extent */
								/* uint64_t edge[edges] */
								/* uint32_t winner[edges] */
};

struct acg_table {
	_Atomic uint64_t count, bytes;
	acg_map_root_t numbers, pages;
	_Atomic uint64_t ranges; /* offset, 0: none */
	_Atomic acg_ref_t service[ACG_SERVICES_MAX];
	_Atomic acg_ref_t account_segment[ACG_ACCOUNT_SEGMENTS];
	_Atomic acg_ref_t record_segment[ACG_RECORD_SEGMENTS];
};

/* A page's place in `pages`: its offset in units of 512 bytes, and its width. */
static inline uint64_t acg_page_value(uint64_t offset, bool wide)
{
	return offset / 512 << 1 | wide;
}

static inline uint64_t acg_page_offset(uint64_t value)
{
	return (value >> 1) * 512;
}

static inline bool acg_page_is_wide(uint64_t value)
{
	return value & 1;
}

/* The leading bits of a number, spread over 42 bits by a permutation: what is
 * consecutive must not cluster. */
static inline uint64_t acg_page_key(acg_number_key_t number)
{
	const uint64_t mask = (UINT64_C(1) << ACG_PAGE_BITS) - 1;
	uint64_t x = (number >> 8) & mask;

	x = x * UINT64_C(0x9e3779b97f4a7c15) & mask;
	x ^= x >> 21;
	x = x * UINT64_C(0xbf58476d1ce4e5b9) & mask;
	return x ^ x >> 21;
}

/* Key in `numbers`: numbers of one page share a block, which can so be searched
 * for pages worth making. */
static inline uint64_t acg_number_map_key(
		uint64_t page_key, acg_number_key_t number)
{
	return page_key << 8 | (number & 0xff);
}

static inline const void *acg_at(const struct acg_table *table, uint64_t offset)
{
	return (const char *)table + offset;
}

static inline const void *acg_ref(const struct acg_table *table, acg_ref_t ref)
{
	return acg_at(table, (uint64_t)ref * ACG_ARENA_UNIT);
}

static inline acg_ref_t acg_load_ref(const _Atomic acg_ref_t *ref)
{
	return atomic_load_explicit(ref, memory_order_acquire);
}

static inline const struct acg_record *acg_record_at(
		const struct acg_table *table, uint32_t index)
{
	const struct acg_record *segment = acg_ref(table,
			acg_load_ref(&table->record_segment[index / ACG_RECORD_SEGMENT]));

	return &segment[index % ACG_RECORD_SEGMENT];
}

static inline const _Atomic acg_ref_t *acg_account_slot(
		const struct acg_table *table, uint32_t index)
{
	const _Atomic acg_ref_t *segment = acg_ref(table,
			acg_load_ref(&table->account_segment[index / ACG_ACCOUNT_SEGMENT]));

	return &segment[index % ACG_ACCOUNT_SEGMENT];
}

static inline const uint64_t *acg_range_edges(const struct acg_range_block *b)
{
	return (const uint64_t *)(b->row + b->rows);
}

static inline const uint32_t *acg_range_winners(const struct acg_range_block *b)
{
	return (const uint32_t *)(acg_range_edges(b) + b->edges);
}

#endif
