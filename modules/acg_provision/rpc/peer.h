/*
 * peer: what acg.number.explain says about peers.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef ACG_PEER_RPC_H
#define ACG_PEER_RPC_H

#include "numbers/table.h"

#include "core/rpc.h"

/* Add operator_peers and cloud_peers to the struct, between which calls of a number
 * with this service and account are: where this module routes calls, the peers of the
 * destinations of acg.route, with these beside them; otherwise all peers in force of
 * the side. */
void acg_peer_rpc_show(
		rpc_t *rpc, void *handle, const struct acg_service_match *match);

#endif
