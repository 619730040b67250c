/*
 * node: the rtpengine nodes, and whether each was seen to keep the policy.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "media/node.h"

#include "core/dprint.h"
#include "core/locking.h"
#include "core/mem/shm.h"

#include <arpa/inet.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct node {
	_Atomic int state;
	char reason[ACG_MEDIA_REASON_SIZE]; /* under the lock, as the next */
	time_t since;
};

struct nodes {
	gen_lock_t lock;
	struct node node[ACG_MEDIA_NODES_MAX];
};

static char addresses[ACG_MEDIA_NODES_MAX][32];
static unsigned sets[ACG_MEDIA_NODES_MAX];
static unsigned count;
static struct nodes *nodes;

/* ip:port of "udp:ip:port" */
static bool is_address(const char *url)
{
	char ip[INET_ADDRSTRLEN];
	const char *colon;
	struct in_addr parsed;

	if(strncmp(url, "udp:", 4) != 0)
		return false;
	url += 4;
	colon = strchr(url, ':');
	if(!colon || (size_t)(colon - url) >= sizeof(ip))
		return false;
	memcpy(ip, url, (size_t)(colon - url));
	ip[colon - url] = '\0';
	return inet_pton(AF_INET, ip, &parsed) == 1 && atoi(colon + 1) > 0
		   && atoi(colon + 1) < 65536 && strlen(url) < sizeof(addresses[0]);
}

/* The part of "SET == url" before the url; false when there is one and it is wrong,
 * or another node has it. */
static bool take_set(const char **url, unsigned *set)
{
	const char *equals = strstr(*url, "==");
	int taken = 0;

	*set = 0;
	if(equals) {
		if(sscanf(*url, "%u == %n", set, &taken) != 1 || !taken)
			return false;
		*url += taken;
	}
	for(unsigned i = 0; i < count; i++) {
		if(sets[i] == *set)
			return false;
	}
	return true;
}

int acg_media_node_add(char *text)
{
	const char *url = text;

	if(count == ACG_MEDIA_NODES_MAX || !take_set(&url, &sets[count])
			|| !is_address(url)) {
		LM_ERR("media_node = \"%s\": expected [SET ==] udp:IPv4:PORT, each "
			   "with a set of its own, at most %d\n",
				text, ACG_MEDIA_NODES_MAX);
		return -1;
	}
	strcpy(addresses[count++], url + strlen("udp:"));
	return 0;
}

unsigned acg_media_node_rtpengine_set(unsigned node)
{
	return sets[node - 1];
}

int acg_media_node_init(void)
{
	nodes = shm_malloc(sizeof(*nodes));
	if(!nodes) {
		LM_ERR("no shared memory for the media nodes (raise -m)\n");
		return -1;
	}
	memset(nodes, 0, sizeof(*nodes));
	lock_init(&nodes->lock);
	return 0;
}

void acg_media_node_destroy(void)
{
	if(nodes)
		shm_free(nodes);
	nodes = NULL;
}

unsigned acg_media_node_count(void)
{
	return count;
}

const char *acg_media_node_address(unsigned node)
{
	return node >= 1 && node <= count ? addresses[node - 1] : "";
}

enum acg_media_node_state acg_media_node_state(unsigned node)
{
	if(node < 1 || node > count)
		return ACG_MEDIA_NODE_UNPROVEN;
	return (enum acg_media_node_state)atomic_load(&nodes->node[node - 1].state);
}

time_t acg_media_node_reason(unsigned node, char reason[ACG_MEDIA_REASON_SIZE])
{
	time_t since;

	lock_get(&nodes->lock);
	memcpy(reason, nodes->node[node - 1].reason, ACG_MEDIA_REASON_SIZE);
	since = nodes->node[node - 1].since;
	lock_release(&nodes->lock);
	return since;
}

bool acg_media_node_set(
		unsigned node, enum acg_media_node_state state, const char *reason)
{
	struct node *n = &nodes->node[node - 1];
	enum acg_media_node_state before;

	lock_get(&nodes->lock);
	before = (enum acg_media_node_state)atomic_exchange(&n->state, (int)state);
	snprintf(n->reason, sizeof(n->reason), "%s", reason);
	n->since = time(NULL);
	lock_release(&nodes->lock);
	if(state == before)
		return false;
	if(state == ACG_MEDIA_NODE_GOOD) {
		LM_NOTICE(
				"rtpengine %s takes calls: %s\n", addresses[node - 1], reason);
		return false;
	}
	LM_ERR("rtpengine %s takes no calls until the probe has been through it: "
		   "%s\n",
			addresses[node - 1], reason);
	return true;
}

unsigned acg_media_node_choose(uint32_t hash, unsigned but)
{
	for(unsigned i = 0; i < count; i++) {
		unsigned node = (hash + i) % count + 1;
		if(node != but && acg_media_node_state(node) == ACG_MEDIA_NODE_GOOD)
			return node;
	}
	return 0;
}
