/*
 * process: a process of the module's own, forked by Kamailio's main process.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef ACG_PROCESS_H
#define ACG_PROCESS_H

#include "base/settings.h"

/* Announce how many will be forked. Call in mod_init. */
void acg_processes_register(int count);

/* Fork a process that runs `run` for ever, or until Kamailio ends. Call in
 * child_init(PROC_MAIN). 0, or -1 after a log line. */
int acg_process_start(char *name, void (*run)(const struct acg_settings *),
		const struct acg_settings *settings);

/* Call first in a new process. A SIGTERM that comes between fork(2) and the core's own note
 * that this is a child is kept in the core's sig_flag and never looked at (sig_usr() in
 * main.c): Kamailio would wait for the process for a minute, and abort. */
void acg_process_heed_early_stop(void);

/* Between two rounds of work: sleep, follow changes of Kamailio's own settings,
 * and exit if the main process is gone, so that no orphan keeps on writing. */
void acg_process_rest(int ms);

#endif
