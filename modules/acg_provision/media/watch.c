/*
 * watch: the process that sends the probe through every rtpengine node.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "media/watch.h"
#include "base/counters.h"
#include "media/node.h"
#include "media/probe.h"

#include "core/cfg/cfg_struct.h"
#include "core/dprint.h"
#include "core/pt.h"
#include "core/sr_module.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define REST_MS 200
#define INTERVAL_S 60 /* of a node that is good */
#define FIRST_S 5	  /* the longest that a node may take at the start */
#define RETRY_S 2	  /* of one that is not */

static time_t now_s(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec;
}

/* True when it is good. */
static bool probe(
		unsigned node, const char *flags, bool packets, bool *taken_out)
{
	static const enum acg_media_node_state states[] = {
			[ACG_PROBE_GOOD] = ACG_MEDIA_NODE_GOOD,
			[ACG_PROBE_SILENT] = ACG_MEDIA_NODE_SILENT,
			[ACG_PROBE_BAD] = ACG_MEDIA_NODE_BAD};
	const char *reason;
	enum acg_probe_result result = acg_media_probe(
			acg_media_node_address(node), flags, packets, &reason);

	*taken_out = acg_media_node_set(node, states[result], reason);
	return result == ACG_PROBE_GOOD;
}

static void probe_and_count(unsigned node, const char *flags, bool packets)
{
	bool taken_out;

	acg_count(ACG_COUNT_MEDIA_PROBES);
	if(!probe(node, flags, packets, &taken_out))
		acg_count(ACG_COUNT_MEDIA_PROBES_FAILED);
	if(taken_out)
		acg_count(ACG_COUNT_MEDIA_NODES_OUT);
}

static time_t interval(unsigned node)
{
	return acg_media_node_state(node) == ACG_MEDIA_NODE_GOOD ? INTERVAL_S
															 : RETRY_S;
}

static void run(const char *flags, bool packets)
{
	time_t probed[ACG_MEDIA_NODES_MAX] = {0};
	pid_t parent = getppid();

	for(unsigned i = 0; i < acg_media_node_count(); i++)
		probed[i] = now_s();
	while(getppid() == parent) {
		for(unsigned i = 0; i < acg_media_node_count(); i++) {
			if(now_s() - probed[i] < interval(i + 1))
				continue;
			probe_and_count(i + 1, flags, packets);
			probed[i] = now_s();
		}
		poll(NULL, 0, REST_MS);
		cfg_update();
	}
	_exit(0);
}

/* In a child: libsrtp2 is not to be started before the fork. */
static void probe_all(const char *flags, bool packets)
{
	bool taken_out;

	alarm(FIRST_S * acg_media_node_count());
	if(acg_media_probe_init()) {
		for(unsigned i = 1; i <= acg_media_node_count(); i++)
			probe(i, flags, packets, &taken_out);
	}
	_exit(0);
}

/* The core's main process remembers one signal until it looks, and drops those that come
 * meanwhile: the SIGCHLD of this child would cost it the first SIGTERM. */
int acg_media_watch_first(const char *flags, bool packets)
{
	void (*handler)(int);
	pid_t child;

	if(acg_media_node_count() == 0)
		return 0;
	handler = signal(SIGCHLD, SIG_DFL);
	child = fork();
	if(child == 0) {
		signal(SIGALRM, SIG_DFL);
		probe_all(flags, packets);
	}
	if(child < 0)
		LM_ERR("cannot fork the first probe of rtpengine: %s\n",
				strerror(errno));
	while(child > 0 && waitpid(child, NULL, 0) < 0 && errno == EINTR)
		;
	signal(SIGCHLD, handler);
	return child < 0 ? -1 : 0;
}

void acg_media_watch_register(void)
{
	if(acg_media_node_count() == 0)
		return;
	register_procs(1);
	cfg_register_child(1);
}

int acg_media_watch_start(const char *flags, bool packets)
{
	int pid;

	if(acg_media_node_count() == 0)
		return 0;
	pid = fork_process(PROC_NOCHLDINIT, "acg media probe", 0);
	if(pid < 0) {
		LM_ERR("cannot fork the process that probes rtpengine\n");
		return -1;
	}
	if(pid > 0)
		return 0;
	if(cfg_child_init() < 0)
		return -1;
	if(!acg_media_probe_init()) {
		LM_CRIT("libsrtp2 does not start: no rtpengine can be proven, and "
				"calls "
				"get 503\n");
		for(;;)
			pause();
	}
	run(flags, packets);
	return -1;
}
