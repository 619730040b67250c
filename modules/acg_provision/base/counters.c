/*
 * counters: what this module counts.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "base/counters.h"

#include "core/counters.h"

static counter_handle_t handles[ACG_COUNTERS];

static counter_val_t answer(counter_handle_t handle, void *param)
{
	const struct acg_counter_asked *asked = param;

	(void)handle;
	return asked->value();
}

/* clang-format off */
static counter_def_t definitions[] = {
	{&handles[ACG_COUNT_FOUND], "found", 0, 0, 0,
		"acg_match() calls that found an enabled service"},
	{&handles[ACG_COUNT_NOT_PROVISIONED], "not_provisioned", 0, 0, 0,
		"acg_match() calls whose number is in no row"},
	{&handles[ACG_COUNT_NOT_A_NUMBER], "not_a_number", 0, 0, 0,
		"acg_match() calls without a usable number"},
	{&handles[ACG_COUNT_NUMBER_DISABLED], "number_disabled", 0, 0, 0,
		"acg_match() calls whose number or range is disabled"},
	{&handles[ACG_COUNT_ACCOUNT_DISABLED], "account_disabled", 0, 0, 0,
		"acg_match() calls whose account is disabled"},
	{&handles[ACG_COUNT_SERVICE_DISABLED], "service_disabled", 0, 0, 0,
		"acg_match() calls whose services are all disabled"},
	{&handles[ACG_COUNT_SCREENED], "screened", 0, 0, 0,
		"acg_match() calls whose calling number screening refused"},
	{&handles[ACG_COUNT_EMERGENCY], "emergency", 0, 0, 0,
		"acg_match() calls to an emergency number"},
	{&handles[ACG_COUNT_MESSAGES_REFUSED], "messages_refused", 0, 0, 0,
		"messages that acg_check_message() or acg_answer_unparsed() refused"},
	{&handles[ACG_COUNT_HEADERS_REMOVED], "headers_removed", 0, 0, 0,
		"headers that came in and were removed"},
	{&handles[ACG_COUNT_HEADERS_ADDED], "headers_added", 0, 0, 0,
		"headers added"},
	{&handles[ACG_COUNT_PARAMS_REMOVED], "params_removed", 0, 0, 0,
		"parameters of From and To that a dialog did not begin with, removed"},
	{&handles[ACG_COUNT_MEDIA_REFUSED], "media_refused", 0, 0, 0,
		"offers and answers that broke the media policy"},
	{&handles[ACG_COUNT_MEDIA_PROBES], "media_probes", 0, 0, 0,
		"probes sent through rtpengine nodes"},
	{&handles[ACG_COUNT_MEDIA_PROBES_FAILED], "media_probes_failed", 0, 0, 0,
		"probes that found a node silent or breaking the media policy"},
	{&handles[ACG_COUNT_MEDIA_NODES_OUT], "media_nodes_out", 0, 0, 0,
		"times an rtpengine node was taken out"},
	{&handles[ACG_COUNT_RESYNCS], "resyncs", 0, 0, 0,
		"resyncs by RPC that put a new table in force"},
	{&handles[ACG_COUNT_RESYNCS_FAILED], "resyncs_failed", 0, 0, 0,
		"resyncs by RPC that left the old table in force"},
	{&handles[ACG_COUNT_SNAPSHOTS_FAILED], "snapshots_failed", 0, 0, 0,
		"snapshots that could not be written"},
	{&handles[ACG_COUNT_FOLLOW_LAG], "follow_lag_ms", 0, 0, 0,
		"milliseconds for which the table may have been behind the database"},
	{&handles[ACG_COUNT_HANDSHAKES_REFUSED], "handshakes_refused", 0, 0, 0,
		"TLS handshakes refused, by us or by the other side"},
	{&handles[ACG_COUNT_REFUSED_LOOP], "refused_loop", 0, 0, 0,
		"calls that had been here before"},
	{&handles[ACG_COUNT_REFUSED_EMERGENCY], "refused_emergency", 0, 0, 0,
		"emergency calls that the operator sent here"},
	{&handles[ACG_COUNT_REFUSED_TO_ITSELF], "refused_to_itself", 0, 0, 0,
		"calls of a number to itself"},
	{&handles[ACG_COUNT_REFUSED_CALLER], "refused_caller", 0, 0, 0,
		"calls by a blocked number"},
	{&handles[ACG_COUNT_REFUSED_CALLEE], "refused_callee", 0, 0, 0,
		"calls to a blocked number"},
	{&handles[ACG_COUNT_REFUSED_PEER_RATE], "refused_peer_rate", 0, 0, 0,
		"calls above the calls per second of their peer"},
	{&handles[ACG_COUNT_REFUSED_SUBNET_RATE], "refused_subnet_rate", 0, 0, 0,
		"calls above the calls per second of their network"},
	{&handles[ACG_COUNT_REFUSED_ACCOUNT_RATE], "refused_account_rate", 0, 0, 0,
		"calls above the calls per second of their account"},
	{&handles[ACG_COUNT_REFUSED_CALLS], "refused_calls", 0, 0, 0,
		"calls above the calls at once of the deployment"},
	{&handles[ACG_COUNT_REFUSED_ACCOUNT_CALLS], "refused_account_calls", 0, 0, 0,
		"calls above the calls at once of their account"},
	{&handles[ACG_COUNT_REFUSED_TRANSCODED], "refused_transcoded", 0, 0, 0,
		"calls above the transcoded calls at once of the deployment"},
	{&handles[ACG_COUNT_REFUSED_ACCOUNT_TRANSCODED], "refused_account_transcoded", 0, 0, 0,
		"calls above the transcoded calls at once of their account"},
	{&handles[ACG_COUNT_CODECS_WITHHELD], "codecs_withheld", 0, 0, 0,
		"offers that went on without further codecs, as transcoding was full"},
	{&handles[ACG_COUNT_CALLS], "calls", 0, 0, 0,
		"calls at once, now, without emergency calls"},
	{&handles[ACG_COUNT_EMERGENCY_CALLS], "emergency_calls", 0, 0, 0,
		"emergency calls at once, now"},
	{&handles[ACG_COUNT_TRANSCODED_CALLS], "transcoded_calls", 0, 0, 0,
		"calls at once, now, that are or may yet be transcoded"},
	{&handles[ACG_COUNT_PEERS_TAKEN_OUT], "peers_taken_out", 0, 0, 0,
		"times an address of a destination went down"},
	{&handles[ACG_COUNT_PEERS_PAUSED], "peers_paused", 0, 0, 0,
		"times one was left alone because of its Retry-After"},
	{&handles[ACG_COUNT_LATE_ANSWERS], "late_answers", 0, 0, 0,
		"answers of places that their calls had left, each hung up on"},
	{&handles[ACG_COUNT_PEERS_DOWN], "peers_down", 0, 0, 0,
		"addresses of destinations that are down now"},
	{0, 0, 0, 0, 0, 0}
};
/* clang-format on */

static counter_def_t *definition_of(enum acg_counter counter)
{
	counter_def_t *definition = definitions;

	while(definition->handle != &handles[counter])
		definition++;
	return definition;
}

int acg_counters_register(const struct acg_counter_asked *asked, int count)
{
	for(int i = 0; i < count; i++) {
		counter_def_t *definition = definition_of(asked[i].counter);

		definition->get_cbk = answer;
		definition->get_cbk_param = (void *)&asked[i];
	}
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
