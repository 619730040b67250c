/*
 * tally: the records of a batch counted into anonymous groups. Pure.
 *
 * A group is what acg.call_count has a row for: hour, service, account, direction,
 * peer and result; nothing in it tells a person or a number.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef ACG_TALLY_H
#define ACG_TALLY_H

#include "record/record.h"

#define ACG_TALLY_GROUPS 2048 /* a power of two */
#define ACG_TALLY_NAME_MAX 100
#define ACG_SETUP_BINS 10
#define ACG_TALK_BINS 9
#define ACG_MOS_BINS 6

struct acg_tally_group {
	int64_t hour; /* since 1970 */
	char service[ACG_TALLY_NAME_MAX + 1];
	char account[ACG_TALLY_NAME_MAX + 1];
	char peer[ACG_TALLY_NAME_MAX + 1];
	char direction[17];
	const char *result;
	unsigned calls; /* 0: the place is free */
	int64_t setup_ms;
	unsigned setup_bins[ACG_SETUP_BINS];
	int64_t talk_ms;
	unsigned talk_bins[ACG_TALK_BINS];
	unsigned mos_calls;
	int64_t mos_hundredths;
	unsigned mos_bins[ACG_MOS_BINS];
};

struct acg_tally {
	size_t count;
	struct acg_tally_group groups[ACG_TALLY_GROUPS];
};

void acg_tally_clear(struct acg_tally *tally);

/* Is there certainly room for one more record? */
bool acg_tally_has_room(const struct acg_tally *tally);

/* Needs room. */
void acg_tally_add(struct acg_tally *tally, const struct acg_record *record);

/* How a call went, in one word: answered, cancelled, 3xx, 4xx, 5xx, 6xx, lost. */
const char *acg_tally_result(const struct acg_record *record);

/* One group as a JSON object of at most ACG_TALLY_JSON_MAX bytes, terminated.
 * Returns its length. */
#define ACG_TALLY_JSON_MAX 1536
size_t acg_tally_json(const struct acg_tally_group *group,
		char out[static ACG_TALLY_JSON_MAX]);

#endif
