/*
 * peers: the peers in force, in shared memory, equal to table acg.peer.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef ACG_TLS_PEERS_H
#define ACG_TLS_PEERS_H

#include "peers/peer.h"
#include "peers/peer_load.h"

#include <time.h>

/* Call in mod_init: makes room for the process that follows the table. */
void acg_tls_peers_register(void);

/* Before forking: read the peers or, when the database says nothing, the snapshot of
 * what it said last. `trust_store`, a directory or "", is kept by reference. 0, or -1
 * with a log line. */
int acg_tls_peers_init(const char *trust_store);
void acg_tls_peers_destroy(void);

/* PROC_MAIN: start the process that follows the table, within a second of each
 * change, and looks after connections every second. 0 or -1. */
int acg_tls_peers_start(void);

/* Have the table read again soon, by that process. */
void acg_tls_peers_ask(void);

/* The set in force, until acg_tls_peers_release(): hold it for microseconds, it
 * is a lock. Never NULL once initialised. */
const struct acg_peer_set *acg_tls_peers_hold(void);
void acg_tls_peers_release(void);

/* Is there a peer of this listener? */
bool acg_tls_peers_has(const char *listener);

/* Raised by one whenever another set is in force; takes no lock. */
unsigned acg_tls_peers_generation(void);

/* Have every connection judged again: something else that counts has changed. */
void acg_tls_peers_touch(void);

/* What the newest attempt to read them came to; "" when it went well. */
void acg_tls_peers_failure(char error[static ACG_PEER_ERROR_SIZE]);

#endif
