/*
 * header_rpc: RPC commands about headers.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef ACG_HEADER_RPC_H
#define ACG_HEADER_RPC_H

#include "core/rpc.h"

extern rpc_export_t acg_header_rpc[];

#endif
