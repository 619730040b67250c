/*
 * unsent: requests that wait for a handshake which fails.
 *
 * The core counts a message as sent once the tls module has queued it, and nobody
 * tells tm when it never left. What is queued is clear text, so a response can be
 * made of it that tm takes for the far end's.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "tls/unsent.h"

#include "core/globals.h"
#include "core/mem/mem.h"
#include "core/msg_translator.h"
#include "core/parser/msg_parser.h"
#include "core/parser/parse_content.h"
#include "core/receive.h"
#include "modules/tls/tls_server.h"

#include <stdbool.h>
#include <string.h>

#define CODE 503
static str reason = str_init("TLS Handshake Failed");
static str tag = str_init("acg-unsent");

/* This process is giving such a response. */
static bool answering;

/* All that is queued, as one text, to be freed with pkg_free(); NULL when there is
 * nothing. The connection takes no more from now on. */
static char *copy_queue(struct tcp_connection *c, unsigned *len)
{
	const struct tls_extra_data *tls = c->extra_data;
	const tls_ct_q *queue;
	char *text = NULL;

	*len = 0;
	lock_get(&c->write_lock);
	c->state = S_CONN_BAD;
	queue = tls->ct_wq;
	if(tls_ct_q_non_empty(queue))
		text = pkg_malloc(queue->queued + 1);
	for(const struct sbuf_elem *e = text ? queue->first : NULL; e;
			e = e->next) {
		unsigned from = e == queue->first ? queue->offset : 0;
		unsigned to = e == queue->last ? queue->last_used : e->b_size;

		if(to < from || to - from > queue->queued - *len)
			break;
		memcpy(text + *len, e->buf + from, to - from);
		*len += to - from;
	}
	lock_release(&c->write_lock);
	if(text)
		text[*len] = '\0';
	return text;
}

/* A response as the far end would have sent it. */
static void answer(struct sip_msg *request, struct receive_info *from)
{
	struct bookmark unused;
	unsigned len;
	char *reply = build_res_buf_from_sip_req(
			CODE, &reason, &tag, request, &len, &unused);

	if(!reply)
		return;
	answering = true;
	receive_msg(reply, len, from);
	answering = false;
	pkg_free(reply);
}

/* Answer the message that `text` begins with. Its length, or 0 when it is none. */
static unsigned answer_first(
		char *text, unsigned len, struct receive_info *from)
{
	struct sip_msg msg = {.buf = text, .len = len, .rcv = *from};
	unsigned used = 0;
	char *body;

	msg.set_global_address = default_global_address;
	msg.set_global_port = default_global_port;
	if(parse_msg(text, len, &msg) == 0 && parse_headers(&msg, HDR_EOH_F, 0) == 0
			&& (body = get_body(&msg))) {
		used = (unsigned)(body - text);
		if(msg.content_length)
			used += (unsigned)get_content_length(&msg);
		if(msg.first_line.type == SIP_REQUEST && msg.REQ_METHOD != METHOD_ACK)
			answer(&msg, from);
	}
	free_sip_msg(&msg);
	return used <= len ? used : 0;
}

void acg_tls_unsent_answer(struct tcp_connection *c)
{
	struct receive_info from = c->rcv;
	unsigned len, used, at = 0;
	char *text = copy_queue(c, &len);

	if(!text)
		return;
	while(at < len && (used = answer_first(text + at, len - at, &from)) > 0)
		at += used;
	pkg_free(text);
}

bool acg_tls_unsent_needs_no(const char *buf, unsigned len)
{
	return answering && len >= 4 && memcmp(buf, "ACK ", 4) == 0;
}
