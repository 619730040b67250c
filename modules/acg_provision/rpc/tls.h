/*
 * tls: the RPC commands about TLS.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef ACG_TLS_RPC_H
#define ACG_TLS_RPC_H

#include "core/rpc.h"

extern rpc_export_t acg_tls_rpc[];

#endif
