/*
 * peers: the peers in force, in shared memory, equal to table acg.peer.
 *
 * One process reads the table: at the start, after each NOTIFY acg_peer, when
 * asked, and after a lost connection to the database. On failure the old set
 * stays. Each set read goes to a snapshot, from which a node starts without the
 * database. The lock is held for a pointer's exchange, or for one certificate's
 * comparison with the set; a handshake costs a thousand times that.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "tls/peers.h"
#include "base/locked.h"
#include "base/process.h"
#include "base/settings.h"
#include "base/shm.h"
#include "database/answers_snapshot.h"
#include "peers/target.h"
#include "tls/sweep.h"

#include "core/cfg/cfg_struct.h"
#include "core/dprint.h"
#include "core/locking.h"
#include "core/sr_module.h"

#include <poll.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define TICK_MS 1000
#define RETRY_TICKS 5

static struct {
	gen_lock_t lock;
	struct acg_peer_set *set;
	atomic_uint generation;
	atomic_bool asked;
	char failure[ACG_PEER_ERROR_SIZE]; /* under the lock */
} * shared;

static const char *trust_store;

static const struct acg_peer_memory shm = {acg_shm_take, acg_shm_give_back};

const struct acg_peer_set *acg_tls_peers_hold(void)
{
	lock_get(&shared->lock);
	return shared->set;
}

void acg_tls_peers_release(void)
{
	lock_release(&shared->lock);
}

bool acg_tls_peers_has(const char *listener)
{
	const struct acg_peer_set *set = acg_tls_peers_hold();
	bool has = false;

	for(uint32_t i = 0; i < set->peers && !has; i++)
		has = strcmp(set->peer[i].listener, listener) == 0;
	acg_tls_peers_release();
	return has;
}

unsigned acg_tls_peers_generation(void)
{
	return atomic_load(&shared->generation);
}

void acg_tls_peers_touch(void)
{
	atomic_fetch_add(&shared->generation, 1);
}

void acg_tls_peers_ask(void)
{
	atomic_store(&shared->asked, true);
}

void acg_tls_peers_failure(char error[static ACG_PEER_ERROR_SIZE])
{
	lock_get(&shared->lock);
	strcpy(error, shared->failure);
	lock_release(&shared->lock);
}

static void publish(struct acg_peer_set *set)
{
	struct acg_peer_set *old;

	lock_get(&shared->lock);
	old = shared->set;
	shared->set = set;
	shared->failure[0] = '\0';
	lock_release(&shared->lock);
	acg_tls_peers_touch();
	if(old)
		shm_free(old);
}

static void remember_failure(const char *error)
{
	lock_get(&shared->lock);
	snprintf(shared->failure, sizeof(shared->failure), "%s", error);
	lock_release(&shared->lock);
}

/* --- loading -------------------------------------------------------------- */

static bool put_in_force(const struct acg_answers *answers,
		char error[static ACG_PEER_ERROR_SIZE])
{
	struct acg_peer_set *set = acg_peer_make(answers, trust_store, &shm, error);
	struct acg_route_set *routes =
			set ? acg_peer_make_routes(answers, &shm, error) : NULL;

	if(!routes) {
		if(set)
			shm_free(set);
		return false;
	}
	LM_INFO("%u peers with %u certificate names in force\n", set->peers,
			set->names);
	publish(set);
	acg_target_publish(routes);
	return true;
}

/* Take what the database has just said, and keep it. Clears the answers. */
static bool take(
		struct acg_answers *answers, char error[static ACG_PEER_ERROR_SIZE])
{
	bool ok = put_in_force(answers, error);

	if(ok)
		acg_answers_keep(ACG_SNAPSHOT_PEERS, answers);
	acg_answers_clear(answers);
	return ok;
}

static bool load_snapshot(const char *reason)
{
	char error[ACG_ERROR_SIZE];
	struct acg_answers answers;
	bool ok = acg_answers_recall(ACG_SNAPSHOT_PEERS, &answers, error);

	if(ok) {
		ok = put_in_force(&answers, error);
		acg_answers_clear(&answers);
	}
	if(ok)
		LM_WARN("started with the peers of the snapshot, because: %s\n",
				reason);
	else
		LM_ERR("not starting: cannot load the peers: %s; nor from a snapshot: "
			   "%s\n",
				reason, error);
	return ok;
}

/* What the database says and cannot be taken is no reason for an older state; only
 * its silence is. */
static bool first_load(void)
{
	char error[ACG_PEER_ERROR_SIZE];
	struct acg_database db = {.conninfo = acg_settings()->database,
			.timeout_s = acg_settings()->database_timeout_s};
	struct acg_answers answers;
	bool ok = acg_database_connect(&db) && acg_peer_ask(&db, &answers);

	acg_database_disconnect(&db);
	if(!ok)
		return load_snapshot(db.error);
	ok = take(&answers, error);
	if(!ok)
		LM_ERR("not starting: the peers (modparam database \"%s\"): %s\n",
				acg_settings()->database, error);
	return ok;
}

/* --- start and end -------------------------------------------------------- */

void acg_tls_peers_register(void)
{
	acg_process_register();
}

int acg_tls_peers_init(const char *store)
{
	trust_store = store;
	shared = acg_locked_new(sizeof(*shared));
	return shared && first_load() ? 0 : -1;
}

void acg_tls_peers_destroy(void)
{
	if(!shared)
		return;
	if(shared->set)
		shm_free(shared->set);
	acg_locked_free(shared);
	shared = NULL;
}

/* Wait for the database to say something, a second at most. */
static void wait_tick(const struct acg_database *db)
{
	struct pollfd fd = {
			.fd = db->conn ? PQsocket(db->conn) : -1, .events = POLLIN};

	poll(&fd, 1, TICK_MS);
}

/* True when the table has changed, or somebody asked for it. */
static bool has_news(struct acg_database *db)
{
	bool news = atomic_exchange(&shared->asked, false);
	PGnotify *notify;

	PQconsumeInput(db->conn);
	while((notify = PQnotifies(db->conn))) {
		PQfreemem(notify);
		news = true;
	}
	return news;
}

static void complain(const char *error)
{
	LM_ERR("the old peers stay in force: %s\n", error);
	remember_failure(error);
}

/* Without an answer there is no connection any more. */
static void load(struct acg_database *db)
{
	char error[ACG_PEER_ERROR_SIZE];
	struct acg_answers answers;

	if(!acg_peer_ask(db, &answers)) {
		complain(db->error);
		acg_database_disconnect(db);
	} else if(!take(&answers, error)) {
		complain(error);
	}
}

/* Read the table as soon as there is a connection: changes may have been missed
 * while there was none. */
static void reconnect(struct acg_database *db)
{
	if(acg_peer_connect(db)) {
		load(db);
		return;
	}
	complain(db->error);
	acg_database_disconnect(db);
}

static void follow_once(struct acg_database *db)
{
	if(has_news(db))
		load(db);
	if(PQstatus(db->conn) != CONNECTION_OK)
		acg_database_disconnect(db);
}

/* When Kamailio ends, its main process stops this one by a signal. */
__attribute__((noreturn)) static void follow(void)
{
	struct acg_database db = {.conninfo = acg_settings()->database,
			.timeout_s = acg_settings()->database_timeout_s};
	unsigned wait = 0;

	for(;;) {
		if(!db.conn && wait-- == 0) {
			reconnect(&db);
			wait = RETRY_TICKS;
		}
		wait_tick(&db);
		cfg_update();
		if(db.conn)
			follow_once(&db);
		acg_tls_sweep();
	}
}

int acg_tls_peers_start(void)
{
	return acg_process_start("acg tls peers", PROC_NOCHLDINIT, true, follow);
}
