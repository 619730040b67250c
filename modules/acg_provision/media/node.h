/*
 * node: the rtpengine nodes, and whether each was seen to keep the policy.
 *
 * In shared memory: written by the probe's process, and by a worker that finds a
 * node silent; read by all, without a lock except for the words of the reason.
 * Nodes are counted from 1.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef ACG_MEDIA_NODE_H
#define ACG_MEDIA_NODE_H

#include <stdbool.h>
#include <stdint.h>
#include <time.h>

#define ACG_MEDIA_NODES_MAX 16
#define ACG_MEDIA_REASON_SIZE 160

enum acg_media_node_state {
	ACG_MEDIA_NODE_UNPROVEN, /* the probe has not been through it yet */
	ACG_MEDIA_NODE_GOOD,
	ACG_MEDIA_NODE_SILENT, /* it does not answer */
	ACG_MEDIA_NODE_BAD	   /* it answers, and breaks the policy */
};

/* modparam media_node, what rtpengine's rtpengine_sock is given for that node:
 * "udp:IPv4:PORT" for set 0, or "SET == udp:IPv4:PORT". One node makes a set. -1
 * with a log line when it is not that. */
int acg_media_node_add(char *url);

/* In mod_init, after the parameters. 0, or -1 without memory. */
int acg_media_node_init(void);
void acg_media_node_destroy(void);

unsigned acg_media_node_count(void);

/* The number of its set at the rtpengine module. */
unsigned acg_media_node_rtpengine_set(unsigned node);

/* "127.0.0.1:2223"; static storage. */
const char *acg_media_node_address(unsigned node);

enum acg_media_node_state acg_media_node_state(unsigned node);

/* What is known of it, in words, and when (UTC) that was found; 0: never. */
time_t acg_media_node_reason(unsigned node, char reason[ACG_MEDIA_REASON_SIZE]);

/* Logs a change. True when the node was taken out by it. */
bool acg_media_node_set(
		unsigned node, enum acg_media_node_state state, const char *reason);

/* A good node for the call with that hash, other than `but` (0: any); 0: none. */
unsigned acg_media_node_choose(uint32_t hash, unsigned but);

#endif
