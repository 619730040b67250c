/*
 * end: a call's place at its node given back, and what its media was like.
 *
 * A call may end without a message at hand (its time ran out, an RPC), and in a
 * message of either side. Kamailio's rtpengine module names a call by a message,
 * so it is always given one made here.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "media/end.h"
#include "media/dialog.h"
#include "media/node.h"
#include "media/relay.h"
#include "media/rtpengine.h"

#include "core/dprint.h"
#include "core/msg_translator.h"
#include "core/receive.h"

#include <netinet/in.h>
#include <stdio.h>
#include <string.h>

#define MESSAGE_SIZE 2048

static void note(
		struct dlg_cell *dialog, const struct acg_rtpengine_quality *quality)
{
	const struct {
		enum acg_media_fact fact;
		const char *text;
	} facts[] = {{ACG_MEDIA_MOS, quality->mos}, {ACG_MEDIA_LOSS, quality->loss},
			{ACG_MEDIA_JITTER, quality->jitter},
			{ACG_MEDIA_PACKETS, quality->packets}};

	for(size_t i = 0; i < sizeof(facts) / sizeof(facts[0]); i++) {
		str value = {(char *)facts[i].text, (int)strlen(facts[i].text)};
		if(value.len > 0)
			acg_media_note(dialog, facts[i].fact, &value);
	}
}

/* The whole call, with all its branches: named without a To-tag. */
static int release(struct dlg_cell *dialog, unsigned node,
		struct acg_rtpengine_quality *quality)
{
	const str *id = &dialog->callid, *tag = &dialog->tag[DLG_CALLER_LEG];
	struct sip_msg msg;
	char text[MESSAGE_SIZE];
	int result = -1;
	int n = snprintf(text, sizeof(text),
			"BYE sip:acg SIP/2.0\r\nVia: SIP/2.0/TLS acg;branch=z9hG4bKacg\r\n"
			"From: <sip:acg>;tag=%.*s\r\nTo: <sip:acg>\r\nCall-ID: %.*s\r\n"
			"CSeq: 1 BYE\r\nContent-Length: 0\r\n\r\n",
			tag->len, tag->s, id->len, id->s);

	if(n >= (int)sizeof(text)
			|| build_sip_msg_from_buf(&msg, text, n, inc_msg_no()) < 0)
		return -1;
	/* rtpengine is told where a message came from: nowhere */
	msg.rcv.src_ip.af = AF_INET;
	msg.rcv.src_ip.len = sizeof(struct in_addr);
	if(acg_rtpengine_use(&msg, acg_media_node_rtpengine_set(node)) == 0)
		result = acg_rtpengine_delete(&msg, quality);
	free_sip_msg(&msg);
	return result;
}

/* One that was found silent is not waited for. 0 when it is released. */
static int try_release(struct dlg_cell *dialog, unsigned node,
		struct acg_rtpengine_quality *quality)
{
	if(acg_media_node_state(node) != ACG_MEDIA_NODE_SILENT
			&& release(dialog, node, quality) == 0)
		return 0;
	LM_NOTICE("rtpengine %s did not release call %.*s: it will by itself, "
			  "when no media comes\n",
			acg_media_node_address(node), dialog->callid.len, dialog->callid.s);
	return -1;
}

void acg_media_leave_place(struct dlg_cell *dialog, struct acg_media_call *call)
{
	if(call->node && call->node <= acg_media_node_count())
		try_release(dialog, call->node, NULL);
	acg_media_call_leave(call);
}

void acg_media_end_call(struct dlg_cell *dialog)
{
	struct acg_rtpengine_quality quality;
	struct acg_media_call call;

	if(!acg_media_load(dialog, &call) || !call.node
			|| call.node > acg_media_node_count())
		return;
	if(try_release(dialog, call.node, &quality) == 0)
		note(dialog, &quality);
	acg_media_call_move(&call, 0);
	acg_media_save(dialog, &call);
}

int acg_media_end(struct sip_msg *msg)
{
	struct dlg_cell *dialog = acg_media_dialog_of(msg);

	if(!dialog)
		return ACG_MEDIA_NO_DIALOG;
	acg_media_end_call(dialog);
	acg_media_dialog_release(dialog);
	return ACG_MEDIA_RELAYED;
}
