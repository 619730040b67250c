/*
 * rpc_access: who may call which RPC command over HTTPS.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef ACG_RPC_ACCESS_H
#define ACG_RPC_ACCESS_H

#include "core/parser/msg_parser.h"

/* acg_rpc_allowed(): may the peer that sent this HTTP request call the command that
 * its body, a JSON-RPC request, names? 1 yes; -1 no, or nobody known has sent it; -2
 * the body is no JSON-RPC request. Each answer of 1 or -1 has its line in the log. */
int acg_rpc_access_allowed(struct sip_msg *msg, char *unused1, char *unused2);
int acg_rpc_access_ki_allowed(struct sip_msg *msg);

#endif
