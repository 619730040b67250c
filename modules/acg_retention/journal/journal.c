/*
 * journal: where any process of Kamailio leaves a call record.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "journal/journal.h"
#include "base/bytes.h"
#include "base/clock.h"
#include "base/counters.h"
#include "base/status.h"
#include "journal/mover.h"
#include "journal/writer.h"
#include "keys/keys.h"
#include "keys/record_seal.h"
#include "record/json.h"

#include "core/dprint.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <unistd.h>

#define LOG_INTERVAL_MS 10000

/* What is written to memory is on its way to the disk: begin another file soon, so that
 * little memory is held. */
#define MEMORY_SEGMENT_BYTES (INT64_C(1) << 20)

/* How much may be in memory alone. Others live on its file system, too. */
#define MEMORY_MAX_BYTES (INT64_C(64) << 20)

/* Each process's own after fork; the writer notices that it was forked. */
static struct acg_journal_writer writer = {
		.fd = -1, .segment_us = ACG_SEGMENT_US};
static struct acg_text node;
static int64_t max_bytes, max_unmoved_bytes;
static bool in_memory;
static int64_t incarnation;

void acg_journal_init(const struct acg_settings *settings)
{
	in_memory = settings->journal_memory[0] != '\0';
	writer.dir = in_memory ? settings->journal_memory : settings->journal_dir;
	writer.segment_bytes = in_memory ? MEMORY_SEGMENT_BYTES
									 : (int64_t)settings->segment_max_mb << 20;
	max_bytes = (int64_t)settings->journal_max_mb << 20;
	max_unmoved_bytes =
			max_bytes < MEMORY_MAX_BYTES ? max_bytes : MEMORY_MAX_BYTES;
	node.s = settings->node;
	node.len = strlen(settings->node);
	incarnation = acg_clock_now_us();
}

/* The process that is to move what is left, from where to where. In memory of libc's:
 * Kamailio's own is gone when it is used. */
static struct {
	pid_t pid;
	char *memory, *disk;
} at_exit;

/* Children inherit this, and have nothing to do with it. The syncer has gone, and with
 * it its lock. Dialogs that still lived have been destroyed, and their records are
 * written. */
static void move_the_rest(void)
{
	struct acg_mover mover;
	int result;

	if(getpid() != at_exit.pid)
		return;
	acg_journal_close(&writer);
	result = acg_mover_open(&mover, at_exit.memory, at_exit.disk);
	if(result == 0) {
		result = acg_mover_move(&mover, 0, 0);
		acg_mover_close(&mover);
	}
	if(result < 0)
		LM_ALERT("call records are still in memory, in %s, and would be lost "
				 "with this machine: %s; start Kamailio again\n",
				at_exit.memory, strerror(-result));
}

int acg_journal_move_at_exit(const struct acg_settings *settings)
{
	if(settings->journal_memory[0] == '\0')
		return 0;
	at_exit.pid = getpid();
	at_exit.memory = strdup(settings->journal_memory);
	at_exit.disk = strdup(settings->journal_dir);
	if(at_exit.memory && at_exit.disk && atexit(move_the_rest) == 0)
		return 0;
	LM_ERR("no memory\n");
	return -1;
}

int64_t acg_journal_incarnation(void)
{
	return incarnation;
}

void acg_journal_lost(const char *why)
{
	static int64_t logged_ms;
	static unsigned silent;
	int64_t now_ms = acg_clock_steady_ms();

	acg_count(ACG_COUNT_LOST, 1);
	if(logged_ms != 0 && now_ms - logged_ms < LOG_INTERVAL_MS) {
		silent++;
		return;
	}
	LM_ALERT("CALL RECORD LOST (and %u more since this process last said so): "
			 "%s; calls go on. Look at the journal directory %s\n",
			silent, why, writer.dir);
	logged_ms = now_ms;
	silent = 0;
}

int acg_journal_make_id(uint8_t id[static ACG_RECORD_ID_SIZE])
{
	if(getrandom(id, ACG_RECORD_ID_SIZE, 0) != ACG_RECORD_ID_SIZE) {
		acg_journal_lost("no random number for its id");
		return -1;
	}
	id[6] = (id[6] & 0x0f) | 0x40;
	id[8] = (id[8] & 0x3f) | 0x80;
	return 0;
}

/* Random bytes of this process, and a count: never twice, and cheaper than random
 * bytes for each. */
static int make_nonce(uint8_t nonce[static ACG_NONCE_SIZE])
{
	static uint8_t own[ACG_NONCE_SIZE];
	static uint32_t count;
	static pid_t pid;

	if(pid != getpid() || count == UINT32_MAX) {
		if(getrandom(own, sizeof(own), 0) != sizeof(own))
			return -1;
		pid = getpid();
		count = 0;
	}
	memcpy(nonce, own, sizeof(own) - sizeof(count));
	acg_put_u32(nonce + sizeof(own) - sizeof(count), count++);
	return 0;
}

static int seal(struct acg_record *record, struct acg_seal_room *room)
{
	uint8_t nonce[ACG_NONCE_SIZE];
	struct acg_day_keys keys;
	int result = -1;

	if(make_nonce(nonce) == 0 && acg_keys_now(record->started_at, &keys) == 0)
		result = acg_record_seal(record, &keys, nonce, room);
	acg_wipe(&keys, sizeof(keys));
	return result;
}

static int append(const struct acg_record *record)
{
	uint8_t bytes[ACG_RECORD_MAX];
	size_t len = acg_record_encode(record, bytes);
	int result = acg_journal_append(&writer, bytes, len);

	if(result < 0) {
		acg_journal_lost(strerror(-result));
		return -1;
	}
	if(in_memory)
		acg_status_add_unmoved((int64_t)len);
	if(!record->start)
		acg_count(ACG_COUNT_WRITTEN, 1);
	return 0;
}

/* NULL while there is room. */
static const char *why_full(void)
{
	if(acg_status_unmoved_bytes() > max_unmoved_bytes)
		return "journal_memory is full: is the disk of journal_dir full, or "
			   "does it hang?";
	if(acg_status_pending_bytes() > max_bytes)
		return "the journal has reached journal_max_mb; is the database down? "
			   "See RPC acg_retention.status";
	return NULL;
}

int acg_journal_write(struct acg_record *record)
{
	char id[ACG_RECORD_ID_TEXT_SIZE];
	const char *full = why_full();
	struct acg_seal_room room;

	if(full) {
		acg_journal_lost(full);
		return -1;
	}
	record->incarnation = incarnation;
	record->text[ACG_TEXT_NODE] = node;
	if(!record->text[ACG_TEXT_CORRELATION].s) {
		acg_record_id_text(record->id, id);
		record->text[ACG_TEXT_CORRELATION] =
				(struct acg_text){id, sizeof(id) - 1};
	}
	if(seal(record, &room) < 0) {
		acg_journal_lost("it cannot be encrypted");
		return -1;
	}
	return append(record);
}
