/*
 * sweep: connections that have no right to stay.
 *
 * A connection that carries messages is judged as they pass (tls/guard.c). This is
 * for those that carry nothing.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "tls/sweep.h"
#include "base/tcp_close.h"
#include "tls/connection.h"

#include "core/tcp_conn.h"

/* More wait for the next second. */
#define AT_ONCE 256

struct found {
	struct tcp_connection *connection[AT_ONCE];
	int count;
};

/* Under the core's lock of connections: mark it and keep a reference. */
static void judge(struct tcp_connection *c, void *arg)
{
	struct found *found = arg;

	if(found->count == AT_ONCE || c->state == S_CONN_BAD
			|| acg_tls_connection_may_stay(c))
		return;
	acg_tcp_condemn(c);
	atomic_inc(&c->refcnt);
	found->connection[found->count++] = c;
}

void acg_tls_sweep(void)
{
	struct found found = {.count = 0};

	acg_tls_each_connection(judge, &found);
	for(int i = 0; i < found.count; i++)
		acg_tcp_let_go(found.connection[i]);
}
