/*
 * outgoing: messages on their way out, and requests that the core cannot answer.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "sip/outgoing.h"
#include "base/tcp_close.h"
#include "sip/contact.h"
#include "sip/customer_name.h"
#include "sip/framing.h"
#include "sip/raw_reply.h"

#include "core/dprint.h"
#include "core/events.h"
#include "core/forward.h"
#include "core/mem/mem.h"
#include "core/socket_info.h"

#include <string.h>

#define GROWTH 128 /* a name, port and transport in place of another name */

static const char *mask;

/* The message is the core's copy in private memory, which may be replaced; with NULL
 * in its place nothing is sent. */
static int rewrite_contact(sr_event_param_t *event)
{
	static char out[BUF_SIZE + GROWTH];
	str *message = event->data;
	const struct dest_info *to = event->dst;
	unsigned int port = to && to->send_sock ? to->send_sock->port_no : 0;
	bool unchanged;
	size_t len = acg_contact_rewrite(message->s, (size_t)message->len, mask,
			port, out, sizeof(out), &unchanged);
	char *copy = len ? pkg_malloc(len + 1) : NULL;

	if(unchanged)
		return 0;
	if(copy) {
		memcpy(copy, out, len);
		copy[len] = '\0';
	} else {
		LM_ERR("message not sent: no memory to rewrite its Contact (raise "
			   "-M)\n");
	}
	pkg_free(message->s);
	*message = (str){copy, (int)len};
	return 0;
}

int acg_outgoing_register(const char *name)
{
	mask = name;
	if(!mask[0]
			|| sr_event_register_cb(SREV_NET_DATA_OUT, rewrite_contact) == 0)
		return 0;
	LM_ERR("cannot register for messages that go out\n");
	return -1;
}

/* On a port that we listen on. */
static int is_ours(str *host, unsigned short port, unsigned short proto)
{
	return acg_customer_name_is_ours(host->s, (size_t)host->len)
		   && (port == 0 || grep_sock_info_by_port(port, proto));
}

int acg_outgoing_register_names(void)
{
	return register_check_self_func(is_ours);
}

/* Without these the core drops a request before request_route. */
static bool is_routable(const struct sip_msg *msg)
{
	return msg->via1 && msg->via1->error == PARSE_OK && msg->callid && msg->cseq
		   && msg->from && msg->to;
}

bool acg_outgoing_answer_unparsed(struct sip_msg *msg)
{
	static char reply[BUF_SIZE];
	struct dest_info to;
	size_t len;
	bool lost;

	/* A request of HTTP is for xhttp. */
	if(msg->first_line.type == SIP_REPLY || IS_HTTP(msg) || is_routable(msg))
		return true;
	lost = acg_framing_judge(msg);
	len = acg_raw_reply(msg->buf, msg->len, reply, sizeof(reply));
	if(len == 0) {
		if(lost)
			acg_tcp_close(msg->rcv.proto_reserved1);
		return false;
	}
	init_dst_from_rcv(&to, &msg->rcv);
	to.send_flags = msg->rpl_send_flags;
	if(msg_send_buffer(&to, reply, (int)len, 1) < 0)
		LM_NOTICE("a request that cannot be parsed got no answer\n");
	return false;
}
