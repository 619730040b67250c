/*
 * ranges: blocks of numbers in blocks of numbers, made flat.
 *
 * A sweep over all places where a range begins or ends, with a heap of the ranges
 * that have begun; since rows are sorted by extent, the least index is the most
 * specific row. Rows that have ended leave the heap when they come to its top.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "numbers/ranges.h"

#include <stdlib.h>

static uint64_t extent(const struct acg_range_row *row)
{
	return row->last - row->first;
}

static int by_extent(const void *a, const void *b)
{
	const struct acg_range_row *x = a, *y = b;

	if(extent(x) != extent(y))
		return extent(x) < extent(y) ? -1 : 1;
	return x->first < y->first ? -1 : x->first > y->first;
}

static int by_value(const void *a, const void *b)
{
	uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;

	return x < y ? -1 : x > y;
}

struct start {
	uint64_t first;
	uint32_t row;
};

static int by_first(const void *a, const void *b)
{
	const struct start *x = a, *y = b;

	return x->first < y->first ? -1 : x->first > y->first;
}

static void push(uint32_t *heap, int *size, uint32_t value)
{
	int i = (*size)++;

	while(i && heap[(i - 1) / 2] > value) {
		heap[i] = heap[(i - 1) / 2];
		i = (i - 1) / 2;
	}
	heap[i] = value;
}

static void pop(uint32_t *heap, int *size)
{
	uint32_t value = heap[--*size];
	int i = 0;

	for(;;) {
		int child = 2 * i + 1;
		if(child + 1 < *size && heap[child + 1] < heap[child])
			child++;
		if(child >= *size || heap[child] >= value)
			break;
		heap[i] = heap[child];
		i = child;
	}
	heap[i] = value;
}

static bool overlap_in_extent(const struct acg_range_row *row, int count)
{
	for(int i = 1; i < count; i++) {
		if(extent(&row[i]) == extent(&row[i - 1])
				&& row[i].first <= row[i - 1].last)
			return true;
	}
	return false;
}

static int sweep(const struct acg_range_row *row, int count,
		const struct start *start, const uint64_t *place, uint32_t *heap,
		uint64_t *edge, uint32_t *winner)
{
	int begun = 0, in_heap = 0, edges = 0;

	for(int i = 0; i < 2 * count; i++) {
		uint32_t best;
		if(i && place[i] == place[i - 1])
			continue;
		while(begun < count && start[begun].first == place[i])
			push(heap, &in_heap, start[begun++].row);
		while(in_heap && row[heap[0]].last < place[i])
			pop(heap, &in_heap);
		best = in_heap ? heap[0] + 1 : 0;
		if(edges && winner[edges - 1] == best)
			continue;
		edge[edges] = place[i];
		winner[edges++] = best;
	}
	return edges;
}

int acg_ranges_flatten(
		struct acg_range_row *row, int count, uint64_t *edge, uint32_t *winner)
{
	size_t n = (size_t)count + 1; /* never nothing */
	uint64_t *place = malloc(2 * n * sizeof(*place));
	struct start *start = malloc(n * sizeof(*start));
	uint32_t *heap = malloc(n * sizeof(*heap));
	int edges = -1;

	if(place && start && heap) {
		qsort(row, (size_t)count, sizeof(*row), by_extent);
		for(int i = 0; i < count; i++) {
			start[i] = (struct start){row[i].first, (uint32_t)i};
			place[2 * i] = row[i].first;
			place[2 * i + 1] = row[i].last + 1;
		}
		qsort(start, (size_t)count, sizeof(*start), by_first);
		qsort(place, 2 * (size_t)count, sizeof(*place), by_value);
		edges = overlap_in_extent(row, count)
						? -2
						: sweep(row, count, start, place, heap, edge, winner);
	}
	free(place);
	free(start);
	free(heap);
	return edges;
}
