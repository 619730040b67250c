/*
 * peer_load: table acg.peer as a set of peers.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "peers/peer_load.h"
#include "database/answers_ask.h"
#include "peers/route_load.h"

#include <arpa/inet.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The roots of all peers, while they are counted and read. */
struct roots {
	struct acg_peer_root *root;
	uint32_t count, room;
};

__attribute__((format(printf, 2, 3))) static bool fail(
		char *error, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	vsnprintf(error, ACG_PEER_ERROR_SIZE, format, args);
	va_end(args);
	return false;
}

static bool add_root(
		struct roots *roots, uint32_t peer, const X509 *certificate)
{
	unsigned len = 0;

	if(roots->count == roots->room) {
		uint32_t room = roots->room ? roots->room * 2 : 16;
		void *grown = realloc(roots->root, room * sizeof(*roots->root));

		if(!grown)
			return false;
		roots->root = grown;
		roots->room = room;
	}
	roots->root[roots->count].peer = peer;
	if(X509_digest(certificate, EVP_sha256(), roots->root[roots->count].digest,
			   &len)
			!= 1)
		return false;
	roots->count++;
	return true;
}

static bool read_bundle(struct roots *roots, uint32_t peer, const char *path,
		const char *name, char *error)
{
	FILE *file = fopen(path, "re");
	uint32_t before = roots->count;
	X509 *certificate;
	bool ok = true;

	if(!file)
		return fail(error, "acg.peer %s: roots in %s: %s", name, path,
				strerror(errno));
	while(ok && (certificate = PEM_read_X509(file, NULL, NULL, NULL))) {
		ok = add_root(roots, peer, certificate);
		X509_free(certificate);
	}
	ERR_clear_error(); /* the end of the file is one */
	fclose(file);
	if(!ok)
		return fail(error, "acg.peer %s: out of memory", name);
	if(roots->count == before)
		return fail(error, "acg.peer %s: no certificate in %s", name, path);
	return true;
}

enum question {
	PEERS,
	NAMES,
	NETWORKS,
	COMMANDS,
	DESTINATIONS,
	ROUTES,
	QUESTIONS
};
_Static_assert(QUESTIONS <= ACG_ANSWERS_MAX, "room for every answer");

enum peer_column {
	PEER_NAME,
	LISTENER,
	USAGE,
	WILDCARDS,
	PORT,
	ROOTS, /* "": any */
	CRL,
	PEER_COLUMNS
};
enum name_column { NAME_PEER, NAME_TEXT, NAME_COLUMNS };
enum network_column {
	NETWORK_PEER,
	NETWORK_FAMILY,
	NETWORK_BITS,
	NETWORK_HOST,
	NETWORK_COLUMNS
};
enum command_column { COMMAND_PEER, COMMAND_TEXT, COMMAND_COLUMNS };

static bool read_roots(struct roots *roots, const PGresult *peers,
		const char *trust_store, char *error)
{
	char path[4096];

	for(int i = 0; i < PQntuples(peers); i++) {
		const char *bundle = PQgetvalue(peers, i, ROOTS);
		const char *name = PQgetvalue(peers, i, PEER_NAME);

		if(!bundle[0])
			continue;
		if(!trust_store[0])
			return fail(error,
					"acg.peer %s: roots = %s, but modparam trust_store is not "
					"set",
					name, bundle);
		snprintf(path, sizeof(path), "%s/%s.pem", trust_store, bundle);
		if(!read_bundle(roots, (uint32_t)i, path, name, error))
			return false;
	}
	return true;
}

static bool fill_peer(
		struct acg_peer *peer, const PGresult *peers, int i, char *error)
{
	const char *name = PQgetvalue(peers, i, PEER_NAME);
	const char *listener = PQgetvalue(peers, i, LISTENER);

	if(strlen(name) >= sizeof(peer->name)
			|| strlen(listener) >= sizeof(peer->listener)
			|| !acg_peer_usage_parse(PQgetvalue(peers, i, USAGE), &peer->usage)
			|| !acg_peer_crl_parse(PQgetvalue(peers, i, CRL), &peer->crl))
		return fail(
				error, "acg.peer %s: a value this module does not know", name);
	strcpy(peer->name, name);
	strcpy(peer->listener, listener);
	peer->wildcards = PQgetvalue(peers, i, WILDCARDS)[0] == 't';
	peer->port = (uint16_t)atoi(PQgetvalue(peers, i, PORT));
	peer->any_network = true;
	peer->any_root = !PQgetvalue(peers, i, ROOTS)[0];
	return true;
}

static bool fill_name(
		struct acg_peer_set *set, const PGresult *names, int i, char *error)
{
	struct acg_peer_cert_name *name = &set->name[i];
	const char *text = PQgetvalue(names, i, NAME_TEXT);

	name->peer = (uint32_t)atoi(PQgetvalue(names, i, NAME_PEER));
	if(name->peer >= set->peers || strlen(text) >= sizeof(name->text))
		return fail(error, "acg.peer: certificate name %s: too long", text);
	strcpy(name->text, text);
	return true;
}

static bool fill_network(
		struct acg_peer_set *set, const PGresult *networks, int i, char *error)
{
	struct acg_peer_network *network = &set->network[i];
	bool six = PQgetvalue(networks, i, NETWORK_FAMILY)[0] == '6';
	const char *host = PQgetvalue(networks, i, NETWORK_HOST);

	network->peer = (uint32_t)atoi(PQgetvalue(networks, i, NETWORK_PEER));
	network->bytes = six ? 16 : 4;
	network->bits = (uint8_t)atoi(PQgetvalue(networks, i, NETWORK_BITS));
	if(network->peer >= set->peers || network->bits > network->bytes * 8
			|| inet_pton(six ? AF_INET6 : AF_INET, host, network->address) != 1)
		return fail(error, "acg.peer: network %s: not understood", host);
	set->peer[network->peer].any_network = false;
	return true;
}

static bool fill_command(
		struct acg_peer_set *set, const PGresult *commands, int i, char *error)
{
	struct acg_peer_command *command = &set->command[i];
	const char *text = PQgetvalue(commands, i, COMMAND_TEXT);

	command->peer = (uint32_t)atoi(PQgetvalue(commands, i, COMMAND_PEER));
	if(command->peer >= set->peers || strlen(text) >= sizeof(command->text))
		return fail(error, "acg.peer: rpc %s: too long", text);
	strcpy(command->text, text);
	return true;
}

static bool fill(struct acg_peer_set *set, const struct acg_answers *answers,
		char *error)
{
	const PGresult *peers = answers->result[PEERS];
	const PGresult *names = answers->result[NAMES];
	const PGresult *networks = answers->result[NETWORKS];
	const PGresult *commands = answers->result[COMMANDS];
	bool ok = true;

	for(int i = 0; ok && i < PQntuples(peers); i++)
		ok = fill_peer(&set->peer[i], peers, i, error);
	for(int i = 0; ok && i < PQntuples(names); i++)
		ok = fill_name(set, names, i, error);
	for(int i = 0; ok && i < PQntuples(networks); i++)
		ok = fill_network(set, networks, i, error);
	for(int i = 0; ok && i < PQntuples(commands); i++)
		ok = fill_command(set, commands, i, error);
	return ok;
}

static uint32_t count(const struct acg_answers *answers, enum question question)
{
	return (uint32_t)PQntuples(answers->result[question]);
}

static struct acg_peer_set *new_set(const struct acg_answers *answers,
		const struct roots *roots, const struct acg_peer_memory *memory,
		char *error)
{
	struct acg_peer_set *set = acg_peer_set_new(count(answers, PEERS),
			count(answers, NAMES), count(answers, NETWORKS),
			count(answers, COMMANDS), roots->count, memory->alloc);

	if(!set)
		fail(error, "not enough shared memory for %u peers (raise -m)",
				count(answers, PEERS));
	else if(roots->count)
		memcpy(set->root, roots->root, roots->count * sizeof(*roots->root));
	return set;
}

/* Answers can come from a file that another version wrote. */
static bool complete(const struct acg_answers *answers)
{
	return answers->count == QUESTIONS
		   && PQnfields(answers->result[PEERS]) == PEER_COLUMNS
		   && PQnfields(answers->result[NAMES]) == NAME_COLUMNS
		   && PQnfields(answers->result[NETWORKS]) == NETWORK_COLUMNS
		   && PQnfields(answers->result[COMMANDS]) == COMMAND_COLUMNS
		   && acg_route_complete(
				   answers->result[DESTINATIONS], answers->result[ROUTES]);
}

struct acg_peer_set *acg_peer_make(const struct acg_answers *answers,
		const char *trust_store, const struct acg_peer_memory *memory,
		char error[static ACG_PEER_ERROR_SIZE])
{
	struct acg_peer_set *set = NULL;
	struct roots roots = {0};

	if(!complete(answers)) {
		fail(error, "the answers are of another version");
		return NULL;
	}
	if(read_roots(&roots, answers->result[PEERS], trust_store, error))
		set = new_set(answers, &roots, memory, error);
	if(set && !fill(set, answers, error)) {
		memory->release(set);
		set = NULL;
	}
	free(roots.root);
	return set;
}

struct acg_route_set *acg_peer_make_routes(const struct acg_answers *answers,
		const struct acg_peer_memory *memory,
		char error[static ACG_PEER_ERROR_SIZE])
{
	if(complete(answers))
		return acg_route_load(answers->result[DESTINATIONS],
				answers->result[ROUTES], memory->alloc, memory->release, error);
	fail(error, "the answers are of another version");
	return NULL;
}

/* --- questions and answers ------------------------------------------------ */

/* The index of a peer is its place by peer_id among the enabled ones. */
#define ENABLED                                                          \
	"WITH p AS (SELECT row_number() OVER (ORDER BY peer_id) - 1 AS i, *" \
	" FROM acg.peer WHERE enabled) "

static const char *const sql[QUESTIONS] = {
		[PEERS] = ENABLED
		"SELECT name, listener, usage, wildcards, coalesce(port, 0),"
		" coalesce(roots, ''), crl FROM p ORDER BY i",
		[NAMES] = ENABLED "SELECT i, unnest(certificate_names) FROM p",
		[NETWORKS] = ENABLED "SELECT i, family(n), masklen(n), host(network(n))"
							 " FROM p, unnest(networks) AS n",
		[COMMANDS] = ENABLED "SELECT i, unnest(rpc) FROM p",
		[DESTINATIONS] = ACG_ROUTE_DESTINATIONS_SQL,
		[ROUTES] = ACG_ROUTE_ROUTES_SQL};

#define HOLD \
	"LOCK TABLE acg.peer, acg.destination, acg.route IN ACCESS SHARE MODE"

bool acg_peer_connect(struct acg_database *db)
{
	return acg_database_connect(db) && acg_database_run(db, "LISTEN acg_peer");
}

bool acg_peer_ask(struct acg_database *db, struct acg_answers *answers)
{
	return acg_answers_ask_on(db, HOLD, sql, QUESTIONS, answers);
}
