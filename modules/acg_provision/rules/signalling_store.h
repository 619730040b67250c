/*
 * signalling_store: the signalling in force in this server, in shared memory.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef ACG_SIGNALLING_STORE_H
#define ACG_SIGNALLING_STORE_H

#include "database/database.h"
#include "rules/signalling.h"

/* Call before forking, after the parameters are set. `custom_header` is kept by
 * reference. 0, or -1 with a log line. */
int acg_signalling_init(int processes, const char *custom_header);
void acg_signalling_destroy(void);

/* Put in force what the database says or, when it says nothing, the snapshot of
 * what it said last. Call before forking, after acg_provision_init(). -1, with a log
 * line, when neither is there. */
int acg_signalling_first_load(void);

/* Put in force what the database says, and write it to the snapshot; on failure the
 * old one stays and `error` says why. Blocks; any process. 0 or -1. */
int acg_signalling_reload(char error[static ACG_ERROR_SIZE]);

/* What is in force, for the calling process, until acg_signalling_leave(); never
 * NULL after the start. Not to be nested. */
const struct acg_signalling *acg_signalling_enter(void);
void acg_signalling_leave(void);

#endif
