/*
 * follow: keeps the table equal to the database.
 *
 * Order of visibility. The number of a change is not the order in which changes
 * become visible: a transaction may take number 7, another take 8 and commit, and
 * only then the first one commit. So the position is no number but a snapshot, in
 * PostgreSQL's sense: which transactions have been seen. What is new is what the
 * snapshot of now sees and the snapshot of then did not, an exact difference that
 * misses nothing, however late it commits, and that no long transaction holds up.
 *
 * A change says only which row changed. The rows themselves are read in the same
 * snapshot of now. So the table after a sync is the database at that snapshot,
 * whatever the order of changes, and applying a change twice does no harm: after
 * any break the last position known to be applied is good enough.
 *
 * TRUNCATE is the exception: once it has committed, every snapshot, those from
 * before it as well, sees an empty table, though not what the same transaction put
 * in. So a load takes its locks first and its snapshot then; and changes are read
 * only when no table was emptied since the snapshot, else all is.
 *
 * When all is read again: the history is another one (system identifier,
 * timeline, database, tables, or acg.epoch differ: a restored or promoted server
 * has transactions that share only numbers with those seen), the newest change
 * seen is no longer there (the log was trimmed), or time has gone back (a file
 * system was restored: transactions seen are in the future).
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "database/follow.h"
#include "database/rows.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* --- the connection ----------------------------------------------------------- */

static bool check_schema(struct acg_follow *f)
{
	PGresult *result = acg_database_query(
			&f->db, "SELECT max(version) FROM acg.schema_version", NULL);
	int version;

	if(!result)
		return false;
	version = atoi(PQgetvalue(result, 0, 0));
	PQclear(result);
	if(version != ACG_SCHEMA_VERSION)
		return acg_database_fail(&f->db,
				"schema acg has version %d, this module needs %d "
				"(apply sql/upgrades/ or install the matching module)",
				version, ACG_SCHEMA_VERSION);
	return true;
}

/* The name of this history of changes. A standby has no current timeline of its
 * own, and cannot be listened to. */
static bool read_identity(
		struct acg_follow *f, char identity[static ACG_IDENTITY_SIZE])
{
	PGresult *result = acg_database_query(&f->db,
			"SELECT pg_is_in_recovery(), CASE WHEN NOT pg_is_in_recovery() THEN"
			" concat_ws('/', (SELECT system_identifier FROM "
			"pg_control_system()),"
			" substr(pg_walfile_name(pg_current_wal_lsn()), 1, 8),"
			" (SELECT oid FROM pg_database WHERE datname = current_database()),"
			" 'acg.number'::regclass::oid, 'acg.change'::regclass::oid,"
			" (SELECT epoch FROM acg.epoch)) END",
			NULL);
	bool standby;

	if(!result)
		return false;
	standby = PQgetvalue(result, 0, 0)[0] == 't';
	snprintf(identity, ACG_IDENTITY_SIZE, "%s", PQgetvalue(result, 0, 1));
	PQclear(result);
	if(standby)
		return acg_database_fail(&f->db,
				"the database is a standby, from which changes cannot be "
				"followed (name all servers and "
				"target_session_attrs=read-write "
				"in the connection string)");
	return true;
}

/* Is the newest change we saw still there, and are all transactions we saw over
 * in this history, too? Sets must_load when not. */
static bool check_history(struct acg_follow *f)
{
	char last[24], xid[24];
	const char *values[] = {last, xid, f->position.seen, NULL};
	PGresult *result;

	snprintf(last, sizeof(last), "%" PRId64, f->position.last_change);
	snprintf(xid, sizeof(xid), "%" PRIu64, f->position.last_xid);
	result = acg_database_query(&f->db,
			"SELECT EXISTS (SELECT FROM acg.change"
			" WHERE change_id = $1::bigint AND xid = $2::xid8),"
			" pg_snapshot_xmax(pg_current_snapshot())"
			" >= pg_snapshot_xmax($3::pg_snapshot)",
			values);
	if(!result)
		return false;
	if(PQgetvalue(result, 0, 0)[0] != 't')
		f->must_load = "the newest change seen is no longer in acg.change";
	else if(PQgetvalue(result, 0, 1)[0] != 't')
		f->must_load = "the database has gone back in time";
	PQclear(result);
	return true;
}

static bool check_position(struct acg_follow *f)
{
	char identity[ACG_IDENTITY_SIZE];

	if(!f->writer && !f->must_load)
		f->must_load = "there is no table yet";
	if(!read_identity(f, identity))
		return false;
	if(f->must_load)
		return true;
	if(strcmp(identity, f->position.identity) != 0) {
		f->must_load = "the database is another one, was restored or promoted, "
					   "or began a new epoch";
		return true;
	}
	return check_history(f);
}

bool acg_follow_connect(struct acg_follow *f)
{
	/* jit: compiling takes longer than the small queries themselves. */
	bool ok = acg_database_connect(&f->db)
			  && acg_database_run(&f->db,
					  "SELECT set_config('jit', 'off', false),"
					  " set_config('search_path', 'pg_catalog', false)")
			  && check_schema(f) && check_position(f)
			  && acg_database_run(&f->db, "LISTEN acg_change");

	if(!ok)
		acg_database_disconnect(&f->db);
	return ok;
}

int acg_follow_socket(const struct acg_follow *f)
{
	return f->db.conn ? PQsocket(f->db.conn) : -1;
}

int acg_follow_notified(struct acg_follow *f)
{
	PGnotify *notify;
	int notified = 0;

	if(!f->db.conn || !PQconsumeInput(f->db.conn)) {
		acg_database_fail(&f->db, "connection to the database lost: %s",
				f->db.conn ? PQerrorMessage(f->db.conn) : "");
		acg_database_disconnect(&f->db);
		return -1;
	}
	while((notify = PQnotifies(f->db.conn))) {
		notified = 1;
		PQfreemem(notify);
	}
	return notified;
}

/* --- positions ---------------------------------------------------------------- */

#define BEGIN "BEGIN TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY"

static void set_seen(struct acg_position *position, const char *snapshot)
{
	size_t len = strlen(snapshot);

	if(len < sizeof(position->seen)) {
		memcpy(position->seen, snapshot, len + 1);
		return;
	}
	/* Too many transactions at once: count all since the oldest of them as not
	 * seen. Some changes are then applied twice. */
	len = strcspn(snapshot, ":");
	snprintf(position->seen, sizeof(position->seen), "%.*s:%.*s:", (int)len,
			snapshot, (int)len, snapshot);
}

/* What this transaction sees, as the position that will be reached with it. */
static bool read_position(struct acg_follow *f, struct acg_position *position)
{
	PGresult *result;

	if(!read_identity(f, position->identity))
		return false;
	result = acg_database_query(&f->db,
			"SELECT pg_current_snapshot(), change_id, xid, extract(epoch FROM"
			" statement_timestamp())::bigint"
			" FROM acg.change ORDER BY change_id DESC LIMIT 1",
			NULL);
	if(!result)
		return false;
	if(PQntuples(result) != 1) {
		PQclear(result);
		return acg_database_fail(&f->db, "acg.change is empty: SELECT "
										 "acg.begin_epoch() makes a first row");
	}
	set_seen(position, PQgetvalue(result, 0, 0));
	position->last_change = strtoll(PQgetvalue(result, 0, 1), NULL, 10);
	position->last_xid = strtoull(PQgetvalue(result, 0, 2), NULL, 10);
	position->synced_at = strtoll(PQgetvalue(result, 0, 3), NULL, 10);
	f->available = position->last_change;
	PQclear(result);
	return true;
}

/* --- tables that are emptied ---------------------------------------------------- */

/* Until the end of the transaction no TRUNCATE; waits for one that is not over. In
 * the order in which rows are read. */
static bool hold_tables(struct acg_follow *f)
{
	return acg_database_run(&f->db,
			"LOCK TABLE acg.service, acg.account, acg.number,"
			" acg.number_alternative, acg.number_range IN ACCESS SHARE MODE");
}

/* Hold the tables, and set must_load when one has another file than this
 * transaction's snapshot says: TRUNCATE gave it one (or VACUUM FULL, at which
 * reading all again is merely not needed). */
static bool check_tables(struct acg_follow *f)
{
	PGresult *result;

	if(!hold_tables(f))
		return false;
	result = acg_database_query(&f->db,
			"SELECT EXISTS (SELECT FROM pg_class WHERE oid IN"
			" ('acg.service'::regclass, 'acg.account'::regclass,"
			" 'acg.number'::regclass, 'acg.number_alternative'::regclass,"
			" 'acg.number_range'::regclass)"
			" AND relfilenode <> pg_relation_filenode(oid))",
			NULL);
	if(!result)
		return false;
	if(PQgetvalue(result, 0, 0)[0] == 't')
		f->must_load = "a table was emptied while changes were read";
	PQclear(result);
	return true;
}

/* --- full load ---------------------------------------------------------------- */

static bool load_rows(struct acg_follow *f, struct acg_writer *writer,
		struct acg_position *position)
{
	struct acg_rows rows = {.db = &f->db, .store = f->store, .writer = writer};

	return acg_database_run(&f->db, BEGIN) && hold_tables(f) && check_schema(f)
		   && read_position(f, position) && acg_rows_services(&rows)
		   && acg_rows_accounts(&rows) && acg_rows_numbers(&rows)
		   && acg_rows_ranges(&rows) && acg_database_run(&f->db, "COMMIT");
}

static bool load(struct acg_follow *f)
{
	char *region = acg_store_region(f->store);
	struct acg_writer *writer =
			region ? acg_writer_new(region, acg_store_region_size(f->store),
					acg_store_epoch(f->store))
				   : NULL;
	struct acg_position position = {0};

	if(!region)
		return acg_database_fail(&f->db, "a process of Kamailio has not left "
										 "the tables replaced before; "
										 "it hangs or is stopped");
	if(!writer || !load_rows(f, writer, &position)) {
		if(!writer)
			acg_database_fail(&f->db, "not enough memory for a table");
		acg_writer_free(writer);
		acg_store_abandon(f->store, region);
		return false;
	}
	acg_store_publish(f->store, region, ACG_FROM_DATABASE);
	acg_writer_free(f->writer);
	f->writer = writer;
	f->position = position;
	f->must_load = NULL;
	f->signalling_changed = true;
	f->loads++;
	return true;
}

/* --- catching up --------------------------------------------------------------- */

/* The kinds of changes since the position. */
struct news {
	long changes;
	uint64_t numbers; /* keys of numbers, of which some may be the same */
	bool all, service, account, number, range, signalling;
};

static bool read_news(struct acg_follow *f, struct news *news)
{
	const char *values[] = {f->position.seen, NULL};
	PGresult *result;

	result = acg_database_query(
			&f->db, "SELECT set_config('acg.snapshot', $1, true)", values);
	if(!result)
		return false;
	PQclear(result);
	result = acg_database_query(&f->db,
			"SELECT count(*), coalesce(bool_or(kind = 'all'), false),"
			" coalesce(bool_or(kind = 'service'), false),"
			" coalesce(bool_or(kind = 'account'), false),"
			" coalesce(bool_or(kind = 'number'), false),"
			" coalesce(bool_or(kind = 'range'), false),"
			" coalesce(bool_or(kind IN ('signalling', 'account', 'service')),"
			" false),"
			" coalesce(sum(cardinality(keys)) FILTER (WHERE kind = 'number'), "
			"0)"
			" FROM "
			"acg.changes_since(current_setting('acg.snapshot')::pg_snapshot)",
			NULL);
	if(!result)
		return false;
	*news = (struct news){.changes = atol(PQgetvalue(result, 0, 0)),
			.all = PQgetvalue(result, 0, 1)[0] == 't',
			.service = PQgetvalue(result, 0, 2)[0] == 't',
			.account = PQgetvalue(result, 0, 3)[0] == 't',
			.number = PQgetvalue(result, 0, 4)[0] == 't',
			.range = PQgetvalue(result, 0, 5)[0] == 't',
			.signalling = PQgetvalue(result, 0, 6)[0] == 't',
			.numbers = strtoull(PQgetvalue(result, 0, 7), NULL, 10)};
	PQclear(result);
	return true;
}

static bool names_rows(const struct news *news)
{
	return news->service || news->account || news->number || news->range;
}

/* First what is named, then what names it; what is gone goes last. */
static bool apply(struct acg_follow *f, const struct news *news)
{
	struct acg_rows rows = {.db = &f->db,
			.store = f->store,
			.writer = f->writer,
			.published = true};

	return (!news->service || acg_rows_services(&rows))
		   && (!news->account || acg_rows_changed_accounts(&rows))
		   && (!news->number || acg_rows_changed_numbers(&rows, news->numbers))
		   && (!news->range || acg_rows_ranges(&rows))
		   && (!news->account || acg_rows_removed_accounts(&rows));
}

static bool catch_up(struct acg_follow *f)
{
	struct acg_position position = {0};
	struct news news;

	if(!acg_database_run(&f->db, BEGIN) || !read_position(f, &position)
			|| !read_news(f, &news))
		return false;
	if(news.all || strcmp(position.identity, f->position.identity) != 0) {
		f->must_load = "acg.change asks for it";
		return acg_database_run(&f->db, "ROLLBACK");
	}
	if(names_rows(&news) && !check_tables(f))
		return false;
	if(f->must_load)
		return acg_database_run(&f->db, "ROLLBACK");
	if(!apply(f, &news) || !acg_database_run(&f->db, "COMMIT"))
		return false;
	f->position = position;
	if(news.signalling)
		f->signalling_changed = true;
	f->applied += (uint64_t)news.changes;
	if(acg_writer_retired(f->writer))
		acg_writer_reclaim(f->writer, acg_store_advance(f->store));
	acg_store_tidy(f->store);
	return true;
}

bool acg_follow_sync(struct acg_follow *f)
{
	bool ok = f->must_load ? load(f) : catch_up(f);

	if(ok)
		f->db.patience = 0;
	else
		acg_database_disconnect(&f->db);
	return ok;
}

bool acg_follow_expire_changes(struct acg_follow *f)
{
	bool ok = acg_database_run(&f->db, "SELECT acg.expire_changes(now())");

	if(!ok)
		acg_database_disconnect(&f->db);
	return ok;
}
