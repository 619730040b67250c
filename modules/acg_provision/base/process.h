/*
 * process: a process of the module's own, forked by Kamailio's main process.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef ACG_PROCESS_H
#define ACG_PROCESS_H

#include <stdbool.h>

/* Make room for one. Call in mod_init. */
void acg_process_register(void);

/* Call first in a new process. A SIGTERM that comes between fork(2) and the core's own note
 * that this is a child is kept in the core's sig_flag and never looked at (sig_usr() in
 * main.c): Kamailio would wait for the process for a minute, and abort. */
void acg_process_heed_early_stop(void);

/* Fork a process that does `run`, which does not return. `rank` is what the modules'
 * child_init is called with, PROC_NOCHLDINIT for none of them; `sends`: SIP over TCP or
 * TLS. Call in child_init(PROC_MAIN). 0, or -1 with a log line. */
int acg_process_start(char *name, int rank, bool sends, void (*run)(void));

#endif
