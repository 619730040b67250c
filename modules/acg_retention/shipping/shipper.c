/*
 * shipper: the process that brings the journal into the database.
 *
 * Each round it makes what the other processes have written durable, sends it in
 * batches, and deletes segments that are done. What it is not sure of it reads
 * again from the database: after any failure the positions there decide. Records
 * that reach their age are given up, with or without a database.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "shipping/shipper.h"
#include "base/backoff.h"
#include "base/clock.h"
#include "base/counters.h"
#include "base/process.h"
#include "base/status.h"
#include "journal/journal.h"
#include "journal/reader.h"
#include "journal/spool.h"
#include "journal/writer.h"
#include "shipping/delivery.h"

#include "core/dprint.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define TIDY_INTERVAL_MS 60000
#define COMPLAIN_INTERVAL_MS 10000

struct shipper {
	const struct acg_settings *settings;
	struct acg_spool spool;
	struct acg_database database;
	struct acg_clock_guard clock;
	struct acg_backoff backoff;
	int64_t connect_at_ms; /* not before */
	int64_t tidy_at_ms;
	int64_t complain_at_ms;
	bool closed; /* calls of earlier runs have been closed */

	struct acg_journal_reader reader;
	struct acg_batch batch;
};

static void on_notice(const char *text)
{
	LM_NOTICE("database: %s\n", text);
}

/* --- what goes wrong ----------------------------------------------------- */

static void database_failed(struct shipper *shipper)
{
	int wait_ms = acg_backoff_next(&shipper->backoff, (unsigned)random());

	LM_ERR("call records stay in the journal, next try in %d ms: %s\n", wait_ms,
			shipper->database.error);
	/* Perhaps it could not take so much in the time it has. */
	shipper->batch.limit =
			shipper->batch.limit > 64 ? shipper->batch.limit / 4 : 16;
	acg_database_close(&shipper->database);
	shipper->connect_at_ms = acg_clock_steady_ms() + wait_ms;
	acg_status_set_connected(false);
	acg_status_set_ship_error(acg_clock_now_us(), shipper->database.error);
}

/* Every round meets the same trouble again: say it now and then. */
static void journal_failed(struct shipper *shipper, const char *file, int error)
{
	acg_status_set_ship_error(acg_clock_now_us(), strerror(error));
	if(acg_clock_steady_ms() < shipper->complain_at_ms)
		return;
	shipper->complain_at_ms = acg_clock_steady_ms() + COMPLAIN_INTERVAL_MS;
	LM_ALERT("journal %s/%s: %s; its records are not being shipped\n",
			shipper->settings->journal_dir, file, strerror(error));
}

/* The segment is kept under a second name; the records behind are shipped. */
static void report_damage(struct shipper *shipper,
		const struct acg_segment *segment, int64_t from, int64_t len,
		const char *what)
{
	int result = acg_spool_set_aside(&shipper->spool, segment);

	acg_count(ACG_COUNT_DAMAGED, 1);
	LM_ALERT("JOURNAL DAMAGED: %s/%s: %lld bytes at offset %lld are %s; the "
			 "file %s under the suffix " ACG_SUFFIX_CORRUPT " and the records "
			 "behind are shipped. Check the disk\n",
			shipper->settings->journal_dir, segment->name, (long long)len,
			(long long)from, what,
			result == 0 ? "is kept" : "could not be kept");
}

/* --- connecting ----------------------------------------------------------- */

struct position_search {
	struct acg_spool *spool;
	char stale[16][ACG_SEGMENT_NAME_SIZE]; /* a few at a time */
	size_t stale_count;
};

static void on_position(void *context, const char *file, int64_t position)
{
	struct position_search *search = context;
	int64_t created_us;
	size_t i;

	for(i = 0; i < search->spool->count; i++)
		if(strcmp(search->spool->segments[i].name, file) == 0) {
			search->spool->segments[i].position = position;
			return;
		}
	if(search->stale_count < 16
			&& acg_segment_name_parse(file, ACG_SUFFIX_SEGMENT, &created_us))
		strcpy(search->stale[search->stale_count++], file);
}

/* Also forgets positions of files deleted by a shipper that died before it could
 * do so. */
static int read_positions(struct shipper *shipper)
{
	struct position_search search = {.spool = &shipper->spool};
	size_t i;

	for(i = 0; i < shipper->spool.count; i++)
		shipper->spool.segments[i].position = 0;
	if(acg_delivery_positions(&shipper->database, shipper->settings->node,
			   on_position, &search)
			< 0)
		return -1;
	for(i = 0; i < search.stale_count; i++)
		if(acg_delivery_forget(
				   &shipper->database, shipper->settings->node, search.stale[i])
				< 0)
			return -1;
	return 0;
}

/* true: connected, and the positions are known. */
static bool be_connected(struct shipper *shipper)
{
	if(shipper->database.conn)
		return true;
	if(acg_clock_steady_ms() < shipper->connect_at_ms)
		return false;
	if(acg_database_connect(&shipper->database) < 0
			|| acg_delivery_prepare(&shipper->database) < 0
			|| read_positions(shipper) < 0) {
		database_failed(shipper);
		return false;
	}
	LM_INFO("connected to the database\n");
	acg_status_set_connected(true);
	return true;
}

/* --- reading -------------------------------------------------------------- */

static int64_t retention_us(const struct shipper *shipper)
{
	return shipper->settings->retention_days * ACG_US_PER_DAY;
}

static void take_record(struct shipper *shipper,
		const struct acg_segment *segment, unsigned *expired)
{
	struct acg_record record;
	const struct acg_journal_reader *reader = &shipper->reader;

	if(!acg_record_decode(&record, reader->payload, reader->payload_len)
			|| !record.sealed.s)
		report_damage(shipper, segment,
				reader->position - (int64_t)reader->payload_len,
				(int64_t)reader->payload_len,
				"intact, but no record this version knows");
	else if(record.started_at
			<= acg_clock_guard_now_us(&shipper->clock) - retention_us(shipper))
		(*expired) += !record.start;
	else
		acg_batch_add(
				&shipper->batch, &record, reader->payload, reader->payload_len);
}

/* Fill the batch from the reader, as far as the segment is durable. false: it
 * cannot be read on. */
static bool read_batch(
		struct shipper *shipper, struct acg_segment *segment, unsigned *expired)
{
	struct acg_journal_reader *reader = &shipper->reader;

	acg_batch_clear(&shipper->batch);
	while(reader->position < segment->durable
			&& acg_batch_has_room(&shipper->batch))
		switch(acg_journal_read(reader, segment->finished)) {
			case ACG_JOURNAL_RECORD:
				take_record(shipper, segment, expired);
				break;
			case ACG_JOURNAL_DAMAGE:
				report_damage(shipper, segment, reader->damage_from,
						reader->damage_len, "no record");
				break;
			case ACG_JOURNAL_END:
				return true;
			case ACG_JOURNAL_FOREIGN:
				journal_failed(shipper, segment->name, EPROTONOSUPPORT);
				segment->unreadable = true;
				return false;
			case ACG_JOURNAL_FAILED:
				journal_failed(shipper, segment->name, reader->error);
				return false;
		}
	return true;
}

/* --- shipping ------------------------------------------------------------- */

static void count_delivered(
		const struct acg_delivered *delivered, unsigned expired)
{
	acg_count(ACG_COUNT_SHIPPED, delivered->stored);
	acg_count(ACG_COUNT_REFUSED, delivered->refused);
	acg_count(ACG_COUNT_EXPIRED, delivered->expired + expired);
	if(delivered->refused > 0)
		LM_ERR("the database refused %u call records; they are in "
			   "acg.cdr_refused, with the reason\n",
				delivered->refused);
	if(delivered->expired + expired > 0)
		LM_ERR("%u call records were 30 days old before they could be shipped, "
			   "and are gone\n",
				delivered->expired + expired);
	if(delivered->stored > 0)
		acg_status_set_shipped(acg_clock_now_us());
}

/* One transaction. false: nothing more can be shipped in this round. */
static bool send_batch(
		struct shipper *shipper, struct acg_segment *segment, unsigned expired)
{
	struct acg_journal_mark mark = {.node = shipper->settings->node,
			.file = segment->name,
			.from = segment->position,
			.position = shipper->reader.position};
	struct acg_delivered delivered;

	if(acg_delivery_send(&shipper->database, &shipper->batch, &mark, &delivered)
			< 0) {
		database_failed(shipper);
		return false;
	}
	acg_backoff_reset(&shipper->backoff);
	shipper->batch.limit = shipper->batch.limit < ACG_BATCH_ROWS / 2
								   ? shipper->batch.limit * 2
								   : ACG_BATCH_ROWS;
	segment->position = mark.position;
	count_delivered(&delivered, expired);
	return true;
}

/* What came of a segment, or of all of them, in this round. */
enum shipped {
	SHIPPED_ALL,
	SHIPPED_SOME, /* there is more: go on at once */
	SHIP_FAILED	  /* nothing more can be shipped in this round */
};

/* One batch, so that a long segment does not keep the others, and fsync, waiting. */
static enum shipped ship_open_segment(
		struct shipper *shipper, struct acg_segment *segment, int fd)
{
	unsigned expired = 0;
	bool more;

	acg_journal_reader_init(&shipper->reader, fd, segment->position);
	more = read_batch(shipper, segment, &expired)
		   && !acg_batch_has_room(&shipper->batch);
	if(shipper->reader.position != segment->position
			&& !send_batch(shipper, segment, expired))
		return SHIP_FAILED;
	return more ? SHIPPED_SOME : SHIPPED_ALL;
}

static enum shipped ship_segment(
		struct shipper *shipper, struct acg_segment *segment)
{
	enum shipped shipped;
	int fd;

	if(segment->unreadable || segment->position >= segment->durable)
		return SHIPPED_ALL;
	fd = acg_spool_open_segment(&shipper->spool, segment);
	if(fd < 0) {
		journal_failed(shipper, segment->name, -fd);
		return SHIPPED_ALL;
	}
	shipped = ship_open_segment(shipper, segment, fd);
	close(fd);
	return shipped;
}

/* First the file, then its position: the other way round, a crash in between
 * would ship it all again. */
static bool remove_segment(struct shipper *shipper, struct acg_segment *segment)
{
	char name[ACG_SEGMENT_NAME_SIZE];
	int result;

	strcpy(name, segment->name);
	result = acg_spool_remove(&shipper->spool, segment);
	if(result < 0) {
		journal_failed(shipper, name, -result);
		return true;
	}
	if(acg_delivery_forget(&shipper->database, shipper->settings->node, name)
			== 0)
		return true;
	database_failed(shipper);
	return false;
}

/* true: there is more to be shipped, and it can be. */
static bool ship(struct shipper *shipper)
{
	struct acg_segment *segment;
	enum shipped shipped;
	bool more = false;
	size_t i;

	for(i = 0; i < shipper->spool.count; i++) {
		segment = shipper->spool.segments + i;
		shipped = ship_segment(shipper, segment);
		if(shipped == SHIP_FAILED
				|| (acg_segment_is_done(segment)
						&& !remove_segment(shipper, segment)))
			return false;
		more |= shipped == SHIPPED_SOME;
	}
	return more;
}

/* --- calls that a crash cut off --------------------------------------------- */

/* A segment from before this run's first, or, when the clock was set back between the
 * two, from after now, is an earlier run's. */
static bool is_earlier(int64_t created_us)
{
	return created_us < acg_journal_incarnation()
		   || created_us > acg_clock_now_us();
}

/* Once all that earlier runs have left in the journal is shipped, no end of their
 * calls can come any more. */
static bool earlier_runs_are_shipped(const struct shipper *shipper)
{
	const struct acg_segment *segment = shipper->spool.segments;
	const struct acg_segment *end = segment + shipper->spool.count;

	for(; segment < end; segment++)
		if(segment->name[0] != '\0' && !segment->unreadable
				&& is_earlier(segment->created_us)
				&& !acg_segment_is_done(segment))
			return false;
	return true;
}

static void close_open_calls(struct shipper *shipper)
{
	int closed;

	if(!earlier_runs_are_shipped(shipper))
		return;
	closed = acg_delivery_close_open_calls(&shipper->database,
			shipper->settings->node, acg_journal_incarnation());
	if(closed < 0) {
		database_failed(shipper);
		return;
	}
	shipper->closed = true;
	if(closed > 0)
		LM_WARN("%d calls stood when this node was killed; their records say "
				"lost\n",
				closed);
}

/* --- growing old ---------------------------------------------------------- */

static unsigned count_records(
		struct shipper *shipper, struct acg_segment *segment)
{
	int fd = acg_spool_open_segment(&shipper->spool, segment);
	enum acg_journal_read read = ACG_JOURNAL_RECORD;
	unsigned records = 0;

	if(fd < 0)
		return 0;
	acg_journal_reader_init(&shipper->reader, fd, segment->position);
	while(read == ACG_JOURNAL_RECORD || read == ACG_JOURNAL_DAMAGE) {
		read = acg_journal_read(&shipper->reader, true);
		records += read == ACG_JOURNAL_RECORD;
	}
	close(fd);
	return records;
}

static void expire_segment(struct shipper *shipper, struct acg_segment *segment)
{
	char name[ACG_SEGMENT_NAME_SIZE];
	unsigned records = count_records(shipper, segment);
	int result;

	strcpy(name, segment->name);
	result = acg_spool_remove(&shipper->spool, segment);
	if(result < 0) {
		journal_failed(shipper, name, -result);
		return;
	}
	acg_count(ACG_COUNT_EXPIRED, records);
	LM_ALERT("%u call records were never shipped and have reached the age at "
			 "which they must go: deleted with %s\n",
			records, name);
}

/* A segment covers an hour at most, and a call in it began less than a day before:
 * so a day before its time none of its records is older than the retention. Where
 * that is a single day, the segment stays for half of it. */
static int64_t segment_life_us(const struct shipper *shipper)
{
	return shipper->settings->retention_days > 1
				   ? retention_us(shipper) - ACG_US_PER_DAY
				   : ACG_US_PER_DAY / 2;
}

static void expire(struct shipper *shipper)
{
	int64_t life_us = segment_life_us(shipper);
	int64_t now_us = acg_clock_guard_now_us(&shipper->clock);
	size_t i;
	int gone;

	if(acg_clock_steady_ms() < shipper->tidy_at_ms)
		return;
	shipper->tidy_at_ms = acg_clock_steady_ms() + TIDY_INTERVAL_MS;
	for(i = 0; i < shipper->spool.count; i++)
		if(shipper->spool.segments[i].finished
				&& shipper->spool.segments[i].created_us <= now_us - life_us)
			expire_segment(shipper, shipper->spool.segments + i);
	gone = acg_spool_tidy(
			&shipper->spool, now_us - life_us, now_us - ACG_SEGMENT_NEW_US);
	if(gone > 0)
		LM_NOTICE("%d damaged journal files reached their age and were "
				  "deleted\n",
				gone);
}

/* --- the process ---------------------------------------------------------- */

/* true: there is more to be done at once. */
static bool work(struct shipper *shipper)
{
	int64_t bytes;
	size_t files;
	bool more,
			may_close = !shipper->closed
						&& acg_spool_memory_is_from(&shipper->spool,
								acg_journal_incarnation(), acg_clock_now_us());
	int result = acg_spool_refresh(&shipper->spool,
			acg_clock_guard_now_us(&shipper->clock) - ACG_SEGMENT_OVER_US);

	if(result < 0)
		journal_failed(shipper, "", -result);
	expire(shipper);
	more = be_connected(shipper) && ship(shipper);
	if(shipper->database.conn && !more && result == 0 && may_close)
		close_open_calls(shipper);
	bytes = acg_spool_pending(&shipper->spool, &files);
	acg_status_set_pending(bytes, files);
	return more;
}

/* Another Kamailio may still be ending. */
static void open_spool(struct shipper *shipper)
{
	const char *dir = shipper->settings->journal_dir;
	const char *memory = shipper->settings->journal_memory;
	int result;

	while((result = acg_spool_open(&shipper->spool, dir)) < 0) {
		LM_ERR("cannot take over the journal %s: %s; next try in 5 s\n", dir,
				result == -EWOULDBLOCK
						? "another Kamailio ships it; give each its own "
						  "journal_dir"
						: strerror(-result));
		acg_process_rest(5000);
	}
	while(memory[0]
			&& (result = acg_spool_set_memory(&shipper->spool, memory)) < 0) {
		journal_failed(shipper, memory, -result);
		acg_process_rest(5000);
	}
}

void acg_shipper_run(const struct acg_settings *settings)
{
	static struct shipper shipper;

	shipper.settings = settings;
	shipper.database = (struct acg_database){.conninfo = settings->db,
			.name = "acg_retention shipper",
			.timeout_ms = settings->database_timeout * 1000,
			.notice = on_notice};
	shipper.batch.limit = ACG_BATCH_ROWS;
	acg_clock_guard_init(&shipper.clock);
	open_spool(&shipper);
	for(;;)
		acg_process_rest(work(&shipper) ? 0 : settings->ship_interval_ms);
}
