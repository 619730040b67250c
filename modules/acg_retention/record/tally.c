/*
 * tally: the records of a batch counted into anonymous groups.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "record/tally.h"
#include "base/clock.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

/* Upper bounds, exclusive; what is above the last goes to the last bin. The same
 * as in the comments of acg.call_count. */
static const int64_t setup_bounds[ACG_SETUP_BINS - 1] = {
		100, 200, 500, 1000, 2000, 5000, 10000, 20000, 60000};
static const int64_t talk_bounds[ACG_TALK_BINS - 1] = {
		1000, 10000, 30000, 60000, 180000, 600000, 1800000, 3600000};
static const int64_t mos_bounds[ACG_MOS_BINS - 1] = {200, 250, 300, 350, 400};

void acg_tally_clear(struct acg_tally *tally)
{
	if(tally->count > 0)
		memset(tally, 0, sizeof(*tally));
}

bool acg_tally_has_room(const struct acg_tally *tally)
{
	return tally->count < ACG_TALLY_GROUPS / 2;
}

const char *acg_tally_result(const struct acg_record *record)
{
	static const char *const classes[] = {
			"1xx", "2xx", "3xx", "4xx", "5xx", "6xx"};

	if(record->end_reason == ACG_END_LOST)
		return "lost";
	if(record->end_reason == ACG_END_FORKED_LOSER)
		return "forked";
	if(record->answered)
		return "answered";
	if(record->end_reason == ACG_END_CANCELLED)
		return "cancelled";
	return classes[record->code / 100 - 1];
}

static void copy(char *out, size_t max, struct acg_text text)
{
	size_t len = text.len < max ? text.len : max;

	if(len > 0)
		memcpy(out, text.s, len);
	out[len] = '\0';
}

static size_t hash(const struct acg_tally_group *group)
{
	const char *const parts[] = {group->service, group->account, group->peer,
			group->direction, group->result};
	size_t i, h = (size_t)group->hour;
	const char *c;

	for(i = 0; i < sizeof(parts) / sizeof(parts[0]); i++)
		for(c = parts[i]; *c; c++)
			h = h * 31 + (unsigned char)*c;
	return h % ACG_TALLY_GROUPS;
}

static bool same(
		const struct acg_tally_group *a, const struct acg_tally_group *b)
{
	return a->hour == b->hour && strcmp(a->service, b->service) == 0
		   && strcmp(a->account, b->account) == 0
		   && strcmp(a->peer, b->peer) == 0
		   && strcmp(a->direction, b->direction) == 0 && a->result == b->result;
}

static struct acg_tally_group *group_of(
		struct acg_tally *tally, const struct acg_record *record)
{
	struct acg_tally_group key = {
			.hour = record->started_at / (3600 * ACG_US_PER_S),
			.result = acg_tally_result(record)};
	struct acg_tally_group *group;
	size_t at;

	copy(key.service, ACG_TALLY_NAME_MAX, record->text[ACG_TEXT_SERVICE]);
	copy(key.account, ACG_TALLY_NAME_MAX, record->text[ACG_TEXT_ACCOUNT]);
	copy(key.peer, ACG_TALLY_NAME_MAX, record->text[ACG_TEXT_PEER]);
	copy(key.direction, sizeof(key.direction) - 1,
			record->text[ACG_TEXT_DIRECTION]);
	for(at = hash(&key);; at = (at + 1) % ACG_TALLY_GROUPS) {
		group = tally->groups + at;
		if(group->calls == 0) {
			*group = key;
			tally->count++;
			return group;
		}
		if(same(group, &key))
			return group;
	}
}

static size_t bin_of(int64_t value, const int64_t *bounds, size_t count)
{
	size_t i = 0;

	while(i < count && value >= bounds[i])
		i++;
	return i;
}

/* Hundredths of what acg_record_decode() has found to be a number. */
static int64_t hundredths(struct acg_text text)
{
	int64_t value = 0;
	size_t i, behind = 0;
	bool point = false;

	for(i = 0; i < text.len && behind < 2; i++) {
		if(text.s[i] == '.') {
			point = true;
			continue;
		}
		value = value * 10 + (text.s[i] - '0');
		behind += point;
	}
	for(; behind < 2; behind++)
		value *= 10;
	return value;
}

void acg_tally_add(struct acg_tally *tally, const struct acg_record *record)
{
	struct acg_tally_group *group = group_of(tally, record);
	int64_t mos;

	group->calls++;
	if(record->end_reason == ACG_END_FORKED_LOSER)
		return;
	if(record->answered) {
		group->setup_ms += record->ring_ms;
		group->setup_bins[bin_of(
				record->ring_ms, setup_bounds, ACG_SETUP_BINS - 1)]++;
	}
	if(record->answered && record->end_reason != ACG_END_LOST) {
		group->talk_ms += record->talk_ms;
		group->talk_bins[bin_of(
				record->talk_ms, talk_bounds, ACG_TALK_BINS - 1)]++;
	}
	if(record->text[ACG_TEXT_MOS].s) {
		mos = hundredths(record->text[ACG_TEXT_MOS]);
		group->mos_calls++;
		group->mos_hundredths += mos;
		group->mos_bins[bin_of(mos, mos_bounds, ACG_MOS_BINS - 1)]++;
	}
}

static char *put_name(char *out, const char *name, const char *value)
{
	out += sprintf(out, ",\"%s\":\"", name);
	for(; *value; value++) {
		if(*value == '"' || *value == '\\')
			*out++ = '\\';
		*out++ = *value;
	}
	*out++ = '"';
	return out;
}

static char *put_bins(
		char *out, const char *name, const unsigned *bins, size_t count)
{
	size_t i;

	out += sprintf(out, ",\"%s\":", name);
	for(i = 0; i < count; i++)
		out += sprintf(out, "%c%u", i == 0 ? '[' : ',', bins[i]);
	*out++ = ']';
	return out;
}

size_t acg_tally_json(const struct acg_tally_group *group,
		char out[static ACG_TALLY_JSON_MAX])
{
	char *p = out;

	p += sprintf(p,
			"{\"hour\":%" PRId64 ",\"calls\":%u,\"setup_ms\":%" PRId64
			",\"talk_ms\":%" PRId64
			",\"mos_calls\":%u,\"mos_hundredths\":%" PRId64,
			group->hour, group->calls, group->setup_ms, group->talk_ms,
			group->mos_calls, group->mos_hundredths);
	p = put_name(p, "service", group->service);
	p = put_name(p, "account", group->account);
	p = put_name(p, "direction", group->direction);
	p = put_name(p, "peer", group->peer);
	p = put_name(p, "result", group->result);
	p = put_bins(p, "setup_bins", group->setup_bins, ACG_SETUP_BINS);
	p = put_bins(p, "talk_bins", group->talk_bins, ACG_TALK_BINS);
	p = put_bins(p, "mos_bins", group->mos_bins, ACG_MOS_BINS);
	*p++ = '}';
	*p = '\0';
	return (size_t)(p - out);
}
