/*
 * rpc: the RPC commands of this module.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef ACG_RPC_H
#define ACG_RPC_H

#include "core/rpc.h"

extern rpc_export_t acg_rpc[];

/* The header name that acg.number.explain shows; kept by reference. */
void acg_rpc_set_header_name(const char *name);

#endif
