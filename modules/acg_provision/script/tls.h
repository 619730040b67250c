/*
 * tls: the routing script's view of who sent a message.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef ACG_TLS_SCRIPT_H
#define ACG_TLS_SCRIPT_H

#include "tls/connection.h"

#include "core/parser/msg_parser.h"
#include "core/pvar.h"

/* acg_peer(listener): 1 when the message came on a TLS connection that is
 * authenticated, now, as a peer of that listener, else -1. */
int acg_tls_script_peer(struct sip_msg *msg, char *listener, char *unused);
int acg_tls_script_ki_peer(struct sip_msg *msg, str *listener);

/* Who sent the message. False when the connection is not, or no longer,
 * authenticated. */
bool acg_tls_script_identify(
		const struct sip_msg *msg, struct acg_tls_identity *identity);

/* $acg_peer(name), $acg_peer(listener), $acg_peer(certificate). */
int acg_tls_script_parse(pv_spec_p spec, str *in);
int acg_tls_script_get(
		struct sip_msg *msg, pv_param_t *param, pv_value_t *result);

#endif
