/*
 * rpc: the RPC commands of this module.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "rpc.h"
#include "clock.h"
#include "counters.h"
#include "status.h"

#include <string.h>
#include <time.h>

#define TIME_SIZE sizeof("2026-01-01T00:00:00Z")

static char *utc(int64_t us, char out[static TIME_SIZE])
{
	time_t at = (time_t)(us / ACG_US_PER_S);
	struct tm tm;

	if(us == 0 || !gmtime_r(&at, &tm)
			|| !strftime(out, TIME_SIZE, "%Y-%m-%dT%H:%M:%SZ", &tm))
		strcpy(out, "never");
	return out;
}

static void status(rpc_t *rpc, void *ctx)
{
	char shipped_at[TIME_SIZE], failed_at[TIME_SIZE], swept_at[TIME_SIZE];
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
	rpc->struct_add(handle, "jjssssss", "journal_files", now.pending_files,
			"journal_bytes", (unsigned long)now.pending_bytes, "database",
			now.connected ? "connected" : "not connected", "last_shipped",
			utc(now.shipped_at, shipped_at), "last_error",
			now.ship_error[0] ? now.ship_error : "none", "last_error_at",
			utc(now.ship_failed_at, failed_at), "last_sweep",
			utc(now.swept_at, swept_at), "last_sweep_result", now.sweep_result);
}

static const char *status_doc[] = {
		"What became of the call records, and how the sweeper does", 0};

rpc_export_t acg_rpc[] = {
		{"acg_retention.status", status, status_doc, 0},
		{0, 0, 0, 0},
};
