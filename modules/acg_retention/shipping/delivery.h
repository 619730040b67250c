/*
 * delivery: puts records into acg.cdr and counts them, each exactly once. The only
 * file that knows SQL of records. libpq only.
 *
 * Records, their count in acg.call_count and the journal position behind them are
 * committed in one transaction. It locks the position first and goes on only where
 * that stands before the batch: so a transaction of which the answer to COMMIT was
 * lost, and which may still be under way, counts nothing twice.
 * After any failure the position is to be read again: it says what has arrived,
 * also when the answer to a COMMIT was lost.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef ACG_DELIVERY_H
#define ACG_DELIVERY_H

#include "base/database.h"
#include "shipping/batch.h"

#include <stdint.h>

/* What became of the records of a batch. */
struct acg_delivered {
	unsigned stored;
	unsigned refused; /* the database would not have them: in acg.cdr_refused */
	unsigned expired; /* their day is gone, so they are, too */
	unsigned known;	  /* there already, whoever put them there */
};

/* Where a batch stands in which journal. */
struct acg_journal_mark {
	const char *node;
	const char *file;
	int64_t from; /* before its first record: where the file stands so far */
	int64_t position; /* behind its last record */
};

/* Prepare the statements. Once per connection. 0, or -1 and database->error. */
int acg_delivery_prepare(struct acg_database *database);

/* How far the files of this node have been taken: calls `found` for each. 0, or
 * -1 and database->error. */
int acg_delivery_positions(struct acg_database *database, const char *node,
		void (*found)(void *context, const char *file, int64_t position),
		void *context);

/* Store and count the batch, and store the position. A record the database refuses does not stop
 * the others; a missing partition is made. 0, or -1 and database->error: nothing
 * was stored that the position does not say. */
int acg_delivery_send(struct acg_database *database, struct acg_batch *batch,
		const struct acg_journal_mark *mark, struct acg_delivered *delivered);

/* Turn calls of this node that were answered in an earlier run, and never ended,
 * into records. Returns how many, or -1 and database->error. */
int acg_delivery_close_open_calls(
		struct acg_database *database, const char *node, int64_t incarnation);

/* Forget the position of a file that does not exist any more. 0 or -1. */
int acg_delivery_forget(
		struct acg_database *database, const char *node, const char *file);

#endif
