/*
 * rpc: the RPC commands of this module.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "rpc.h"
#include "counters.h"
#include "provision.h"

#include "core/dprint.h"

#include <string.h>
#include <time.h>

#define TIME_SIZE sizeof("2026-01-01T00:00:00Z")

static const char *header_name;

void acg_rpc_set_header_name(const char *name)
{
	header_name = name;
}

static const char *utc(time_t at, char out[static TIME_SIZE])
{
	struct tm tm;

	if(!gmtime_r(&at, &tm)
			|| !strftime(out, TIME_SIZE, "%Y-%m-%dT%H:%M:%SZ", &tm))
		out[0] = '\0';
	return out;
}

static void reload(rpc_t *rpc, void *ctx)
{
	char error[ACG_FOLLOW_ERROR_SIZE];
	struct acg_store_info info;

	if(acg_provision_reload(error) < 0) {
		acg_count(ACG_COUNT_RELOADS_FAILED);
		LM_ERR("reload failed, the old numbers stay in force: %s\n", error);
		rpc->fault(ctx, 500, "The old numbers stay in force: %s", error);
		return;
	}
	acg_count(ACG_COUNT_RELOADS);
	if(acg_provision_info(&info))
		rpc->rpl_printf(ctx, "Ok. %llu numbers in force.",
				(unsigned long long)info.numbers);
}

static void status(rpc_t *rpc, void *ctx)
{
	struct acg_store_info info = {0};
	struct acg_provision_failure failure;
	char loaded_at[TIME_SIZE], failed_at[TIME_SIZE];
	void *handle;

	acg_provision_info(&info);
	acg_provision_last_failure(&failure);
	if(rpc->add(ctx, "{", &handle) < 0)
		return;
	rpc->struct_add(handle, "sjjjss", "source", "database", "generation",
			(unsigned long)info.generation, "numbers",
			(unsigned long)info.numbers, "bytes", (unsigned long)info.bytes,
			"loaded_at", utc(info.loaded_at, loaded_at), "last_failure",
			failure.error[0] ? failure.error : "none");
	if(failure.error[0])
		rpc->struct_add(
				handle, "s", "last_failure_at", utc(failure.at, failed_at));
}

static void explain_service(
		rpc_t *rpc, void *handle, const struct acg_service_match *match)
{
	rpc->struct_add(handle, "sssss", "account", match->account, "service",
			match->service, "decides_calls_to_cloud", "as called number",
			"decides_calls_to_operator", "as calling number",
			"header_to_operator", match->header[0] ? header_name : "none");
	if(match->header[0])
		rpc->struct_add(handle, "s", "header_value", match->header);
}

static void explain(rpc_t *rpc, void *ctx)
{
	struct acg_service_match match = {0};
	acg_number_key_t key = 0;
	enum acg_number_error error;
	enum acg_found found;
	void *handle;
	str text;

	if(rpc->scan(ctx, "S", &text) < 1) {
		rpc->fault(ctx, 400,
				"Usage: acg.number.explain <+E.164 number>"
				" (with kamcmd write s:+49...)");
		return;
	}
	error = acg_number_parse(text.s, (size_t)text.len, &key);
	if(error) {
		rpc->fault(ctx, 400, "\"%.*s\" is no number: %s", text.len, text.s,
				acg_number_strerror(error));
		return;
	}
	found = acg_provision_lookup(key, &match);
	acg_number_format(key, match.number);
	if(rpc->add(ctx, "{", &handle) < 0)
		return;
	rpc->struct_add(handle, "ss", "number", match.number, "result",
			acg_found_text(found));
	if(found != ACG_NOT_PROVISIONED)
		explain_service(rpc, handle, &match);
}

static const char *reload_doc[] = {
		"Read all numbers from the database and put them in force", 0};
static const char *status_doc[] = {
		"What is in force: source, count, size, age, last failure", 0};
static const char *explain_doc[] = {
		"Show what a number is provisioned as, and its header", 0};

rpc_export_t acg_rpc[] = {
		{"acg.provision.reload", reload, reload_doc, 0},
		{"acg.provision.status", status, status_doc, 0},
		{"acg.number.explain", explain, explain_doc, 0},
		{0, 0, 0, 0},
};
