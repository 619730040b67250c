/*
 * framing: connections on which nobody can tell where the next message begins.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "sip/framing.h"
#include "base/tcp_close.h"
#include "sip/header_scan.h"

#include "core/dprint.h"

static bool gets_reply(const struct sip_msg *msg)
{
	return msg->first_line.type == SIP_REQUEST && msg->REQ_METHOD != METHOD_ACK;
}

bool acg_framing_judge(struct sip_msg *msg)
{
	if(msg->rcv.proto != PROTO_TLS
			|| acg_header_length_is_clear(msg->buf, msg->len))
		return false;
	LM_NOTICE("connection from %s:%u closed: Content-Length leaves open where "
			  "the next message begins\n",
			ip_addr2a(&msg->rcv.src_ip), msg->rcv.src_port);
	if(gets_reply(msg))
		msg->rpl_send_flags.f |= SND_F_CON_CLOSE;
	else
		acg_tcp_close(msg->rcv.proto_reserved1);
	return true;
}
