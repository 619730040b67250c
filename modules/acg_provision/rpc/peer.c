/*
 * peer: what acg.number.explain says about peers.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "rpc/peer.h"
#include "base/direction.h"
#include "tls/peers.h"

#include <stdio.h>
#include <string.h>

/* As many names as a reader wants to see; what is left out is told. */
#define LIST_SIZE 1024
#define MORE ", ..."

/* "a, b" or "none". Copied, because the set is held by a lock. */
static void list_peers(const char *listener, char out[static LIST_SIZE])
{
	const struct acg_peer_set *set = acg_tls_peers_hold();
	size_t used = 0;

	strcpy(out, "none");
	for(uint32_t i = 0; i < set->peers; i++) {
		const struct acg_peer *peer = &set->peer[i];

		if(strcmp(peer->listener, listener) != 0)
			continue;
		if(used + strlen(peer->name) + 2 * sizeof(MORE) > LIST_SIZE) {
			strcpy(out + used, MORE);
			break;
		}
		used += (size_t)snprintf(out + used, LIST_SIZE - used, "%s%s",
				used ? ", " : "", peer->name);
	}
	acg_tls_peers_release();
}

void acg_peer_rpc_show(rpc_t *rpc, void *handle)
{
	char operators[LIST_SIZE], clouds[LIST_SIZE];

	list_peers(acg_direction_peer(ACG_TO_OPERATOR), operators);
	list_peers(acg_direction_peer(ACG_TO_CLOUD), clouds);
	rpc->struct_add(
			handle, "ss", "operator_peers", operators, "cloud_peers", clouds);
}
