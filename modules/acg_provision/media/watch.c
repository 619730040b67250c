/*
 * watch: the process that sends the probe through every rtpengine node.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "media/watch.h"
#include "base/clock.h"
#include "base/counters.h"
#include "base/process.h"
#include "media/node.h"
#include "media/probe.h"

#include "core/cfg/cfg_struct.h"
#include "core/dprint.h"
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

/* What the process is to send. */
static struct {
	const char *flags;
	bool packets;
} watch;

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

static void run(void)
{
	time_t probed[ACG_MEDIA_NODES_MAX] = {0};
	pid_t parent = getppid();

	if(!acg_media_probe_init()) {
		LM_CRIT("libsrtp2 does not start: no rtpengine can be proven, and "
				"calls get 503\n");
		for(;;)
			pause();
	}
	for(unsigned i = 0; i < acg_media_node_count(); i++)
		probed[i] = acg_now_s();
	while(getppid() == parent) {
		for(unsigned i = 0; i < acg_media_node_count(); i++) {
			if(acg_now_s() - probed[i] < interval(i + 1))
				continue;
			probe_and_count(i + 1, watch.flags, watch.packets);
			probed[i] = acg_now_s();
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
	acg_process_register();
}

int acg_media_watch_start(const char *flags, bool packets)
{
	if(acg_media_node_count() == 0)
		return 0;
	watch.flags = flags;
	watch.packets = packets;
	return acg_process_start("acg media probe", PROC_NOCHLDINIT, false, run);
}
