/*
 * connection: what is known of the other end of a TLS connection.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "tls/connection.h"
#include "tls/peers.h"
#include "tls/refusal.h"
#include "tls/unsent.h"
#include "tls/verify.h"

#include "core/dprint.h"
#include "core/mem/shm_mem.h"
#include "modules/tls/tls_server.h"

#include <string.h>

/* The core's table of connections; no header of its own declares it. */
extern gen_lock_t *tcpconn_lock;
extern struct tcp_connection **tcpconn_id_hash;

static int ssl_index = -1;

/* Called by OpenSSL, in whichever process closes the connection. */
static void forget(void *parent, void *p, CRYPTO_EX_DATA *ad, int index,
		long argl, void *argp)
{
	(void)parent;
	(void)ad;
	(void)index;
	(void)argl;
	(void)argp;
	if(!p)
		return;
	acg_tls_unsent_forget(p);
	shm_free(p);
}

int acg_tls_connection_register(void)
{
	ssl_index = SSL_get_ex_new_index(0, NULL, NULL, NULL, forget);
	if(ssl_index < 0) {
		LM_ERR("OpenSSL gives no index for data of a connection\n");
		return -1;
	}
	return 0;
}

struct acg_tls_connection *acg_tls_connection_of(const SSL *ssl)
{
	return SSL_get_ex_data(ssl, ssl_index);
}

struct acg_tls_connection *acg_tls_connection_make(
		SSL *ssl, const struct ip_addr *far, unsigned short port, bool outbound)
{
	struct acg_tls_connection *connection = shm_malloc(sizeof(*connection));

	if(!connection) {
		SHM_MEM_ERROR;
		return NULL;
	}
	memset(connection, 0, sizeof(*connection));
	connection->far = *far;
	connection->port = port;
	connection->outbound = outbound;
	connection->began = get_ticks_raw();
	if(SSL_set_ex_data(ssl, ssl_index, connection) != 1) {
		shm_free(connection);
		return NULL;
	}
	return connection;
}

/* Judged by peers that are no longer in force: judge its certificate again. */
static void judge_again(struct acg_tls_connection *connection, SSL *ssl)
{
	unsigned generation = acg_tls_peers_generation();
	struct acg_tls_verdict verdict;

	if(connection->generation == generation)
		return;
	acg_tls_judge(connection, SSL_get0_peer_certificate(ssl),
			SSL_get0_verified_chain(ssl), &verdict);
	if(verdict.error != X509_V_OK) {
		connection->verified = false;
		acg_tls_say_ended(connection, verdict.text);
	}
	connection->generation = generation;
}

bool acg_tls_connection_may_stay(struct tcp_connection *c)
{
	struct tls_extra_data *tls = c->extra_data;
	struct acg_tls_connection *connection;

	if(!tls) /* the guard has set the time by which it must have said something */
		return c->state != S_CONN_ACCEPT
			   || TICKS_LT(get_ticks_raw(), c->timeout);
	connection = acg_tls_connection_of(tls->ssl);
	if(tls->state != S_TLS_ESTABLISHED)
		return !connection
			   || TICKS_LT(get_ticks_raw(),
					   connection->began + S_TO_TICKS(ACG_TLS_HANDSHAKE_S));
	if(!connection)
		return false;
	judge_again(connection, tls->ssl);
	return connection->verified;
}

bool acg_tls_connection_identity(int id, struct acg_tls_identity *identity)
{
	struct tcp_connection *c = tcpconn_get(id, NULL, 0, NULL, 0);
	struct acg_tls_connection *connection = NULL;
	bool verified = false;

	if(!c)
		return false;
	if(c->type == PROTO_TLS && c->extra_data
			&& acg_tls_connection_may_stay(c)) {
		struct tls_extra_data *tls = c->extra_data;
		connection = acg_tls_connection_of(tls->ssl);
	}
	if(connection && connection->verified) {
		verified = true;
		strcpy(identity->peer, connection->peer);
		strcpy(identity->listener, connection->listener);
		strcpy(identity->certificate, connection->certificate);
	}
	tcpconn_put(c);
	return verified;
}

void acg_tls_each_connection(
		void (*visit)(struct tcp_connection *, void *), void *arg)
{
	TCPCONN_LOCK;
	for(int i = 0; i < TCP_ID_HASH_SIZE; i++) {
		for(struct tcp_connection *c = tcpconn_id_hash[i]; c; c = c->id_next) {
			if(c->type == PROTO_TLS)
				visit(c, arg);
		}
	}
	TCPCONN_UNLOCK;
}
