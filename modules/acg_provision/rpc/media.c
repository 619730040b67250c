/*
 * media: acg.media.nodes, the rtpengine nodes and what the probe found.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "rpc/media.h"
#include "base/utc.h"
#include "media/node.h"

#include <stdio.h>

static const char *state_text(enum acg_media_node_state state)
{
	switch(state) {
		case ACG_MEDIA_NODE_UNPROVEN:
			return "unproven";
		case ACG_MEDIA_NODE_GOOD:
			return "good";
		case ACG_MEDIA_NODE_SILENT:
			return "silent";
		case ACG_MEDIA_NODE_BAD:
			return "bad";
	}
	return "unknown";
}

static void nodes(rpc_t *rpc, void *context)
{
	char reason[ACG_MEDIA_REASON_SIZE], when[ACG_UTC_SIZE];
	time_t since;
	void *node;

	for(unsigned i = 1; i <= acg_media_node_count(); i++) {
		if(rpc->add(context, "{", &node) < 0)
			return;
		since = acg_media_node_reason(i, reason);
		rpc->struct_add(node, "dssss", "set",
				(int)acg_media_node_rtpengine_set(i), "address",
				acg_media_node_address(i), "state",
				state_text(acg_media_node_state(i)), "reason", reason,
				"probed_at", since ? acg_utc(since, when) : "never");
	}
}

static const char *nodes_doc[] = {
		"The rtpengine nodes, whether they take calls, and why not", 0};

rpc_export_t acg_media_rpc[] = {
		{"acg.media.nodes", nodes, nodes_doc, RET_ARRAY}, {0, 0, 0, 0}};
