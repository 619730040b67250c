/*
 * header: RPC commands about headers.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef ACG_HEADER_RPC_H
#define ACG_HEADER_RPC_H

#include "numbers/table.h"

#include "core/rpc.h"

/* Add to the structure `handle` what header rules do to an INVITE of this number and
 * to its responses, in each direction: lists headers_to_cloud, headers_to_operator. */
void acg_header_rpc_show(
		rpc_t *rpc, void *handle, const struct acg_service_match *match);

extern rpc_export_t acg_header_rpc[];

#endif
