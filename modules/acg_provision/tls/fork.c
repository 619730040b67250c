/*
 * fork: make OpenSSL 3 safe under Kamailio's fork.
 *
 * Kamailio 5.6 lets OpenSSL allocate in shared memory. What OpenSSL keeps per
 * thread (random generators, error queues) is made in the main process before
 * it forks, so that every child inherits pointers to the same objects and uses
 * them without a lock: under concurrent handshakes the server dies (signal 11
 * within 25 to 90 handshakes with two or more TCP workers). When the parent
 * drops that state before each fork, every child makes its own. Kamailio 5.8
 * and later do this themselves (tls_threads_mode).
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "tls/fork.h"

#include "core/dprint.h"

#include <openssl/crypto.h>

#include <pthread.h>
#include <string.h>

static void drop_thread_state(void)
{
	OPENSSL_thread_stop();
}

int acg_tls_fork_protect(void)
{
	int error = pthread_atfork(drop_thread_state, NULL, NULL);

	if(error) {
		LM_ERR("cannot register the fork handler: %s\n", strerror(error));
		return -1;
	}
	return 0;
}
