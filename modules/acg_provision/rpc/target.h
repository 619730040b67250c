/*
 * target: acg.peers, where calls can go and what is known of each place.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef ACG_TARGET_RPC_H
#define ACG_TARGET_RPC_H

#include "core/rpc.h"

extern rpc_export_t acg_target_rpc[];

#endif
