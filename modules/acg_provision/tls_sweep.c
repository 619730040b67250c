/*
 * tls_sweep: connections that have no right to stay.
 *
 * A connection that carries messages is judged as they pass (tls_guard). This is
 * for those that carry nothing. The core's main process is told to let go of them,
 * as it is by a worker whose write failed; a TCP worker that holds one gives it
 * back within 5 seconds, and sees the mark.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "tls_sweep.h"
#include "tls_connection.h"

#include "core/dprint.h"
#include "core/globals.h"
#include "core/pass_fd.h"
#include "core/tcp_conn.h"
#include "core/tcp_init.h"
#include "core/timer_ticks.h"

/* More wait for the next second. */
#define AT_ONCE 256

struct found {
	struct tcp_connection *connection[AT_ONCE];
	int count;
};

static void mark(struct tcp_connection *c)
{
	c->send_flags.f |= SND_F_CON_CLOSE;
	c->state = S_CONN_BAD;
	c->timeout = get_ticks_raw();
}

/* Under the core's lock of connections: mark it and keep a reference. */
static void judge(struct tcp_connection *c, void *arg)
{
	struct found *found = arg;

	if(found->count == AT_ONCE || c->state == S_CONN_BAD
			|| acg_tls_connection_may_stay(c))
		return;
	mark(c);
	atomic_inc(&c->refcnt);
	found->connection[found->count++] = c;
}

/* The main process takes over the reference. */
static void tell_main(struct tcp_connection *c)
{
	long message[2] = {(long)c, CONN_EOF};

	if(send_all(unix_tcp_sock, message, sizeof(message)) <= 0)
		LM_ERR("cannot tell the TCP main process to end connection %d\n",
				c->id);
}

void acg_tls_close(int id)
{
	struct tcp_connection *c = tcpconn_get(id, NULL, 0, NULL, 0);

	if(!c)
		return;
	mark(c);
	tell_main(c);
}

void acg_tls_sweep(void)
{
	struct found found = {.count = 0};

	acg_tls_each_connection(judge, &found);
	for(int i = 0; i < found.count; i++)
		tell_main(found.connection[i]);
}
