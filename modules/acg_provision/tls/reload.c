/*
 * reload: tls.reload, with the policy between loading and publishing.
 *
 * The tls module's own command would publish contexts as tls.cfg describes them,
 * without the policy. Contexts are refused as a whole: the old ones stay.
 *
 * Each reload is done by a child of the process that has the request. All it
 * makes is in shared memory, like what the main process made before forking. Its
 * parser starts from what that process read at the start, which is kept for it,
 * and not from what an earlier reload has read and freed, which makes Kamailio
 * 5.6 refuse good files ("duplicate definition") or crash.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "tls/reload.h"
#include "tls/module.h"
#include "tls/peers.h"
#include "tls/policy.h"

#include "core/dprint.h"
#include "core/rpc_lookup.h"

#include <openssl/crypto.h>

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

/* 0, or -1 and nothing changed, with the reason in `error`. */
static int load_and_publish(char *error)
{
	tls_domains_cfg_t *cfg = acg_tls_module_load(error);

	if(!cfg)
		return -1;
	if(acg_tls_policy_apply(cfg, error) < 0) {
		acg_tls_module_free(cfg);
		return -1;
	}
	acg_tls_module_publish(cfg);
	return 0;
}

/* In the child: no way back, and nothing of the parent's is cleaned up. OpenSSL's
 * state of this thread is in shared memory, so it must not be left behind. */
__attribute__((noreturn)) static void be_child(int to_parent)
{
	char error[ACG_TLS_ERROR_SIZE] = "";
	int result = load_and_publish(error);

	OPENSSL_thread_stop();
	if(result < 0 && write(to_parent, error, strlen(error)) < 0)
		_exit(EXIT_FAILURE);
	_exit(result < 0 ? EXIT_FAILURE : EXIT_SUCCESS);
}

/* All that comes until the other end is closed, as text. */
static void read_text(int fd, char *text, size_t size)
{
	size_t used = 0;
	ssize_t n;

	while(used < size - 1) {
		n = read(fd, text + used, size - 1 - used);
		if(n == 0 || (n < 0 && errno != EINTR))
			break;
		used += n > 0 ? (size_t)n : 0;
	}
	text[used] = '\0';
}

static int wait_for(pid_t child, char *error)
{
	int status;

	while(waitpid(child, &status, 0) < 0) {
		if(errno != EINTR) {
			snprintf(error, ACG_TLS_ERROR_SIZE, "lost the child process: %s",
					strerror(errno));
			return -1;
		}
	}
	if(WIFSIGNALED(status))
		snprintf(error, ACG_TLS_ERROR_SIZE,
				"the child process ended by signal %d, see the log",
				WTERMSIG(status));
	return WIFEXITED(status) && WEXITSTATUS(status) == EXIT_SUCCESS ? 0 : -1;
}

static int reload_in_child(char error[static ACG_TLS_ERROR_SIZE])
{
	int ends[2];
	pid_t child;

	if(pipe(ends) < 0) {
		snprintf(error, ACG_TLS_ERROR_SIZE, "pipe: %s", strerror(errno));
		return -1;
	}
	child = fork();
	if(child == 0) {
		close(ends[0]);
		be_child(ends[1]);
	}
	close(ends[1]);
	if(child < 0)
		snprintf(error, ACG_TLS_ERROR_SIZE, "fork: %s", strerror(errno));
	else
		read_text(ends[0], error, ACG_TLS_ERROR_SIZE);
	close(ends[0]);
	return child < 0 ? -1 : wait_for(child, error);
}

static void reload(rpc_t *rpc, void *ctx)
{
	char error[ACG_TLS_ERROR_SIZE];

	if(reload_in_child(error) < 0) {
		LM_ERR("tls.reload refused, the old contexts stay: %s\n", error);
		rpc->fault(ctx, 500, "Refused, the old contexts stay: %s", error);
		return;
	}
	acg_tls_peers_ask();
	rpc->rpl_printf(ctx, "Ok. TLS configuration reloaded under the policy.");
}

int acg_tls_reload_take_over(void)
{
	rpc_export_t *command = rpc_lookup("tls.reload", sizeof("tls.reload") - 1);

	if(!command) {
		LM_ERR("no RPC command tls.reload: the tls module must be loaded "
			   "before this one\n");
		return -1;
	}
	acg_tls_module_keep_current();
	command->function = reload;
	return 0;
}
