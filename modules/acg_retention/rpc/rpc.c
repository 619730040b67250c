/*
 * rpc: the RPC commands of this module.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "rpc/rpc.h"
#include "base/clock.h"
#include "base/counters.h"
#include "base/status.h"
#include "keys/keys.h"
#include "retention/access.h"

#include <string.h>
#include <time.h>

#define TIME_SIZE sizeof("2026-01-01T00:00:00Z")
/* ctl 5.6.3 garbles a fault of 256 characters. */
#define FAULT_TEXT "%.255s"

static char *utc(int64_t us, char out[static TIME_SIZE])
{
	time_t at = (time_t)(us / ACG_US_PER_S);
	struct tm tm;

	if(us == 0 || !gmtime_r(&at, &tm)
			|| !strftime(out, TIME_SIZE, "%Y-%m-%dT%H:%M:%SZ", &tm))
		strcpy(out, "never");
	return out;
}

static char *day_text(acg_day day, char out[static TIME_SIZE])
{
	utc((int64_t)day * ACG_US_PER_DAY, out);
	out[strlen("2026-01-01")] = '\0';
	return out;
}

static void add_keys(rpc_t *rpc, void *handle)
{
	char oldest[TIME_SIZE], seen_at[TIME_SIZE];
	struct acg_keychain keys;
	acg_day first;
	size_t i;

	acg_keys_describe(&keys);
	first = keys.chains[0].oldest;
	for(i = 1; i < keys.count; i++)
		if(keys.chains[i].oldest < first)
			first = keys.chains[i].oldest;
	rpc->struct_add(handle, "dss", "key_chains", (int)keys.count, "oldest_key",
			day_text(first, oldest), "key_file_written",
			utc(keys.seen_at, seen_at));
}

static void status(rpc_t *rpc, void *ctx)
{
	char synced_at[TIME_SIZE], shipped_at[TIME_SIZE], failed_at[TIME_SIZE],
			swept_at[TIME_SIZE];
	struct acg_status now;
	void *handle;

	acg_status_get(&now);
	if(rpc->add(ctx, "{", &handle) < 0)
		return;
	rpc->struct_add(handle, "jjjjjj", "records_written",
			acg_counted(ACG_COUNT_WRITTEN), "records_lost",
			acg_counted(ACG_COUNT_LOST), "records_shipped",
			acg_counted(ACG_COUNT_SHIPPED), "records_refused",
			acg_counted(ACG_COUNT_REFUSED), "records_expired",
			acg_counted(ACG_COUNT_EXPIRED), "journal_damaged",
			acg_counted(ACG_COUNT_DAMAGED));
	rpc->struct_add(
			handle, "j", "partitions_short", acg_counted(ACG_COUNT_FEW_DAYS));
	rpc->struct_add(handle, "s", "last_synced", utc(now.synced_at, synced_at));
	rpc->struct_add(handle, "jjjssssss", "journal_files", now.pending_files,
			"journal_bytes",
			(unsigned long)(now.pending_bytes + now.unmoved_bytes),
			"journal_memory_bytes", (unsigned long)now.unmoved_bytes,
			"database", now.connected ? "connected" : "not connected",
			"last_shipped", utc(now.shipped_at, shipped_at), "last_error",
			now.ship_error[0] ? now.ship_error : "none", "last_error_at",
			utc(now.ship_failed_at, failed_at), "last_sweep",
			utc(now.swept_at, swept_at), "last_sweep_result", now.sweep_result);
	rpc->struct_add(handle, "ssdd", "oldest_record", now.oldest_record,
			"oldest_age", now.oldest_age, "orphaned_tables", now.orphans,
			"days_made_ahead", now.days_ahead);
	add_keys(rpc, handle);
}

/* --- records ---------------------------------------------------------------- */

#define RECORDS_MAX 200
/* kamcmd (5.6.3) reads no answer above 128 KiB. */
#define ANSWER_MAX (112 << 10)

struct answer {
	rpc_t *rpc;
	void *ctx;
	size_t bytes; /* of the records in it */
	bool full;	  /* there were older ones */
};

static void add_record(void *context, const char *json)
{
	struct answer *answer = context;
	size_t len = strlen(json);

	answer->full = answer->full || len > ANSWER_MAX - answer->bytes;
	if(answer->full)
		return;
	answer->bytes += len;
	answer->rpc->add(answer->ctx, "s", json);
}

static void read_records(rpc_t *rpc, void *ctx, const char *action)
{
	struct acg_access_request request = {.action = action, .most = RECORDS_MAX};
	char caller[ACG_ACCESS_NAME_SIZE], error[ACG_ACCESS_ERROR_SIZE];
	char *subject, *from, *to = "infinity";
	struct answer answer = {.rpc = rpc, .ctx = ctx};
	int found;

	acg_access_take_caller(caller);
	if(rpc->scan(ctx, ".s", &subject) < 1) {
		rpc->fault(ctx, 400, "name a number or a Call-ID");
		return;
	}
	if(rpc->scan(ctx, "*.s", &from) < 1)
		from = "-infinity";
	else if(rpc->scan(ctx, "*.s", &to) < 1)
		to = "infinity";
	request.caller = caller;
	request.subject = subject;
	request.from = from;
	request.to = to;
	found = acg_access_read(&request, add_record, &answer, error);
	if(found < 0)
		rpc->fault(ctx, 403, FAULT_TEXT, error);
	else if(answer.full || found == RECORDS_MAX)
		rpc->add(ctx, "s", "{\"more\": true}");
}

static void find(rpc_t *rpc, void *ctx)
{
	read_records(rpc, ctx, "find");
}

static void export(rpc_t *rpc, void *ctx)
{
	read_records(rpc, ctx, "export");
}

static void erase(rpc_t *rpc, void *ctx)
{
	char caller[ACG_ACCESS_NAME_SIZE], error[ACG_ACCESS_ERROR_SIZE];
	char *subject;
	long erased;

	acg_access_take_caller(caller);
	if(rpc->scan(ctx, ".s", &subject) < 1) {
		rpc->fault(ctx, 400, "name a number or a Call-ID");
		return;
	}
	erased = acg_access_erase(caller, subject, error);
	if(erased < 0)
		rpc->fault(ctx, 403, FAULT_TEXT, error);
	else
		rpc->add(ctx, "d", (int)erased);
}

/* --- keys ------------------------------------------------------------------- */

static void answer_with(rpc_t *rpc, void *ctx, int result, const char *error)
{
	if(result < 0)
		rpc->fault(ctx, 500, FAULT_TEXT, error);
	else
		rpc->add(ctx, "s", "Ok");
}

static void rotate_keys(rpc_t *rpc, void *ctx)
{
	char error[ACG_KEYFILE_ERROR_SIZE];

	answer_with(rpc, ctx, acg_keys_rotate(error), error);
}

static void load_keys(rpc_t *rpc, void *ctx)
{
	char error[ACG_KEYFILE_ERROR_SIZE];

	answer_with(rpc, ctx, acg_keys_load(error), error);
}

static void accept_clock(rpc_t *rpc, void *ctx)
{
	char error[ACG_KEYFILE_ERROR_SIZE];
	int result = acg_keys_expire(acg_clock_now_us(), error);

	answer_with(rpc, ctx, result, error);
}

static const char *find_doc[] = {
		"Call records of a number or Call-ID: subject [from] [to]", 0};
static const char *export_doc[] = {
		"All that is recorded of a number, for the person it belongs to: "
		"subject [from] [to]",
		0};
static const char *erase_doc[] = {
		"Erase the call records of a number or Call-ID", 0};
static const char *rotate_keys_doc[] = {
		"Begin another key chain, after a suspected leak", 0};
static const char *load_keys_doc[] = {
		"Take over a key file copied from another node", 0};
static const char *accept_clock_doc[] = {
		"The clock is right: forget the keys that have expired", 0};
static const char *status_doc[] = {
		"What became of the call records, and how the sweeper does", 0};

rpc_export_t acg_rpc[] = {
		{"acg_retention.status", status, status_doc, 0},
		{"acg_retention.find", find, find_doc, RET_ARRAY},
		{"acg_retention.export", export, export_doc, RET_ARRAY},
		{"acg_retention.erase", erase, erase_doc, 0},
		{"acg_retention.rotate_keys", rotate_keys, rotate_keys_doc, 0},
		{"acg_retention.load_keys", load_keys, load_keys_doc, 0},
		{"acg_retention.accept_clock", accept_clock, accept_clock_doc, 0},
		{0, 0, 0, 0},
};
