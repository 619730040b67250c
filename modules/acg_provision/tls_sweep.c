/*
 * tls_sweep: connections that have no right to stay.
 *
 * A connection that carries messages is judged as they pass (tls_hook). This is
 * for those that carry nothing. The core closes what is marked bad: its main
 * process at its timer, a TCP worker when it gives the connection back.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "tls_sweep.h"
#include "tls_connection.h"

#include "core/dprint.h"
#include "core/tcp_conn.h"
#include "core/timer_ticks.h"

static void end(struct tcp_connection *c)
{
	c->send_flags.f |= SND_F_CON_CLOSE;
	c->state = S_CONN_BAD;
	c->timeout = get_ticks_raw();
}

/* Under the core's lock of connections. */
static void judge(struct tcp_connection *c, void *unused)
{
	(void)unused;
	if(c->state != S_CONN_BAD && !acg_tls_connection_may_stay(c))
		end(c);
}

void acg_tls_sweep(void)
{
	acg_tls_each_connection(judge, NULL);
}
