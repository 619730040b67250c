/*
 * access: individual call records for those who have a grant.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "retention/access.h"
#include "base/clock.h"
#include "base/database.h"
#include "keys/keys.h"
#include "keys/record_seal.h"
#include "record/json.h"

#include "core/dprint.h"
#include "core/pt.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* A tag in an array of bytea. */
#define TAG_TEXT_SIZE (2 * ACG_RECORD_TAG_SIZE + 8)
#define DAYS_MAX 32
#define TAGS_MAX (ACG_CHAINS * DAYS_MAX * 2)
#define ACCESS_ID_SIZE 24

static const struct acg_settings *settings;
static char caller[ACG_ACCESS_NAME_SIZE];

struct access {
	struct acg_database database;
	char id[ACCESS_ID_SIZE];
	char tags[TAGS_MAX * TAG_TEXT_SIZE + 4];
};

void acg_access_init(const struct acg_settings *s)
{
	settings = s;
}

void acg_access_set_caller(struct acg_text name)
{
	size_t len = name.len < sizeof(caller) ? name.len : 0;

	if(len > 0)
		memcpy(caller, name.s, len);
	caller[len] = '\0';
}

void acg_access_take_caller(char out[static ACG_ACCESS_NAME_SIZE])
{
	static const char control[] = "ctl handler";

	strcpy(out, caller);
	caller[0] = '\0';
	/* A name from a certificate can be local, too. */
	if(strcmp(out, "local") == 0)
		out[0] = '\0';
	if(strncmp(my_desc(), control, sizeof(control) - 1) == 0)
		strcpy(out, "local");
}

static int complain(char error[static ACG_ACCESS_ERROR_SIZE], const char *what)
{
	snprintf(error, ACG_ACCESS_ERROR_SIZE, "%s", what);
	return -1;
}

static void on_notice(const char *text)
{
	LM_NOTICE("database: %s\n", text);
}

/* --- what to look for ------------------------------------------------------ */

static char *put_tag(char *out, const struct acg_day_keys *keys,
		enum acg_record_tag which, struct acg_text subject)
{
	uint8_t tag[ACG_RECORD_TAG_SIZE];

	if(acg_record_tag(keys, which, subject, tag) < 0)
		return out;
	memcpy(out, "\"\\\\x", 4);
	out = acg_hex(out + 4, tag, sizeof(tag));
	memcpy(out, "\",", 2);
	return out + 2;
}

/* What the subject is tagged with on each day that has a key, as an array. */
static void make_tags(struct access *access, struct acg_text subject)
{
	acg_day today = acg_day_of(acg_clock_now_us()), day, last;
	struct acg_keychain chains;
	struct acg_day_keys keys;
	char *p = access->tags;
	size_t i;

	*p++ = '{';
	acg_keys_describe(&chains);
	for(i = 0; i < chains.count; i++) {
		last = chains.chains[i].last < today + 1 ? chains.chains[i].last
												 : today + 1;
		if(last - chains.chains[i].oldest >= DAYS_MAX)
			last = chains.chains[i].oldest + DAYS_MAX - 1;
		for(day = chains.chains[i].oldest; day <= last; day++)
			if(acg_keys_find(chains.chains[i].id, day, &keys)) {
				p = put_tag(p, &keys, ACG_TAG_NUMBER, subject);
				p = put_tag(p, &keys, ACG_TAG_CALL_ID, subject);
			}
	}
	acg_wipe(&keys, sizeof(keys));
	if(p[-1] == ',')
		p--;
	memcpy(p, "}", 2);
}

/* The subject as the access log has it: it may outlive the records. */
static int log_subject(struct acg_text subject, char out[static TAG_TEXT_SIZE])
{
	uint8_t tag[ACG_RECORD_TAG_SIZE];
	struct acg_day_keys keys;
	int result = acg_keys_now(acg_clock_now_us(), &keys);

	if(result == 0)
		result = acg_record_tag(&keys, ACG_TAG_NUMBER, subject, tag);
	acg_wipe(&keys, sizeof(keys));
	memcpy(out, "\\x", 2);
	*acg_hex(out + 2, tag, sizeof(tag)) = '\0';
	return result;
}

/* --- asking ---------------------------------------------------------------- */

/* Logged, committed, and granted? The connection stays open then. */
static int open_access(struct access *access, const char *who,
		const char *action, struct acg_text subject,
		char error[static ACG_ACCESS_ERROR_SIZE])
{
	char tag[TAG_TEXT_SIZE];
	const char *values[] = {who, action, tag};
	PGresult *result;
	int granted;

	if(who[0] == '\0')
		return complain(error, "who asks is not known: use the control socket, "
							   "or HTTPS with a certificate");
	if(subject.len == 0 || log_subject(subject, tag) < 0)
		return complain(error, "name a number or a Call-ID");
	if(acg_database_connect(&access->database) < 0)
		return complain(error, access->database.error);
	result = acg_database_run(&access->database,
			"SELECT acg.open_access($1, $2, $3::bytea)", 3, values);
	if(!acg_database_succeeded(result)) {
		PQclear(result);
		return complain(error, access->database.error);
	}
	granted = !PQgetisnull(result, 0, 0);
	snprintf(access->id, sizeof(access->id), "%s", PQgetvalue(result, 0, 0));
	PQclear(result);
	if(granted)
		return 0;
	snprintf(error, ACG_ACCESS_ERROR_SIZE,
			"%s has no open grant, see acg.grant_access(); this was logged",
			who);
	return -1;
}

static struct access *begin(void)
{
	struct access *access = calloc(1, sizeof(*access));

	if(access)
		access->database = (struct acg_database){.conninfo = settings->db,
				.name = "acg_retention access",
				.timeout_ms = settings->database_timeout * 1000,
				.notice = on_notice};
	return access;
}

static void end(struct access *access)
{
	acg_database_close(&access->database);
	free(access);
}

/* --- showing --------------------------------------------------------------- */

static int hex_digit(char c)
{
	return c >= 'a' ? c - 'a' + 10 : c - '0';
}

/* Of what PostgreSQL prints: lower-case digits, hyphens in a UUID. */
static size_t from_hex(const char *text, uint8_t *out, size_t max)
{
	size_t len = 0;

	for(; text[0] && text[1] && len < max; text += 2) {
		if(text[0] == '-')
			text++;
		out[len++] = (uint8_t)(hex_digit(text[0]) << 4 | hex_digit(text[1]));
	}
	return len;
}

static bool unseal(struct acg_record *record, uint8_t *plain)
{
	struct acg_day_keys keys;
	uint64_t chain;
	acg_day day;
	bool read = acg_sealed_under(record->sealed, &chain, &day)
				&& acg_keys_find(chain, day, &keys)
				&& acg_record_unseal(record, &keys, plain);

	acg_wipe(&keys, sizeof(keys));
	return read;
}

/* The row's own members, then those that were sealed. */
static void show(const PGresult *result, int row,
		void (*found)(void *context, const char *json), void *context)
{
	static char json[4 * ACG_RECORD_JSON_MAX];
	static uint8_t sealed[ACG_RECORD_MAX], plain[ACG_RECORD_MAX];
	const char *clear = PQgetvalue(result, row, 0);
	struct acg_record record = {
			.started_at = strtoll(PQgetvalue(result, row, 1), NULL, 10)};
	size_t len = strlen(clear) - 1;

	if(len > ACG_RECORD_JSON_MAX)
		return;
	from_hex(PQgetvalue(result, row, 2), record.id, sizeof(record.id));
	record.sealed.s = sealed;
	record.sealed.len =
			from_hex(PQgetvalue(result, row, 3), sealed, sizeof(sealed));
	snprintf(json, sizeof(json), "%.*s", (int)len, clear);
	if(unseal(&record, plain))
		len += acg_record_personal_json(&record, json + len);
	else
		len += (size_t)sprintf(json + len, ",\"unreadable\":true");
	strcpy(json + len, "}");
	found(context, json);
	acg_wipe(json, sizeof(json));
	acg_wipe(plain, sizeof(plain));
}

int acg_access_read(const struct acg_access_request *request,
		void (*found)(void *context, const char *json), void *context,
		char error[static ACG_ACCESS_ERROR_SIZE])
{
	struct acg_text subject = {request->subject, strlen(request->subject)};
	struct access *access = begin();
	char most[12];
	const char *values[5];
	PGresult *result = NULL;
	int i, rows = -1;

	if(!access)
		return complain(error, "out of memory");
	if(open_access(access, request->caller, request->action, subject, error)
			== 0) {
		make_tags(access, subject);
		snprintf(most, sizeof(most), "%d", request->most);
		values[0] = access->id;
		values[1] = access->tags;
		values[2] = request->from;
		values[3] = request->to;
		values[4] = most;
		result = acg_database_run(&access->database,
				"SELECT (to_jsonb(r) - '{sealed,number_tag,other_tag,"
				"call_id_tag}'::text[])::text,"
				" (extract(epoch FROM r.started_at) * 1000000)::bigint,"
				" r.record_id, encode(r.sealed, 'hex')"
				" FROM acg.read_records($1, $2::bytea[], $3::timestamptz,"
				" $4::timestamptz, $5::int) AS r",
				5, values);
		if(acg_database_succeeded(result))
			rows = PQntuples(result);
		else
			complain(error, access->database.error);
	}
	for(i = 0; i < rows; i++)
		show(result, i, found, context);
	PQclear(result);
	end(access);
	return rows;
}

long acg_access_erase(const char *who, const char *subject,
		char error[static ACG_ACCESS_ERROR_SIZE])
{
	struct acg_text text = {subject, strlen(subject)};
	struct access *access = begin();
	const char *values[2];
	PGresult *result = NULL;
	long erased = -1;

	if(!access)
		return complain(error, "out of memory");
	if(open_access(access, who, "erase", text, error) == 0) {
		make_tags(access, text);
		values[0] = access->id;
		values[1] = access->tags;
		result = acg_database_run(&access->database,
				"SELECT acg.erase_records($1, $2::bytea[])", 2, values);
		if(acg_database_succeeded(result))
			erased = strtol(PQgetvalue(result, 0, 0), NULL, 10);
		else
			complain(error, access->database.error);
	}
	PQclear(result);
	end(access);
	return erased;
}
