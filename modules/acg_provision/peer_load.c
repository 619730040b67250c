/*
 * peer_load: table acg.peer as a set of peers.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "peer_load.h"

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
	for(char *p = error; *p; p++) {
		if(*p == '\n' || *p == '\r')
			*p = p[1] ? ' ' : '\0';
	}
	return false;
}

PGconn *acg_peer_connect(const char *conninfo, int timeout_s,
		char error[static ACG_PEER_ERROR_SIZE])
{
	char timeout[16], milliseconds[16];
	const char *keys[] = {"dbname", "connect_timeout", "tcp_user_timeout",
			"fallback_application_name", NULL};
	const char *values[] = {
			conninfo, timeout, milliseconds, "acg_provision tls", NULL};
	PGconn *connection;
	PGresult *result;

	snprintf(timeout, sizeof(timeout), "%d", timeout_s);
	snprintf(milliseconds, sizeof(milliseconds), "%d", timeout_s * 1000);
	connection = PQconnectdbParams(keys, values, 1);
	if(PQstatus(connection) == CONNECTION_OK) {
		result = PQexec(connection, "LISTEN acg_peer");
		if(PQresultStatus(result) == PGRES_COMMAND_OK) {
			PQclear(result);
			return connection;
		}
		PQclear(result);
	}
	fail(error, "database: %s", PQerrorMessage(connection));
	PQfinish(connection);
	return NULL;
}

static PGresult *rows(PGconn *connection, const char *sql, char *error)
{
	PGresult *result = PQexec(connection, sql);

	if(PQresultStatus(result) == PGRES_TUPLES_OK)
		return result;
	fail(error, "acg.peer: %s", PQerrorMessage(connection));
	PQclear(result);
	return NULL;
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

enum peer_column { PEER_NAME, LISTENER, USAGE, WILDCARDS, PORT, ROOTS, CRL };

static bool read_roots(struct roots *roots, const PGresult *peers,
		const char *trust_store, char *error)
{
	char path[4096];

	for(int i = 0; i < PQntuples(peers); i++) {
		const char *bundle = PQgetvalue(peers, i, ROOTS);
		const char *name = PQgetvalue(peers, i, PEER_NAME);

		if(PQgetisnull(peers, i, ROOTS))
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
	peer->any_root = PQgetisnull(peers, i, ROOTS);
	return true;
}

static bool fill_name(
		struct acg_peer_set *set, const PGresult *names, int i, char *error)
{
	struct acg_peer_cert_name *name = &set->name[i];
	const char *text = PQgetvalue(names, i, 1);

	name->peer = (uint32_t)atoi(PQgetvalue(names, i, 0));
	if(name->peer >= set->peers || strlen(text) >= sizeof(name->text))
		return fail(error, "acg.peer: certificate name %s: too long", text);
	strcpy(name->text, text);
	return true;
}

static bool fill_network(
		struct acg_peer_set *set, const PGresult *networks, int i, char *error)
{
	struct acg_peer_network *network = &set->network[i];
	bool six = PQgetvalue(networks, i, 1)[0] == '6';
	const char *host = PQgetvalue(networks, i, 3);

	network->peer = (uint32_t)atoi(PQgetvalue(networks, i, 0));
	network->bytes = six ? 16 : 4;
	network->bits = (uint8_t)atoi(PQgetvalue(networks, i, 2));
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
	const char *text = PQgetvalue(commands, i, 1);

	command->peer = (uint32_t)atoi(PQgetvalue(commands, i, 0));
	if(command->peer >= set->peers || strlen(text) >= sizeof(command->text))
		return fail(error, "acg.peer: rpc %s: too long", text);
	strcpy(command->text, text);
	return true;
}

/* What is read of the table, in one transaction. */
struct answers {
	PGresult *peers, *names, *networks, *commands;
};

static bool fill(
		struct acg_peer_set *set, const struct answers *answers, char *error)
{
	bool ok = true;

	for(int i = 0; ok && i < PQntuples(answers->peers); i++)
		ok = fill_peer(&set->peer[i], answers->peers, i, error);
	for(int i = 0; ok && i < PQntuples(answers->names); i++)
		ok = fill_name(set, answers->names, i, error);
	for(int i = 0; ok && i < PQntuples(answers->networks); i++)
		ok = fill_network(set, answers->networks, i, error);
	for(int i = 0; ok && i < PQntuples(answers->commands); i++)
		ok = fill_command(set, answers->commands, i, error);
	return ok;
}

static struct acg_peer_set *make_set(const struct answers *answers,
		const struct roots *roots, const struct acg_peer_memory *memory,
		char *error)
{
	struct acg_peer_set *set =
			acg_peer_set_new((uint32_t)PQntuples(answers->peers),
					(uint32_t)PQntuples(answers->names),
					(uint32_t)PQntuples(answers->networks),
					(uint32_t)PQntuples(answers->commands), roots->count,
					memory->alloc);

	if(!set)
		fail(error, "not enough shared memory for %d peers (raise -m)",
				PQntuples(answers->peers));
	else if(roots->count)
		memcpy(set->root, roots->root, roots->count * sizeof(*roots->root));
	return set;
}

/* The index of a peer is its place by peer_id among the enabled ones. */
#define ENABLED                                                          \
	"WITH p AS (SELECT row_number() OVER (ORDER BY peer_id) - 1 AS i, *" \
	" FROM acg.peer WHERE enabled) "

static const char *const peers_sql =
		ENABLED "SELECT name, listener, usage, wildcards, coalesce(port, 0),"
				" roots, crl FROM p ORDER BY i";
static const char *const names_sql =
		ENABLED "SELECT i, unnest(certificate_names) FROM p";
static const char *const networks_sql =
		ENABLED "SELECT i, family(n), masklen(n), host(network(n))"
				" FROM p, unnest(networks) AS n";
static const char *const commands_sql = ENABLED "SELECT i, unnest(rpc) FROM p";

static bool ask(PGconn *connection, struct answers *answers, char *error)
{
	return (answers->peers = rows(connection, peers_sql, error))
		   && (answers->names = rows(connection, names_sql, error))
		   && (answers->networks = rows(connection, networks_sql, error))
		   && (answers->commands = rows(connection, commands_sql, error));
}

static struct acg_peer_set *read_tables(PGconn *connection,
		const char *trust_store, const struct acg_peer_memory *memory,
		char *error)
{
	struct answers answers = {0};
	struct roots roots = {0};
	struct acg_peer_set *set = NULL;

	if(ask(connection, &answers, error)
			&& read_roots(&roots, answers.peers, trust_store, error))
		set = make_set(&answers, &roots, memory, error);
	if(set && !fill(set, &answers, error)) {
		memory->release(set);
		set = NULL;
	}
	free(roots.root);
	PQclear(answers.peers);
	PQclear(answers.names);
	PQclear(answers.networks);
	PQclear(answers.commands);
	return set;
}

static bool run(PGconn *connection, const char *sql)
{
	PGresult *result = PQexec(connection, sql);
	bool ok = PQresultStatus(result) == PGRES_COMMAND_OK;

	PQclear(result);
	return ok;
}

struct acg_peer_set *acg_peer_load(PGconn *connection, const char *trust_store,
		const struct acg_peer_memory *memory,
		char error[static ACG_PEER_ERROR_SIZE])
{
	struct acg_peer_set *set;

	if(!run(connection, "BEGIN TRANSACTION ISOLATION LEVEL REPEATABLE READ, "
						"READ ONLY")) {
		fail(error, "database: %s", PQerrorMessage(connection));
		return NULL;
	}
	set = read_tables(connection, trust_store, memory, error);
	run(connection, "ROLLBACK");
	return set;
}
