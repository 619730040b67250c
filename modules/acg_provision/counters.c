/*
 * counters: what this module counts.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "counters.h"

#include "core/counters.h"

static counter_handle_t handles[ACG_COUNTERS];

/* clang-format off */
static counter_def_t definitions[] = {
	{&handles[ACG_COUNT_FOUND], "found", 0, 0, 0,
		"acg_match() calls that found an enabled service"},
	{&handles[ACG_COUNT_NOT_PROVISIONED], "not_provisioned", 0, 0, 0,
		"acg_match() calls whose number is in no row"},
	{&handles[ACG_COUNT_NOT_A_NUMBER], "not_a_number", 0, 0, 0,
		"acg_match() calls without a usable number"},
	{&handles[ACG_COUNT_DISABLED], "disabled", 0, 0, 0,
		"acg_match() calls whose number, account or service is disabled"},
	{&handles[ACG_COUNT_SCREENED], "screened", 0, 0, 0,
		"acg_match() calls whose calling number screening refused"},
	{&handles[ACG_COUNT_EMERGENCY], "emergency", 0, 0, 0,
		"acg_match() calls to an emergency number"},
	{&handles[ACG_COUNT_MESSAGES_REFUSED], "messages_refused", 0, 0, 0,
		"messages that acg_check_message() refused"},
	{&handles[ACG_COUNT_HEADERS_REMOVED], "headers_removed", 0, 0, 0,
		"headers that came in and were removed"},
	{&handles[ACG_COUNT_HEADERS_ADDED], "headers_added", 0, 0, 0,
		"headers added"},
	{&handles[ACG_COUNT_MEDIA_REFUSED], "media_refused", 0, 0, 0,
		"offers and answers that broke the media policy"},
	{&handles[ACG_COUNT_MEDIA_PROBES], "media_probes", 0, 0, 0,
		"probes sent through rtpengine nodes"},
	{&handles[ACG_COUNT_MEDIA_PROBES_FAILED], "media_probes_failed", 0, 0, 0,
		"probes that found a node silent or breaking the media policy"},
	{&handles[ACG_COUNT_MEDIA_NODES_OUT], "media_nodes_out", 0, 0, 0,
		"times an rtpengine node was taken out"},
	{&handles[ACG_COUNT_HANDSHAKES_REFUSED], "handshakes_refused", 0, 0, 0,
		"TLS handshakes refused, by us or by the other side"},
	{&handles[ACG_COUNT_RELOADS], "reloads", 0, 0, 0,
		"reloads that put a new table in force"},
	{&handles[ACG_COUNT_RELOADS_FAILED], "reloads_failed", 0, 0, 0,
		"reloads that left the old table in force"},
	{0, 0, 0, 0, 0, 0}
};
/* clang-format on */

int acg_counters_register(void)
{
	return counter_register_array("acg_provision", definitions) < 0 ? -1 : 0;
}

void acg_count(enum acg_counter counter)
{
	counter_inc(handles[counter]);
}

void acg_count_many(enum acg_counter counter, int n)
{
	counter_add(handles[counter], n);
}
