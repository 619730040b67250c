/*
 * ds_module: Kamailio's module dispatcher, which keeps the targets' states and asks
 * them for signs of life. Reached by symbol, as the tls module is.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef ACG_DS_MODULE_H
#define ACG_DS_MODULE_H

#include <stdbool.h>

/* In mod_init, before dispatcher's own: find the module, and leave an empty list for
 * it in the file `path`, which must be its list_file. OPTIONS come from sip:`name`.
 * Both are kept by reference. 0, or -1 with a log line. */
int acg_ds_bind(const char *path, const char *name);

/* Is there a module to be fed? */
bool acg_ds_is_bound(void);

/* A target that is new is up when `trusted`, and otherwise down until it answers.
 * Write the targets in force, with their states, into the file, all or nothing, and
 * have the module read it. False with a log line; the old list stays. Two calls
 * within a second or two would free a list that a reader may still hold. */
bool acg_ds_load(bool trusted);

/* The flags of the one destination of a set; -1: there is none. */
int acg_ds_state(int set);

#define ACG_DS_DOWN 1	  /* as DS_INACTIVE_DST */
#define ACG_DS_DISABLED 4 /* as DS_DISABLED_DST: by RPC */

/* Send it OPTIONS now, and not only when dispatcher's timer does. Its answer sets
 * the state. Not while probes are off (RPC dispatcher.ping_active 0). Only in a process that has passed through all modules' child_init. */
void acg_ds_ping(int set);

/* In dispatcher's event routes: what a probe has found, "408 Request Timeout". False
 * when it was no probe but a call: the URI of the message is then not the target's. */
bool acg_ds_probed(int *code, char *out, unsigned size);

/* Take back that a target is down. */
void acg_ds_restore(int set);

#endif
