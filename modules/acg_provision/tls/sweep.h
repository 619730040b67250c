/*
 * sweep: connections that have no right to stay.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef ACG_TLS_SWEEP_H
#define ACG_TLS_SWEEP_H

/* Have the core close every TLS connection whose peer may no longer be there, and
 * every one whose handshake takes too long. Call once a second, from one process. */
void acg_tls_sweep(void);

#endif
