/*
 * media: acg.media.nodes, the rtpengine nodes and what the probe found.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef ACG_MEDIA_RPC_H
#define ACG_MEDIA_RPC_H

#include "core/rpc.h"

extern rpc_export_t acg_media_rpc[];

#endif
