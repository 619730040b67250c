/*
 * fork: make OpenSSL 3 safe under Kamailio's fork.
 *
 * Kamailio 5.6 lets OpenSSL allocate in shared memory. What OpenSSL keeps per
 * thread (random generators, error queues) is made in the main process before
 * it forks, so that every child inherits pointers to the same objects and uses
 * them without a lock: under concurrent handshakes the server dies (signal 11
 * within 25 to 90 handshakes with two or more TCP workers). When the parent
 * drops that state before each fork, every child makes its own.
 *
 * Kamailio 5.8 and later do this themselves with tls_threads_mode = 2. Mode 1, where
 * their own modules call OpenSSL at the start from threads that end, is no cure for
 * us: this module calls it from the main one.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "tls/fork.h"
#include "base/symbols.h"

#include "core/dprint.h"

#include <openssl/crypto.h>
#include <openssl/err.h>

#include <pthread.h>
#include <signal.h>
#include <stdbool.h>
#include <string.h>

#define MODE_FORK 2

static void drop_thread_state(void)
{
	OPENSSL_thread_stop();
}

static bool core_does_it(void)
{
	const int *mode = acg_symbols_of_core("ksr_tls_threads_mode");

	return mode && *mode == MODE_FORK;
}

int acg_tls_fork_protect(void)
{
	int error;

	if(core_does_it()) {
		LM_INFO("tls_threads_mode = 2: the core makes OpenSSL safe under fork, "
				"this module leaves it alone\n");
		return 0;
	}
	error = pthread_atfork(drop_thread_state, NULL, NULL);
	if(error) {
		LM_ERR("cannot register the fork handler: %s\n", strerror(error));
		return -1;
	}
	return 0;
}

void acg_tls_fork_begin_child(void)
{
	sigset_t ending, before;

	sigemptyset(&ending);
	sigaddset(&ending, SIGTERM);
	sigaddset(&ending, SIGINT);
	sigprocmask(SIG_BLOCK, &ending, &before);
	ERR_clear_error();
	sigprocmask(SIG_SETMASK, &before, NULL);
}
