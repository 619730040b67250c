/*
 * unsent: requests on a connection whose far end has not taken us in.
 *
 * The core counts a message as sent once the tls module has queued or written it, and
 * nobody tells tm that the handshake failed. In TLS 1.3 we may send before the far end
 * has looked at our certificate: it says that it does not like it afterwards. So what
 * is sent is kept until it is known that we are let in, and a response can be made of
 * it that tm takes for the far end's.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "tls/unsent.h"

#include "core/globals.h"
#include "core/mem/mem.h"
#include "core/mem/shm_mem.h"
#include "core/msg_translator.h"
#include "core/parser/msg_parser.h"
#include "core/receive.h"

#include <string.h>

#define CODE 503
static str reason = str_init("TLS Handshake Failed");
static str tag = str_init("acg-unsent");

/* In shared memory, oldest first. */
struct acg_tls_unsent {
	struct acg_tls_unsent *next;
	unsigned len;
	char text[]; /* and a null byte */
};

/* This process is giving such a response. */
static bool answering;

void acg_tls_unsent_keep(
		struct acg_tls_connection *connection, const char *buf, unsigned len)
{
	struct acg_tls_unsent *message;

	if(len > ACG_TLS_UNSENT_MAX - connection->unsent_len)
		return;
	message = shm_malloc(sizeof(*message) + len + 1);
	if(!message)
		return;
	message->next = NULL;
	message->len = len;
	memcpy(message->text, buf, len);
	message->text[len] = '\0';
	if(connection->unsent)
		connection->unsent_last->next = message;
	else
		connection->unsent = message;
	connection->unsent_last = message;
	connection->unsent_len += len;
}

static void free_all(struct acg_tls_unsent *message)
{
	struct acg_tls_unsent *next;

	for(; message; message = next) {
		next = message->next;
		shm_free(message);
	}
}

void acg_tls_unsent_forget(struct acg_tls_connection *connection)
{
	free_all(connection->unsent);
	connection->unsent = connection->unsent_last = NULL;
	connection->unsent_len = 0;
}

/* A response as the far end would have sent it. */
static void respond(struct sip_msg *request, struct receive_info *from)
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

static void answer(struct acg_tls_unsent *message, struct receive_info *from)
{
	struct sip_msg msg = {
			.buf = message->text, .len = message->len, .rcv = *from};

	msg.set_global_address = default_global_address;
	msg.set_global_port = default_global_port;
	if(parse_msg(message->text, message->len, &msg) == 0
			&& parse_headers(&msg, HDR_EOH_F, 0) == 0
			&& msg.first_line.type == SIP_REQUEST
			&& msg.REQ_METHOD != METHOD_ACK)
		respond(&msg, from);
	free_sip_msg(&msg);
}

void acg_tls_unsent_answer(
		struct tcp_connection *c, struct acg_tls_connection *connection)
{
	struct receive_info from = c->rcv;
	struct acg_tls_unsent *first;

	lock_get(&c->write_lock);
	c->state = S_CONN_BAD;
	first = connection->unsent;
	connection->unsent = NULL;
	acg_tls_unsent_forget(connection);
	lock_release(&c->write_lock);
	for(struct acg_tls_unsent *message = first; message;
			message = message->next)
		answer(message, &from);
	free_all(first);
}

bool acg_tls_unsent_needs_no(const char *buf, unsigned len)
{
	return answering && len >= 4 && memcmp(buf, "ACK ", 4) == 0;
}
