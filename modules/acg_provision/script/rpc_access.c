/*
 * rpc_access: who may call which RPC command over HTTPS.
 *
 * The command's name is read as jsonrpcs will read it, with the same parser, so that
 * no request is one command here and another there.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "script/rpc_access.h"
#include "script/tls.h"
#include "tls/peers.h"

#include "core/dprint.h"
#include "core/parser/parse_content.h"
#include "core/utils/srjson.h"

#include <string.h>

enum { ALLOWED = 1, NOT_ALLOWED = -1, NO_REQUEST = -2 };

/* What the core registers, and what can be logged as it is. */
static bool is_command(const char *text)
{
	size_t len = strlen(text);

	return len > 0 && len < ACG_PEER_COMMAND_SIZE
		   && strspn(text,
					  "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
					  "0123456789_-.")
					  == len;
}

/* The "method" of the JSON-RPC request that the body is. False when it is none. */
static bool read_command(
		struct sip_msg *msg, char command[static ACG_PEER_COMMAND_SIZE])
{
	srjson_doc_t *doc;
	const srjson_t *method = NULL;
	bool found;

	doc = get_body(msg) ? srjson_NewDoc(NULL) : NULL;
	if(!doc)
		return false;
	doc->buf.s = get_body(msg);
	doc->buf.len = (int)strlen(doc->buf.s);
	doc->root = srjson_Parse(doc, doc->buf.s);
	if(doc->root && doc->root->type == srjson_Object)
		method = srjson_GetObjectItem(doc, doc->root, "method");
	found = method && method->type == srjson_String && method->valuestring
			&& is_command(method->valuestring);
	if(found)
		strcpy(command, method->valuestring);
	srjson_DeleteDoc(doc);
	return found;
}

static bool peer_may_call(const char *name, const char *command)
{
	const struct acg_peer_set *set = acg_tls_peers_hold();
	int peer = acg_peer_by_name(set, name);
	bool may =
			peer >= 0
			&& acg_peer_may_call(set, (uint32_t)peer, command, strlen(command));

	acg_tls_peers_release();
	return may;
}

int acg_rpc_access_ki_allowed(struct sip_msg *msg)
{
	struct acg_tls_identity who;
	char command[ACG_PEER_COMMAND_SIZE];
	bool may;

	if(!acg_tls_script_identify(msg, &who))
		return NOT_ALLOWED;
	if(!read_command(msg, command))
		return NO_REQUEST;
	may = peer_may_call(who.peer, command);
	LM_NOTICE("RPC %s by peer %s (%s) at %s:%u: %s\n", command, who.peer,
			who.certificate, ip_addr2a(&msg->rcv.src_ip), msg->rcv.src_port,
			may ? "called" : "refused, acg.peer.rpc does not have it");
	return may ? ALLOWED : NOT_ALLOWED;
}

int acg_rpc_access_allowed(struct sip_msg *msg, char *unused1, char *unused2)
{
	(void)unused1;
	(void)unused2;
	return acg_rpc_access_ki_allowed(msg);
}
