/*
 * connection: what is known of the other end of a TLS connection.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef ACG_TLS_CONNECTION_H
#define ACG_TLS_CONNECTION_H

#include "peers/peer.h"

#include "core/ip_addr.h"
#include "core/tcp_conn.h"
#include "core/timer_ticks.h"

#include <openssl/ssl.h>

#include <time.h>

/* Within this a handshake must be complete. */
#define ACG_TLS_HANDSHAKE_S 4

/* In shared memory, tied to the connection's SSL object and freed with it. */
struct acg_tls_connection {
	struct ip_addr far; /* the other end */
	unsigned short port;
	bool outbound;		 /* dialled by us */
	bool verified;		 /* its certificate has been judged, and is good */
	bool said;			 /* why it was refused is in the log */
	bool taken_in;		 /* dialled, and the far end likes our certificate */
	bool refused_us;	 /* it said in TLS 1.3 that it does not */
	ticks_t began;		 /* the handshake */
	time_t since;		 /* verified */
	unsigned generation; /* of the peers it was judged by */
	char listener[ACG_PEER_LISTENER_SIZE];
	char peer[ACG_PEER_NAME_SIZE];			   /* whose certificate it is */
	char certificate[ACG_PEER_CERT_NAME_SIZE]; /* by this name of the peer's */
	char expected[ACG_PEER_NAME_SIZE]; /* who the script wants; "": anyone */
	/* Sent before we were taken in. Under the TCP connection's write lock. */
	struct acg_tls_unsent *unsent, *unsent_last;
	unsigned unsent_len;
};

/* Call in mod_init. 0, or -1 with a log line. */
int acg_tls_connection_register(void);

/* Of this SSL object; NULL when it has none. */
struct acg_tls_connection *acg_tls_connection_of(const SSL *ssl);

/* Give it one. NULL when memory is short. */
struct acg_tls_connection *acg_tls_connection_make(SSL *ssl,
		const struct ip_addr *far, unsigned short port, bool outbound);

/* May this connection go on? An established one: when its peer is still allowed,
 * by the peers now in force. Another one: while its handshake is in time. */
bool acg_tls_connection_may_stay(struct tcp_connection *c);

/* Who is at the other end. */
struct acg_tls_identity {
	char peer[ACG_PEER_NAME_SIZE];
	char listener[ACG_PEER_LISTENER_SIZE];
	char certificate
			[ACG_PEER_CERT_NAME_SIZE]; /* a name of the peer that it carries */
};

/* What the connection with this id is authenticated as. False when it is no TLS
 * connection, or has no peer (any more). */
bool acg_tls_connection_identity(int id, struct acg_tls_identity *identity);

/* Call `visit` for every TLS connection, under the core's lock of connections. */
void acg_tls_each_connection(
		void (*visit)(struct tcp_connection *, void *), void *arg);

#endif
