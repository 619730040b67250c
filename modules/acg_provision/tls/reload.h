/*
 * reload: tls.reload, with the policy between loading and publishing.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef ACG_TLS_RELOAD_H
#define ACG_TLS_RELOAD_H

/* Take over the RPC command tls.reload. Call in mod_init, after the tls module's
 * own. 0, or -1 with a log line. */
int acg_tls_reload_take_over(void);

#endif
