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

#include <signal.h>
#include <unistd.h>

/* The core's: the signal that its main process is to handle. */
extern int sig_flag;

void acg_process_heed_early_stop(void)
{
	if(sig_flag == SIGTERM || sig_flag == SIGINT)
		_exit(0);
}

void acg_process_register(void)
{
	register_procs(1);
	cfg_register_child(1);
}

int acg_process_start(char *name, int rank, bool sends, void (*run)(void))
{
	int pid = fork_process(rank, name, sends);

	if(pid < 0) {
		LM_ERR("cannot fork the process \"%s\"\n", name);
		return -1;
	}
	if(pid > 0)
		return 0;
	acg_process_heed_early_stop();
	if(cfg_child_init() == 0)
		run();
	_exit(1);
}
