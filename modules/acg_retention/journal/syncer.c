/*
 * syncer: the process that makes what is written to the journal durable.
 *
 * Apart from the shipper, because that waits for a database: what a power cut can cost is
 * the interval and the time the disk takes, whatever the database does.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "journal/syncer.h"
#include "base/clock.h"
#include "base/process.h"
#include "base/status.h"
#include "journal/mover.h"
#include "journal/spool.h"
#include "journal/writer.h"

#include "core/dprint.h"

#include <string.h>

#define COMPLAIN_INTERVAL_MS 10000

static void complain(const struct acg_settings *settings, int error)
{
	static int64_t complain_at_ms;

	if(acg_clock_steady_ms() < complain_at_ms)
		return;
	complain_at_ms = acg_clock_steady_ms() + COMPLAIN_INTERVAL_MS;
	LM_ALERT("journal %s: %s; what is written there may not survive a power "
			 "cut\n",
			settings->journal_dir, strerror(error));
}

static void rest(const struct acg_settings *settings, int result)
{
	if(result < 0)
		complain(settings, -result);
	else
		acg_status_set_synced(acg_clock_now_us());
	acg_process_rest(settings->ship_interval_ms);
}

/* From memory to the disk. Another Kamailio may still be ending. */
static void move_for_ever(const struct acg_settings *settings)
{
	struct acg_clock_guard clock;
	struct acg_mover mover;
	int result;

	acg_clock_guard_init(&clock);
	while((result = acg_mover_open(
				   &mover, settings->journal_memory, settings->journal_dir))
			< 0) {
		complain(settings, -result);
		acg_process_rest(100);
	}
	for(;;) {
		result = acg_mover_move(&mover,
				acg_clock_guard_now_us(&clock) - ACG_SEGMENT_OVER_US,
				acg_clock_now_us() - ACG_SEGMENT_NEW_US);
		acg_status_set_unmoved(mover.left);
		rest(settings, result);
	}
}

void acg_syncer_run(const struct acg_settings *settings)
{
	struct acg_spool spool;
	int result;

	if(settings->journal_memory[0])
		move_for_ever(settings);
	while((result = acg_spool_watch(&spool, settings->journal_dir)) < 0) {
		complain(settings, -result);
		acg_process_rest(1000);
	}
	for(;;)
		rest(settings, acg_spool_refresh(&spool, 0));
}
