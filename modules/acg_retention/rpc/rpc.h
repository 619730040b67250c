/*
 * rpc: the RPC commands of this module.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef ACG_RPC_H
#define ACG_RPC_H

#include "core/rpc.h"

extern rpc_export_t acg_rpc[];

#endif
