/*
 * store: the table in force, who reads it, and when memory may be freed.
 *
 * Why a reader can never hold freed memory. A reader announces the epoch it sees
 * in its own slot, then loads `current` and follows the table's words; when done
 * it clears the slot (release). The writer first unlinks (replaces the word that
 * led to a block, a record or a table), then raises the epoch, then lets a heavy
 * barrier pass, then looks at the slots (acquire).
 *
 * The heavy barrier is membarrier(2), MEMBARRIER_CMD_GLOBAL: when it returns,
 * every running thread of the system has passed a full memory barrier since it
 * was called. So for each reader either the announcement comes before that
 * barrier, and the writer sees it and does not free; or it comes after, and so
 * do its loads, which then find what the writer put in place. The reader itself
 * needs no more than a compiler barrier: the price is with the writer, who asks
 * rarely. Where the system has no membarrier(2), readers make a full fence after
 * the announcement, which gives the same order.
 *
 * A reader that announced an old epoch but found the new words only makes the
 * writer keep things a little longer. A reader stopped between announcing and
 * clearing holds back all that is unlinked after: memory is lent, never freed
 * under it, and the writer goes on as long as there is memory.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "numbers/store.h"

#include <linux/membarrier.h>
#include <stdatomic.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

#define CACHE_LINE 64
#define REGIONS 3 /* in force, being built, and one that a slow reader holds */

#define HUGE_PAGE ((size_t)2 << 20)
#ifndef MADV_COLLAPSE
#define MADV_COLLAPSE 25
#endif

/* 0: not reading; otherwise the epoch seen when it began. Padded, so that
 * readers do not take each other's cache line. */
struct reader {
	atomic_uint_fast64_t epoch;
	char padding[CACHE_LINE - sizeof(atomic_uint_fast64_t)];
};

enum state { FREE, BUILDING, IN_FORCE, REPLACED };

struct region {
	enum state state;		 /* the writer's */
	uint64_t replaced_epoch; /* the writer's */
	enum acg_source source;	 /* set before it is in force */
	uint64_t generation;
	time_t loaded_at;
};

struct acg_store {
	atomic_int current; /* index into region, -1: no table */
	bool readers_fence;
	int readers;
	size_t bytes; /* of this structure */
	size_t region_size;
	size_t stride;		 /* from one region to the next */
	char *regions;		 /* one after the other */
	uint64_t epoch;		 /* written by the writer only, atomically */
	uint64_t generation; /* the writer's */
	struct region region[REGIONS];
	struct reader reader[];
};

static void *map_shared(size_t size)
{
	void *at = mmap(NULL, size, PROT_READ | PROT_WRITE,
			MAP_SHARED | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);

	return at == MAP_FAILED ? NULL : at;
}

static size_t to_huge_pages(size_t size)
{
	return (size + HUGE_PAGE - 1) & ~(HUGE_PAGE - 1);
}

/* As map_shared(), where huge pages can be: memory and address begin one
 * together. */
static char *map_regions(size_t size)
{
	char *room = mmap(NULL, size + HUGE_PAGE, PROT_NONE,
			MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
	size_t before;
	char *at;

	if(room == MAP_FAILED)
		return NULL;
	before = to_huge_pages((uintptr_t)room) - (uintptr_t)room;
	at = mmap(room + before, size, PROT_READ | PROT_WRITE,
			MAP_SHARED | MAP_ANONYMOUS | MAP_NORESERVE | MAP_FIXED, -1, 0);
	if(at == MAP_FAILED) {
		munmap(room, size + HUGE_PAGE);
		return NULL;
	}
	if(before)
		munmap(room, before);
	munmap(at + size, HUGE_PAGE - before);
	madvise(at, size, MADV_HUGEPAGE);
	return at;
}

static bool has_membarrier(void)
{
	long commands = syscall(SYS_membarrier, MEMBARRIER_CMD_QUERY, 0, 0);

	return commands > 0 && (commands & MEMBARRIER_CMD_GLOBAL);
}

struct acg_store *acg_store_new(int readers, size_t region_size)
{
	size_t bytes =
			sizeof(struct acg_store) + (size_t)readers * sizeof(struct reader);
	struct acg_store *store = map_shared(bytes);
	size_t stride = to_huge_pages(region_size);
	char *regions = map_regions(stride * REGIONS);

	if(!store || !regions) {
		if(store)
			munmap(store, bytes);
		if(regions)
			munmap(regions, stride * REGIONS);
		return NULL;
	}
	store->bytes = bytes;
	store->regions = regions;
	store->region_size = region_size;
	store->stride = stride;
	store->readers = readers;
	store->readers_fence = !has_membarrier();
	store->epoch = 1;
	atomic_init(&store->current, -1);
	return store;
}

void acg_store_free(struct acg_store *store)
{
	if(!store)
		return;
	munmap(store->regions, store->stride * REGIONS);
	munmap(store, store->bytes);
}

static char *region_at(const struct acg_store *store, int i)
{
	return store->regions + (size_t)i * store->stride;
}

/* --- readers ---------------------------------------------------------------- */

/* Index of the table in force, -1 for none. */
static int read_begin(struct acg_store *store, int reader)
{
	uint64_t epoch = __atomic_load_n(&store->epoch, __ATOMIC_RELAXED);

	atomic_store_explicit(
			&store->reader[reader].epoch, epoch, memory_order_relaxed);
	if(store->readers_fence)
		atomic_thread_fence(memory_order_seq_cst);
	else
		atomic_signal_fence(memory_order_seq_cst);
	return atomic_load_explicit(&store->current, memory_order_acquire);
}

static void read_end(struct acg_store *store, int reader)
{
	atomic_store_explicit(
			&store->reader[reader].epoch, 0, memory_order_release);
}

enum acg_found acg_store_lookup(struct acg_store *store, int reader,
		acg_number_key_t number, struct acg_service_match *match)
{
	int i = read_begin(store, reader);
	enum acg_found found = ACG_NOT_PROVISIONED;

	if(i >= 0)
		found = acg_table_lookup(
				(struct acg_table *)region_at(store, i), number, match);
	else
		*match = (struct acg_service_match){.number = number};
	read_end(store, reader);
	return found;
}

int acg_store_explain(struct acg_store *store, int reader,
		acg_number_key_t number, struct acg_candidate *candidate, int max)
{
	int i = read_begin(store, reader);
	int count =
			i < 0 ? 0
				  : acg_table_explain((struct acg_table *)region_at(store, i),
						  number, candidate, max);

	read_end(store, reader);
	return count;
}

bool acg_store_info(
		struct acg_store *store, int reader, struct acg_store_info *info)
{
	int i = read_begin(store, reader);

	if(i >= 0) {
		const struct acg_table *table =
				(const struct acg_table *)region_at(store, i);
		const struct region *region = &store->region[i];
		*info = (struct acg_store_info){.generation = region->generation,
				.source = region->source,
				.loaded_at = region->loaded_at,
				.numbers = acg_table_count(table),
				.ranges = acg_table_ranges(table),
				.bytes = acg_table_bytes(table)};
	}
	read_end(store, reader);
	return i >= 0;
}

/* --- the writer --------------------------------------------------------------- */

const uint64_t *acg_store_epoch(const struct acg_store *store)
{
	return &store->epoch;
}

static void heavy_barrier(const struct acg_store *store)
{
	if(store->readers_fence
			|| syscall(SYS_membarrier, MEMBARRIER_CMD_GLOBAL, 0, 0) != 0)
		atomic_thread_fence(memory_order_seq_cst);
}

uint64_t acg_store_advance(struct acg_store *store)
{
	uint64_t oldest = store->epoch + 1;

	__atomic_store_n(&store->epoch, oldest, __ATOMIC_SEQ_CST);
	heavy_barrier(store);
	for(int i = 0; i < store->readers; i++) {
		uint64_t seen = atomic_load_explicit(
				&store->reader[i].epoch, memory_order_acquire);
		if(seen && seen < oldest)
			oldest = seen;
	}
	return oldest;
}

/* Hand the region's memory back to the system; it reads as zero afterwards. */
static bool empty_region(struct acg_store *store, int i)
{
	return madvise(region_at(store, i), store->stride, MADV_REMOVE) == 0;
}

void acg_store_tidy(struct acg_store *store)
{
	uint64_t oldest = 0;

	for(int i = 0; i < REGIONS; i++) {
		struct region *region = &store->region[i];
		/* A writer that died while publishing left it so. */
		if(region->state == IN_FORCE
				&& i
						   != atomic_load_explicit(
								   &store->current, memory_order_relaxed)) {
			region->replaced_epoch = store->epoch;
			region->state = REPLACED;
		}
		if(region->state != REPLACED)
			continue;
		if(!oldest)
			oldest = acg_store_advance(store);
		if(region->replaced_epoch < oldest && empty_region(store, i))
			region->state = FREE;
	}
}

char *acg_store_region(struct acg_store *store)
{
	acg_store_tidy(store);
	for(int i = 0; i < REGIONS; i++) {
		struct region *region = &store->region[i];
		if(region->state != FREE && region->state != BUILDING)
			continue;
		if(region->state == BUILDING && !empty_region(store, i))
			continue;
		region->state = BUILDING;
		return region_at(store, i);
	}
	return NULL;
}

size_t acg_store_region_size(const struct acg_store *store)
{
	return store->region_size;
}

static int index_of(const struct acg_store *store, const char *region)
{
	return (int)((size_t)(region - store->regions) / store->stride);
}

void acg_store_abandon(struct acg_store *store, char *region)
{
	int i = index_of(store, region);

	if(empty_region(store, i))
		store->region[i].state = FREE;
}

/* A random lookup in small pages waits for the page's address as long as for the
 * number itself. Where the system has no huge pages to give, all stays as it is. */
static void use_huge_pages(const char *region)
{
	size_t bytes = acg_table_bytes((const struct acg_table *)region);

	if(bytes >= HUGE_PAGE)
		madvise((void *)(uintptr_t)region, to_huge_pages(bytes), MADV_COLLAPSE);
}

void acg_store_publish(
		struct acg_store *store, char *region, enum acg_source source)
{
	int i = index_of(store, region);
	int old = atomic_load_explicit(&store->current, memory_order_relaxed);

	use_huge_pages(region);
	store->region[i].source = source;
	store->region[i].loaded_at = time(NULL);
	store->region[i].generation = ++store->generation;
	store->region[i].state = IN_FORCE;
	atomic_store_explicit(&store->current, i, memory_order_release);
	if(old >= 0) {
		store->region[old].replaced_epoch = store->epoch;
		store->region[old].state = REPLACED;
	}
	acg_store_tidy(store);
}
