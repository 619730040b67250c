/*
 * target_watch: the process that keeps dispatcher's list equal to the tables and to
 * DNS, and asks soon again those that are down.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef ACG_TARGET_WATCH_H
#define ACG_TARGET_WATCH_H

/* Call in mod_init: makes room for the process. */
void acg_target_watch_register(void);

/* Before forking: feed what needs no DNS. 0, or -1 with a log line. */
int acg_target_watch_first(void);

/* PROC_MAIN: start the process. Names are resolved again every `dns_interval`
 * seconds. 0 or -1. */
int acg_target_watch_start(int dns_interval);

#endif
