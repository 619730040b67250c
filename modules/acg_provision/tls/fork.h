/*
 * fork: make OpenSSL 3 safe under Kamailio's fork.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef ACG_TLS_FORK_H
#define ACG_TLS_FORK_H

/* From now on drop OpenSSL's per-thread state before every fork of this process,
 * unless the core does (core parameter tls_threads_mode = 2).
 * Call once, before Kamailio forks. 0, or -1 with a log line. */
int acg_tls_fork_protect(void);

/* In a new process: make OpenSSL's per-thread state now, with the signals that end the
 * process held back. It is registered under a lock in shared memory, which must not die
 * with this process: the main one takes it when it cleans up, and would hang. */
void acg_tls_fork_begin_child(void);

#endif
