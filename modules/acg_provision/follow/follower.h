/*
 * follower: the process of this module that keeps the numbers equal to the
 * database, and the first load before it.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef ACG_FOLLOWER_H
#define ACG_FOLLOWER_H

/* Call in mod_init. */
void acg_follower_register(void);

/* The numbers to start with: from the snapshot and what has changed since, or all
 * from the database. Call before forking, after acg_provision_init(). -1, with a
 * log line, when neither is there. */
int acg_follower_first_load(void);

/* Fork the process. Call in child_init(PROC_MAIN). 0, or -1 with a log line. */
int acg_follower_start(void);

#endif
