/*
 * guard: stands between the core and the tls module, for every byte.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "tls/guard.h"
#include "tls/module.h"
#include "tls/refusal.h"
#include "tls/unsent.h"
#include "tls/verify.h"

#include "core/dprint.h"
#include "core/tls_hooks.h"
#include "modules/tls/tls_server.h"

#include <netinet/tcp.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>

static struct tls_hooks inner;

/* The connection that this process is working on, or NULL. */
static struct tcp_connection *current;

static struct acg_tls_connection *adopt(struct tcp_connection *c, SSL *ssl)
{
	bool outbound = !(c->flags & F_CONN_PASSIVE);
	struct acg_tls_connection *connection = acg_tls_connection_make(
			ssl, &c->rcv.src_ip, c->rcv.src_port, outbound);

	if(connection && outbound) {
		acg_tls_verify_set_listener(connection, ssl);
		acg_tls_module_wanted(
				"peer", connection->expected, sizeof(connection->expected));
	}
	return connection;
}

struct acg_tls_connection *acg_tls_guard_connection(SSL *ssl)
{
	struct acg_tls_connection *connection = acg_tls_connection_of(ssl);

	return connection || !current ? connection : adopt(current, ssl);
}

static bool is_established(const struct tcp_connection *c)
{
	const struct tls_extra_data *tls = c->extra_data;

	return tls && tls->state == S_TLS_ESTABLISHED;
}

/* In TLS 1.3 nothing of ours follows the end of the handshake, since there are no
 * tickets: who dials us with Nagle's algorithm on (RFC 896) keeps the first request
 * until the ACK, which the kernel would delay by 40 ms. */
static void acknowledge(struct tcp_connection *c)
{
	int on = 1;

	if(setsockopt(c->fd, IPPROTO_TCP, TCP_QUICKACK, &on, sizeof(on)) < 0)
		LM_DBG("no quick ACK on connection %d\n", c->id);
}

/* After the tls module has worked on it: an SSL object may be new, and a handshake
 * complete. */
static void follow_up(struct tcp_connection *c)
{
	struct tls_extra_data *tls = c->extra_data;

	if(!tls)
		return;
	acg_tls_guard_connection(tls->ssl);
	if(is_established(c))
		c->lifetime = acg_tls_module_lifetime();
}

/* The connection whose far end has not taken us in, of those that we dialled, or
 * NULL. In TLS 1.2 the end of the handshake says that it has, in TLS 1.3 its first
 * byte after that does. */
static struct acg_tls_connection *untaken(const struct tcp_connection *c)
{
	const struct tls_extra_data *tls = c->extra_data;
	struct acg_tls_connection *connection =
			tls ? acg_tls_connection_of(tls->ssl) : NULL;

	return connection && connection->outbound && !connection->taken_in
				   ? connection
				   : NULL;
}

/* After a read, which has brought something or has not. */
static void note_taken_in(struct tcp_connection *c, bool heard)
{
	struct acg_tls_connection *connection = untaken(c);
	const struct tls_extra_data *tls = c->extra_data;

	if(!connection || !is_established(c)
			|| !(heard || SSL_version(tls->ssl) < TLS1_3_VERSION))
		return;
	lock_get(&c->write_lock);
	connection->taken_in = true;
	acg_tls_unsent_forget(connection);
	lock_release(&c->write_lock);
}

/* Has a handshake that we began come to its end, and not a good one? */
static bool is_in_vain(
		const struct tcp_connection *c, const rd_conn_flags_t *flags, int read)
{
	const struct acg_tls_connection *connection = untaken(c);
	const struct tls_extra_data *tls = c->extra_data;

	if(!connection)
		return false;
	return tls->state == S_TLS_CONNECTING ? read < 0 || (*flags & RD_CONN_EOF)
										  : connection->refused_us;
}

/* A handshake that fails has one line in the log, and not five of the tls module's. */
static int read_quietly(struct tcp_connection *c, rd_conn_flags_t *flags)
{
	const struct tls_extra_data *tls;
	struct acg_tls_connection *connection;
	int result;

	if(is_established(c) && !untaken(c))
		return inner.read(c, flags);
	acg_tls_hush(true);
	result = inner.read(c, flags);
	acg_tls_hush(false);
	tls = c->extra_data;
	connection = tls ? acg_tls_guard_connection(tls->ssl) : NULL;
	if(result < 0 && connection && !connection->said)
		acg_tls_say_refused(connection,
				is_established(c)
						? "a protocol error after its end"
						: "the other side ended it, or what it sent is no TLS",
				NULL);
	return result;
}

static int read_guarded(struct tcp_connection *c, rd_conn_flags_t *flags)
{
	const char *end = c->req.pos;
	bool was_established = is_established(c);
	int result;

	if(!acg_tls_connection_may_stay(c))
		return -1;
	current = c;
	result = read_quietly(c, flags);
	follow_up(c);
	current = NULL;
	if(!was_established && is_established(c) && c->req.pos == end)
		acknowledge(c);
	note_taken_in(c, c->req.pos != end);
	if(is_in_vain(c, flags, result)) {
		acg_tls_unsent_answer(c, untaken(c));
		return -1;
	}
	/* What came with the end of the handshake is nobody's before this. */
	return acg_tls_connection_may_stay(c) ? result : -1;
}

static bool is_request(const char *buf, unsigned len)
{
	return len > 0 && (len < 8 || memcmp(buf, "SIP/2.0 ", 8) != 0);
}

/* Is the connection of the listener, and the peer, that the script wants? */
static bool is_wanted(struct tcp_connection *c)
{
	struct tls_extra_data *tls = c->extra_data;
	struct acg_tls_connection *connection =
			tls ? acg_tls_connection_of(tls->ssl) : NULL;
	char listener[ACG_PEER_LISTENER_SIZE], peer[ACG_PEER_NAME_SIZE];
	const char *is;

	if(!connection || !(connection->verified || connection->outbound))
		return true;
	acg_tls_module_wanted("server_id", listener, sizeof(listener));
	acg_tls_module_wanted("peer", peer, sizeof(peer));
	is = connection->verified ? connection->peer : connection->expected;
	if((!listener[0] || strcmp(listener, connection->listener) == 0)
			&& (!peer[0] || strcmp(peer, is) == 0))
		return true;
	LM_ERR("a request for %s %s is not sent to %s:%u: the connection there is "
		   "of peer %s of %s\n",
			listener, peer, ip_addr2a(&connection->far), connection->port, is,
			connection->listener);
	return false;
}

static int encode_guarded(struct tcp_connection *c, const char **buf,
		unsigned int *len, const char **rest, unsigned int *rest_len,
		snd_flags_t *flags)
{
	bool request = is_request(*buf, *len);
	const char *text = *buf;
	unsigned text_len = *len;
	struct acg_tls_connection *connection;
	int result;

	if(acg_tls_unsent_needs_no(*buf, *len) || c->state == S_CONN_BAD
			|| !acg_tls_connection_may_stay(c) || (request && !is_wanted(c)))
		return -1;
	current = c;
	result = inner.encode(c, buf, len, rest, rest_len, flags);
	follow_up(c);
	current = NULL;
	connection = request && result >= 0 ? untaken(c) : NULL;
	if(connection)
		acg_tls_unsent_keep(connection, text, text_len);
	return result;
}

/* Until the handshake is complete a connection that says nothing lives shortly. */
static int init_guarded(struct tcp_connection *c, int sock)
{
	int result = inner.on_tcpconn_init(c, sock);

	if(result >= 0 && c->state == S_CONN_ACCEPT) {
		c->lifetime = S_TO_TICKS(ACG_TLS_HANDSHAKE_S);
		c->timeout = get_ticks_raw() + c->lifetime;
	}
	return result;
}

void acg_tls_guard_install(void)
{
	inner = tls_hook;
	tls_hook.read = read_guarded;
	tls_hook.encode = encode_guarded;
	tls_hook.on_tcpconn_init = init_guarded;
}
