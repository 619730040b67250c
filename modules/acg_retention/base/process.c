/*
 * process: a process of the module's own, forked by Kamailio's main process.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "base/process.h"

#include "core/cfg/cfg_struct.h"
#include "core/dprint.h"
#include "core/pt.h"
#include "core/sr_module.h"

#include <poll.h>
#include <signal.h>
#include <unistd.h>

static pid_t parent;

/* The core's: the signal that its main process is to handle. */
extern int sig_flag;

void acg_process_heed_early_stop(void)
{
	if(sig_flag == SIGTERM || sig_flag == SIGINT)
		_exit(0);
}

void acg_processes_register(int count)
{
	register_procs(count);
	cfg_register_child(count);
}

int acg_process_start(char *name, void (*run)(const struct acg_settings *),
		const struct acg_settings *settings)
{
	int pid;

	parent = getpid();
	pid = fork_process(PROC_NOCHLDINIT, name, 0);
	if(pid < 0) {
		LM_ERR("cannot fork the process \"%s\"\n", name);
		return -1;
	}
	if(pid > 0)
		return 0;
	acg_process_heed_early_stop();
	if(cfg_child_init() < 0)
		return -1;
	run(settings);
	return -1;
}

void acg_process_rest(int ms)
{
	poll(NULL, 0, ms);
	if(getppid() != parent) {
		LM_NOTICE("Kamailio's main process is gone, so this one ends\n");
		_exit(0);
	}
	cfg_update();
}
