/*
 * peer: what acg.number.explain says about peers.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef ACG_PEER_RPC_H
#define ACG_PEER_RPC_H

#include "core/rpc.h"

/* Add operator_peers and cloud_peers to the struct: the peers in force of the
 * listeners with these names, between which every call is. */
void acg_peer_rpc_show(rpc_t *rpc, void *handle);

#endif
