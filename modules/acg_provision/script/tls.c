/*
 * tls: the routing script's view of who sent a message.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "script/tls.h"
#include "tls/connection.h"

#include "core/dprint.h"

#include <string.h>

enum { SENT_BY_PEER = 1, NOT_SENT_BY_PEER = -1 };
enum field { PEER, LISTENER, CERTIFICATE };

bool acg_tls_script_identify(
		const struct sip_msg *msg, struct acg_tls_identity *identity)
{
	return msg->rcv.proto == PROTO_TLS
		   && acg_tls_connection_identity(msg->rcv.proto_reserved1, identity);
}

static int is_of(struct sip_msg *msg, const char *listener, size_t len)
{
	struct acg_tls_identity identity;

	return acg_tls_script_identify(msg, &identity)
						   && strlen(identity.listener) == len
						   && memcmp(identity.listener, listener, len) == 0
				   ? SENT_BY_PEER
				   : NOT_SENT_BY_PEER;
}

int acg_tls_script_peer(struct sip_msg *msg, char *listener, char *unused)
{
	(void)unused;
	return is_of(msg, listener, strlen(listener));
}

int acg_tls_script_ki_peer(struct sip_msg *msg, str *listener)
{
	return is_of(msg, listener->s, (size_t)listener->len);
}

int acg_tls_script_parse(pv_spec_p spec, str *in)
{
	static const str names[] = {[PEER] = str_init("name"),
			[LISTENER] = str_init("listener"),
			[CERTIFICATE] = str_init("certificate")};

	for(int i = PEER; i <= CERTIFICATE; i++) {
		if(in->len == names[i].len
				&& memcmp(in->s, names[i].s, (size_t)in->len) == 0) {
			spec->pvp.pvn.type = PV_NAME_INTSTR;
			spec->pvp.pvn.u.isname.type = 0;
			spec->pvp.pvn.u.isname.name.n = i;
			return 0;
		}
	}
	LM_ERR("$acg_peer(%.*s): unknown name, use name, listener or "
		   "certificate\n",
			in->len, in->s);
	return -1;
}

/* $null when the connection is not, or no longer, authenticated. */
int acg_tls_script_get(
		struct sip_msg *msg, pv_param_t *param, pv_value_t *result)
{
	static struct acg_tls_identity
			identity; /* outlives the call, as the value must */
	str text;

	if(!acg_tls_script_identify(msg, &identity))
		return pv_get_null(msg, param, result);
	switch((enum field)param->pvn.u.isname.name.n) {
		case PEER:
			text.s = identity.peer;
			break;
		case LISTENER:
			text.s = identity.listener;
			break;
		case CERTIFICATE:
			text.s = identity.certificate;
			break;
		default:
			return pv_get_null(msg, param, result);
	}
	text.len = (int)strlen(text.s);
	return pv_get_strval(msg, param, result, &text);
}
