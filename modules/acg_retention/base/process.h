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

/* Between two rounds of work: sleep, follow changes of Kamailio's own settings,
 * and exit if the main process is gone, so that no orphan keeps on writing. */
void acg_process_rest(int ms);

#endif
