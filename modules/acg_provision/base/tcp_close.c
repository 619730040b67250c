/*
 * tcp_close: have the core close a TCP connection that is not ours alone.
 *
 * The core's main process is told to let go of it, as it is by a worker whose write
 * failed; a TCP worker that holds it gives it back within 5 seconds, and sees the mark.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "base/tcp_close.h"

#include "core/dprint.h"
#include "core/globals.h"
#include "core/pass_fd.h"
#include "core/tcp_init.h"
#include "core/timer_ticks.h"

void acg_tcp_condemn(struct tcp_connection *c)
{
	c->send_flags.f |= SND_F_CON_CLOSE;
	c->state = S_CONN_BAD;
	c->timeout = get_ticks_raw();
}

void acg_tcp_let_go(struct tcp_connection *c)
{
	long message[2] = {(long)c, CONN_EOF};

	if(send_all(unix_tcp_sock, message, sizeof(message)) <= 0)
		LM_ERR("cannot tell the TCP main process to end connection %d\n",
				c->id);
}

void acg_tcp_close(int id)
{
	struct tcp_connection *c = tcpconn_get(id, NULL, 0, NULL, 0);

	if(!c)
		return;
	acg_tcp_condemn(c);
	acg_tcp_let_go(c);
}
