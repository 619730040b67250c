/*
 * counters: what this module counts.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "base/counters.h"

#include "core/counters.h"

static counter_handle_t handles[ACG_COUNTERS];

/* clang-format off */
static counter_def_t definitions[] = {
	{&handles[ACG_COUNT_WRITTEN], "records_written", 0, 0, 0,
		"call records written to the journal"},
	{&handles[ACG_COUNT_LOST], "records_lost", 0, 0, 0,
		"call records that could not be written to the journal"},
	{&handles[ACG_COUNT_SHIPPED], "records_shipped", 0, 0, 0,
		"call records committed in acg.cdr"},
	{&handles[ACG_COUNT_REFUSED], "records_refused", 0, 0, 0,
		"call records that acg.cdr refused, set aside in acg.cdr_refused"},
	{&handles[ACG_COUNT_EXPIRED], "records_expired", 0, 0, 0,
		"call records that were 30 days old before they could be shipped"},
	{&handles[ACG_COUNT_DAMAGED], "journal_damaged", 0, 0, 0,
		"places in the journal that held no readable record"},
	{&handles[ACG_COUNT_FEW_DAYS], "partitions_short", 0, 0, 0,
		"times fewer than 3 days of partitions were found made ahead"},
	{0, 0, 0, 0, 0, 0}
};
/* clang-format on */

int acg_counters_register(void)
{
	return counter_register_array("acg_retention", definitions) < 0 ? -1 : 0;
}

void acg_count(enum acg_counter counter, unsigned n)
{
	counter_add(handles[counter], (int)n);
}

long acg_counted(enum acg_counter counter)
{
	return counter_get_val(handles[counter]);
}
