/*
 * peer: what acg.number.explain says about peers.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "rpc/peer.h"
#include "base/direction.h"
#include "peers/ds_module.h"
#include "peers/target.h"
#include "tls/peers.h"

#include <stdio.h>
#include <string.h>

/* As many names as a reader wants to see; what is left out is told. */
#define LIST_SIZE 1024
#define MORE ", ..."

/* "a, b", or "none". */
struct list {
	size_t used;
	bool full;
	char text[LIST_SIZE];
};

static void list_begin(struct list *list)
{
	*list = (struct list){.text = "none"};
}

static void list_add(struct list *list, const char *name)
{
	if(list->full)
		return;
	list->full = list->used + strlen(name) + 2 * sizeof(MORE) > LIST_SIZE;
	if(list->full)
		strcpy(list->text + list->used, MORE);
	else
		list->used += (size_t)snprintf(list->text + list->used,
				LIST_SIZE - list->used, "%s%s", list->used ? ", " : "", name);
}

/* All peers of a side. Copied, because the set is held by a lock. */
static void show_all(
		rpc_t *rpc, void *handle, const char *listener, const char *peers_name)
{
	const struct acg_peer_set *set = acg_tls_peers_hold();
	struct list peers;

	list_begin(&peers);
	for(uint32_t i = 0; i < set->peers; i++) {
		if(strcmp(set->peer[i].listener, listener) == 0)
			list_add(&peers, set->peer[i].name);
	}
	acg_tls_peers_release();
	rpc->struct_add(handle, "s", peers_name, peers.text);
}

static bool is_new(const struct acg_destination *destination, unsigned i)
{
	for(unsigned j = 0; j < i; j++) {
		if(strcmp(destination[j].peer, destination[i].peer) == 0)
			return false;
	}
	return true;
}

/* Where calls go, in the order in which it is tried. */
static void show_routes(rpc_t *rpc, void *handle,
		const struct acg_route_call *call, const char *peers_name,
		const char *destinations_name)
{
	struct acg_destination destination[ACG_TARGET_TRIES_MAX];
	unsigned n = acg_target_destinations(call, destination);
	struct list peers, destinations;

	list_begin(&peers);
	list_begin(&destinations);
	for(unsigned i = 0; i < n; i++) {
		list_add(&destinations, destination[i].name);
		if(is_new(destination, i))
			list_add(&peers, destination[i].peer);
	}
	rpc->struct_add(handle, "ss", peers_name, peers.text, destinations_name,
			destinations.text);
}

static void show_side(rpc_t *rpc, void *handle,
		const struct acg_service_match *match, enum acg_direction direction,
		const char *peers_name, const char *destinations_name)
{
	struct acg_route_call call = {.listener = acg_direction_peer(direction),
			.service = match->service,
			.account = match->account};

	if(acg_ds_is_bound())
		show_routes(rpc, handle, &call, peers_name, destinations_name);
	else
		show_all(rpc, handle, call.listener, peers_name);
}

void acg_peer_rpc_show(
		rpc_t *rpc, void *handle, const struct acg_service_match *match)
{
	show_side(rpc, handle, match, ACG_TO_OPERATOR, "operator_peers",
			"operator_destinations");
	show_side(rpc, handle, match, ACG_TO_CLOUD, "cloud_peers",
			"cloud_destinations");
}
