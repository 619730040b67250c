/*
 * rpc: the RPC commands of this module.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "rpc/rpc.h"
#include "base/utc.h"
#include "follow/provision.h"
#include "rpc/header.h"
#include "rpc/peer.h"
#include "rules/policy_store.h"
#include "rules/signalling_store.h"

#include "core/str.h"

#include <stdio.h>
#include <string.h>

#define RESYNC_WAIT_MS 5000
#define CANDIDATES_MAX 32
#define LIST_MAX 10000
#define LIST_USAGE "acg.number.list <first +E.164 number> <1 to 10000>"

static const char *header_name;

void acg_rpc_set_header_name(const char *name)
{
	header_name = name;
}

/* ctl (5.6.3) garbles a fault of exactly 256 characters, and cuts longer ones. */
#define FAULT_SIZE 256

static void old_ones_stay(
		rpc_t *rpc, void *ctx, const char *what, const char *error)
{
	char text[FAULT_SIZE];

	snprintf(text, sizeof(text), "The old %s stay in force: %s", what, error);
	rpc->fault(ctx, 500, "%s", text);
}

/* A load takes longer than a client waits: then it says so and goes on. */
static void resync(rpc_t *rpc, void *ctx)
{
	char error[ACG_ERROR_SIZE] = "";
	struct acg_store_info info;
	int result = acg_provision_resync(RESYNC_WAIT_MS, error);

	if(result >= 0 && acg_signalling_reload(error) < 0) {
		old_ones_stay(
				rpc, ctx, "header rules, number plans and screening", error);
		return;
	}
	if(result >= 0 && acg_policy_reload(error) < 0) {
		old_ones_stay(rpc, ctx, "services, limits and blocked numbers", error);
		return;
	}
	switch(result) {
		case 1:
			if(acg_provision_info(&info))
				rpc->rpl_printf(ctx, "Ok. %llu numbers in force.",
						(unsigned long long)info.numbers);
			return;
		case 0:
			rpc->rpl_printf(ctx,
					"Still reading, the old numbers are in force meanwhile: "
					"see acg.provision.status.");
			return;
		default:
			old_ones_stay(rpc, ctx, "numbers", error);
	}
}

static const char *const source_names[] = {[ACG_FROM_NOWHERE] = "none",
		[ACG_FROM_DATABASE] = "database",
		[ACG_FROM_SNAPSHOT] = "snapshot"};

/* Seconds since `at`, 0 for never. */
static unsigned long age(time_t at)
{
	time_t now = time(NULL);

	return at && now > at ? (unsigned long)(now - at) : 0;
}

static void add_table(rpc_t *rpc, void *handle)
{
	struct acg_store_info info = {0};
	char loaded_at[ACG_UTC_SIZE];

	acg_provision_info(&info);
	rpc->struct_add(handle, "sjjjjs", "source", source_names[info.source],
			"generation", (unsigned long)info.generation, "numbers",
			(unsigned long)info.numbers, "ranges", (unsigned long)info.ranges,
			"bytes", (unsigned long)info.bytes, "loaded_at",
			acg_utc(info.loaded_at, loaded_at));
}

static void add_following(
		rpc_t *rpc, void *handle, const struct acg_provision_status *status)
{
	char synced_at[ACG_UTC_SIZE];

	rpc->struct_add(handle, "sssjjjjjjs", "connected",
			status->connected ? "yes" : "no", "loading",
			status->loading ? "yes" : "no", "synced_at",
			acg_utc(status->synced_at, synced_at), "age_s",
			status->connected ? 0 : age(status->synced_at), "applied",
			(unsigned long)status->applied, "available",
			(unsigned long)status->available, "lag_ms",
			(unsigned long)acg_provision_lag_ms(), "full_loads",
			(unsigned long)status->loads, "changes_applied",
			(unsigned long)status->changes, "last_load_reason",
			status->load_reason[0] ? status->load_reason : "none");
	rpc->struct_add(handle, "j", "follower_pid", (unsigned long)status->pid);
}

static void status(rpc_t *rpc, void *ctx)
{
	struct acg_provision_status status;
	char snapshot_at[ACG_UTC_SIZE], failed_at[ACG_UTC_SIZE];
	void *handle;

	acg_provision_get_status(&status);
	if(rpc->add(ctx, "{", &handle) < 0)
		return;
	add_table(rpc, handle);
	add_following(rpc, handle, &status);
	rpc->struct_add(handle, "sss", "snapshot_at",
			status.snapshot_at ? acg_utc(status.snapshot_at, snapshot_at)
							   : "never",
			"snapshot_failure",
			status.snapshot_error[0] ? status.snapshot_error : "none",
			"last_failure", status.error[0] ? status.error : "none");
	if(status.error[0])
		rpc->struct_add(handle, "s", "last_failure_at",
				acg_utc(status.failed_at, failed_at));
}

static void count(rpc_t *rpc, void *ctx)
{
	struct acg_store_info info = {0};
	void *handle;

	acg_provision_info(&info);
	if(rpc->add(ctx, "{", &handle) < 0)
		return;
	rpc->struct_add(handle, "jjjf", "numbers", (unsigned long)info.numbers,
			"ranges", (unsigned long)info.ranges, "bytes",
			(unsigned long)info.bytes, "bytes_per_number",
			info.numbers ? (double)info.bytes / (double)info.numbers : 0.0);
}

/* "own row", or the range, that decides. */
static void add_row(
		rpc_t *rpc, void *handle, acg_number_key_t first, acg_number_key_t last)
{
	char from[ACG_NUMBER_SIZE], to[ACG_NUMBER_SIZE];
	char text[2 * ACG_NUMBER_SIZE + 16] = "own row";

	if(first) {
		acg_number_format(first, from);
		acg_number_format(last, to);
		snprintf(text, sizeof(text), "range %s to %s", from, to);
	}
	rpc->struct_add(handle, "s", "row", text);
}

static void add_candidates(rpc_t *rpc, void *handle, acg_number_key_t number)
{
	struct acg_candidate candidate[CANDIDATES_MAX];
	int found = acg_provision_explain(number, candidate, CANDIDATES_MAX);
	void *list, *item;

	if(rpc->struct_add(handle, "[", "candidates", &list) < 0)
		return;
	for(int i = 0; i < found; i++) {
		const struct acg_candidate *c = &candidate[i];
		if(rpc->array_add(list, "{", &item) < 0)
			return;
		add_row(rpc, item, c->first, c->last);
		rpc->struct_add(item, "dsssss", "precedence", c->precedence, "account",
				c->account, "service", c->service, "header_value",
				c->header[0] ? c->header : "none", "wins",
				c->wins ? "yes" : "no", "because", c->reason);
	}
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

/* The argument as a number; false after a fault. */
static bool scan_number(
		rpc_t *rpc, void *ctx, const char *usage, acg_number_key_t *key)
{
	enum acg_number_error error;
	str text;

	if(rpc->scan(ctx, "S", &text) < 1) {
		rpc->fault(ctx, 400, "Usage: %s (with kamcmd write s:+49...)", usage);
		return false;
	}
	error = acg_number_parse(text.s, (size_t)text.len, key);
	if(error)
		rpc->fault(ctx, 400, "\"%.*s\" is no number: %s", text.len, text.s,
				acg_number_strerror(error));
	return !error;
}

static void explain(rpc_t *rpc, void *ctx)
{
	struct acg_service_match match;
	char number[ACG_NUMBER_SIZE];
	acg_number_key_t key = 0;
	enum acg_found found;
	void *handle;

	if(!scan_number(rpc, ctx, "acg.number.explain <+E.164 number>", &key))
		return;
	found = acg_provision_lookup(key, &match);
	acg_number_format(key, number);
	if(rpc->add(ctx, "{", &handle) < 0)
		return;
	rpc->struct_add(
			handle, "ss", "number", number, "result", acg_found_text(found));
	if(found == ACG_NOT_PROVISIONED)
		return;
	add_row(rpc, handle, match.range_first, match.range_last);
	explain_service(rpc, handle, &match);
	if(found == ACG_FOUND)
		acg_peer_rpc_show(rpc, handle, &match);
	acg_header_rpc_show(rpc, handle, &match);
	add_candidates(rpc, handle, key);
}

/* One line a number: "+49... account service header result". */
static void list(rpc_t *rpc, void *ctx)
{
	struct acg_service_match match;
	char number[ACG_NUMBER_SIZE];
	acg_number_key_t first = 0;
	int how_many = 0;

	if(!scan_number(rpc, ctx, LIST_USAGE, &first))
		return;
	if(rpc->scan(ctx, "d", &how_many) < 1 || how_many < 1
			|| how_many > LIST_MAX) {
		rpc->fault(ctx, 400, "Usage: " LIST_USAGE);
		return;
	}
	for(acg_number_key_t key = first; key < first + (unsigned int)how_many;
			key++) {
		enum acg_found found = acg_provision_lookup(key, &match);
		if(found == ACG_NOT_PROVISIONED)
			continue;
		acg_number_format(key, number);
		rpc->rpl_printf(ctx, "%s %s %s %s %s", number, match.account,
				match.service, match.header[0] ? match.header : "-",
				acg_found_text(found));
	}
}

static const char *resync_doc[] = {
		"Read everything from the database again and put it in force", 0};
static const char *status_doc[] = {
		"What is in force, and how it follows the database", 0};
static const char *explain_doc[] = {
		"Show which row decides about a number, which do not, and why", 0};
static const char *count_doc[] = {
		"How many numbers and ranges are in force, in how many bytes", 0};
static const char *list_doc[] = {
		"Show what consecutive numbers are provisioned as", 0};

rpc_export_t acg_rpc[] = {
		{"acg.provision.resync", resync, resync_doc, 0},
		{"acg.provision.status", status, status_doc, 0},
		{"acg.number.explain", explain, explain_doc, 0},
		{"acg.number.count", count, count_doc, 0},
		{"acg.number.list", list, list_doc, RET_ARRAY},
		{0, 0, 0, 0},
};
