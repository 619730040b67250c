/*
 * records: what a record costs the SIP worker, and how fast the shipper is beside a
 * bare COPY of the same rows. Uses the module's own sources.
 *
 *   records write COUNT DIR          microseconds of CPU per record
 *   records ship COUNT CONNINFO      rows/s of the shipper and of COPY, alternating
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "base/clock.h"
#include "shipping/delivery.h"
#include "journal/writer.h"
#include "keys/record_seal.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <time.h>

#define ROUNDS 3

static struct acg_keychain chain;
static struct acg_day_keys keys;
static acg_day keys_day = -1;

static void die(const char *what)
{
	fprintf(stderr, "records: %s\n", what);
	exit(1);
}

static double seconds(clockid_t clock)
{
	struct timespec ts;

	clock_gettime(clock, &ts);
	return (double)ts.tv_sec + (double)ts.tv_nsec / 1e9;
}

static void random_bytes(void *out, size_t len)
{
	if(getrandom(out, len, 0) != (ssize_t)len)
		die("no random bytes");
}

/* An answered call like those of the demo; every number has 50 calls. */
static void make_record(
		struct acg_record *record, char texts[static 5][64], uint64_t i)
{
	static const char *const fixed[ACG_RECORD_TEXTS] = {
			[ACG_TEXT_NODE] = "bench",
			[ACG_TEXT_CORRELATION] = "0d2f5e10-7f0d-4d23-8f2a-3f6a0f1f2e3d",
			[ACG_TEXT_DIRECTION] = "to_cloud",
			[ACG_TEXT_SERVICE] = "operator_connect",
			[ACG_TEXT_PEER] = "cloud1",
			[ACG_TEXT_INBOUND_TLS] = "TLSv1.3 TLS_AES_256_GCM_SHA384",
			[ACG_TEXT_OUTBOUND_TLS] = "TLSv1.3 TLS_AES_256_GCM_SHA384",
			[ACG_TEXT_INBOUND_MEDIA] = "SRTP AES_CM_128_HMAC_SHA1_80",
			[ACG_TEXT_OUTBOUND_MEDIA] = "SRTP AES_CM_128_HMAC_SHA1_80",
			[ACG_TEXT_FROM_TAG] = "8d2c1e70a9",
			[ACG_TEXT_TO_TAG] = "f0b1c2d3e4",
			[ACG_TEXT_REASON] = "OK",
			[ACG_TEXT_INBOUND_ADDRESS] = "192.0.2.10:5061",
			[ACG_TEXT_OUTBOUND_ADDRESS] = "192.0.2.20:5061",
	};
	int64_t now = acg_clock_now_us();
	int t;

	*record = (struct acg_record){.started_at = now - 90 * ACG_US_PER_S,
			.answered_at = now - 80 * ACG_US_PER_S,
			.ended_at = now,
			.ring_ms = 10000,
			.talk_ms = 80000,
			.code = 200,
			.answered = true,
			.code_from = ACG_SIDE_FAR_END};
	random_bytes(record->id, sizeof(record->id));
	for(t = 0; t < ACG_RECORD_TEXTS; t++)
		if(fixed[t])
			record->text[t] = (struct acg_text){fixed[t], strlen(fixed[t])};
	snprintf(texts[0], 64, "account%02u", (unsigned)(i % 20));
	snprintf(texts[1], 64, "+4930%08" PRIu64, i / 50);
	snprintf(
			texts[2], 64, "%016" PRIx64 "@192.0.2.10", i * 0x9e3779b97f4a7c15u);
	snprintf(texts[3], 64, "+4989%08" PRIu64, i * 7919 % 100000000);
	record->text[ACG_TEXT_ACCOUNT] =
			(struct acg_text){texts[0], strlen(texts[0])};
	record->text[ACG_TEXT_NUMBER] =
			(struct acg_text){texts[1], strlen(texts[1])};
	record->text[ACG_TEXT_CALLEE] = record->text[ACG_TEXT_NUMBER];
	record->text[ACG_TEXT_CALL_ID] =
			(struct acg_text){texts[2], strlen(texts[2])};
	record->text[ACG_TEXT_CALLER] =
			(struct acg_text){texts[3], strlen(texts[3])};
}

/* As journal.c does it: the keys of a day are derived once. */
static size_t seal_and_encode(
		struct acg_record *record, uint8_t out[static ACG_RECORD_MAX])
{
	static uint8_t own[ACG_NONCE_SIZE];
	static uint32_t count;
	uint8_t nonce[ACG_NONCE_SIZE];
	struct acg_seal_room room;

	if(keys_day != acg_day_of(record->started_at)) {
		keys_day = acg_day_of(record->started_at);
		if(!acg_keychain_now(&chain, keys_day, &keys))
			die("no keys");
	}
	if(count == 0)
		random_bytes(own, sizeof(own));
	memcpy(nonce, own, sizeof(nonce));
	memcpy(nonce + sizeof(nonce) - sizeof(count), &count, sizeof(count));
	count++;
	if(acg_record_seal(record, &keys, nonce, &room) < 0)
		die("cannot seal");
	return acg_record_encode(record, out);
}

/* Start and end of each call. */
static void bench_write(uint64_t count, const char *dir)
{
	struct acg_journal_writer writer = {.dir = dir,
			.fd = -1,
			.segment_bytes = 16 << 20,
			.segment_us = 3600 * ACG_US_PER_S};
	uint8_t bytes[ACG_RECORD_MAX];
	struct acg_record record;
	double making, all;
	char texts[5][64];
	uint64_t i;

	making = seconds(CLOCK_PROCESS_CPUTIME_ID);
	for(i = 0; i < count; i++)
		make_record(&record, texts, i);
	making = seconds(CLOCK_PROCESS_CPUTIME_ID) - making;
	all = seconds(CLOCK_PROCESS_CPUTIME_ID);
	for(i = 0; i < count; i++) {
		make_record(&record, texts, i);
		if(acg_journal_append(&writer, bytes, seal_and_encode(&record, bytes))
				< 0)
			die("cannot write the journal");
	}
	all = seconds(CLOCK_PROCESS_CPUTIME_ID) - all;
	printf("%.3f\n", (all - making) / (double)count * 1e6);
}


static void load(struct acg_batch *batch, const uint8_t *bytes, size_t len)
{
	struct acg_record record;

	if(!acg_record_decode(&record, bytes, len))
		die("no record");
	acg_batch_add(batch, &record, bytes, len);
}

/* Seal, encode, decode, batch, count, COPY, commit. */
static double ship(struct acg_database *database, struct acg_batch *batch,
		uint64_t count, uint64_t from)
{
	struct acg_journal_mark mark = {.node = "bench", .file = "bench"};
	uint8_t bytes[ACG_RECORD_MAX];
	struct acg_delivered delivered;
	struct acg_record record;
	char texts[5][64];
	double begin = seconds(CLOCK_MONOTONIC);
	uint64_t i = 0;

	if(acg_database_do(database,
			   "DELETE FROM acg.journal_position WHERE node = 'bench'")
			< 0)
		die(database->error);
	while(i < count) {
		acg_batch_clear(batch);
		for(; i < count && acg_batch_has_room(batch); i++) {
			make_record(&record, texts, from + i);
			load(batch, bytes, seal_and_encode(&record, bytes));
		}
		mark.position = (int64_t)i;
		if(acg_delivery_send(database, batch, &mark, &delivered) < 0
				|| delivered.stored != batch->count)
			die(database->error);
		mark.from = mark.position;
	}
	return (double)count / (seconds(CLOCK_MONOTONIC) - begin);
}

/* The same rows, ready-made, nothing but COPY: only its time counts. */
static double copy(struct acg_database *database, struct acg_batch *batch,
		uint64_t count, uint64_t from)
{
	uint8_t bytes[ACG_RECORD_MAX];
	struct acg_record record;
	char texts[5][64];
	double begin, took = 0;
	uint64_t i = 0;
	PGresult *result;

	while(i < count) {
		acg_batch_clear(batch);
		for(; i < count && acg_batch_has_room(batch); i++) {
			make_record(&record, texts, from + i);
			load(batch, bytes, seal_and_encode(&record, bytes));
		}
		begin = seconds(CLOCK_MONOTONIC);
		result = acg_database_copy(database,
				"COPY acg.cdr (" ACG_RECORD_COPY_COLUMNS ") FROM STDIN",
				batch->lines, batch->lines_len);
		if(!acg_database_succeeded(result))
			die(database->error);
		PQclear(result);
		took += seconds(CLOCK_MONOTONIC) - begin;
	}
	return (double)count / took;
}

static void ignore(const char *text)
{
	(void)text;
}

static void bench_ship(uint64_t count, const char *conninfo)
{
	struct acg_database database = {.conninfo = conninfo,
			.name = "bench",
			.timeout_ms = 60000,
			.notice = ignore};
	struct acg_batch *batch = calloc(1, sizeof(*batch));
	double ours = 0, theirs = 0;
	int round;

	if(!batch || acg_database_connect(&database) < 0
			|| acg_delivery_prepare(&database) < 0)
		die(database.error);
	for(round = 0; round < ROUNDS; round++) {
		ours += ship(&database, batch, count, (uint64_t)round * 2 * count);
		theirs += copy(
				&database, batch, count, ((uint64_t)round * 2 + 1) * count);
	}
	printf("%.0f %.0f\n", ours / ROUNDS, theirs / ROUNDS);
}

int main(int argc, char **argv)
{
	uint8_t random[ACG_KEY_SIZE + 8];

	if(argc != 4)
		die("usage: records write COUNT DIR | ship COUNT CONNINFO");
	random_bytes(random, sizeof(random));
	acg_keychain_begin(&chain, acg_day_of(acg_clock_now_us()) - 29, random);
	if(strcmp(argv[1], "write") == 0)
		bench_write(strtoull(argv[2], NULL, 10), argv[3]);
	else
		bench_ship(strtoull(argv[2], NULL, 10), argv[3]);
	return 0;
}
