/*
 * ranges: blocks of numbers in blocks of numbers, made flat, so that the one
 * that decides for a number is found by one search. Pure.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef ACG_RANGES_H
#define ACG_RANGES_H

#include "numbers/table_layout.h"

/* Sort `row` ascending by extent, and compute where which row decides. The
 * smallest row around a number wins. Writes at most 2 * count edges and winners
 * (row index + 1, 0: none) and returns how many, or -1 when memory is short or
 * -2 when two rows of equal extent overlap. */
int acg_ranges_flatten(
		struct acg_range_row *row, int count, uint64_t *edge, uint32_t *winner);

#endif
