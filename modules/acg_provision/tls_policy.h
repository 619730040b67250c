/*
 * tls_policy: what every TLS context must look like before its first handshake.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef ACG_TLS_POLICY_H
#define ACG_TLS_POLICY_H

#include "tls_module.h"

/* Remember one modparam tls_peer, "name[,name...]=id": domains of tls.cfg with
 * this server_id take part in handshakes only with a certificate that has one of
 * these names, or one given by another tls_peer with the same id. The text is
 * kept by reference for the life of the process. -1 when it is malformed or
 * there are too many. */
int acg_tls_policy_add_peer(char *value);

/* Put the policy on every context of every domain of `cfg`, for every process,
 * and read it back. 0, or -1 with the section, the key and the value that are at
 * fault in `error`; the caller must then not use `cfg`. Call before forking, or
 * before publishing.
 *
 * The policy: TLS 1.2 or 1.3; eight and two suites in our order of preference;
 * a verified certificate of the other side, with serverAuth usage, whose name is
 * one of the domain's peer; no resumption, compression or renegotiation; a name
 * that a client asks for (SNI) never leads to another peer's domain. */
int acg_tls_policy_apply(
		tls_domains_cfg_t *cfg, char error[static ACG_TLS_ERROR_SIZE]);

#endif
