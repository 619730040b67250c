/*
 * watch: the process that sends the probe through every rtpengine node, at
 * start and every minute, and through one that is out every two seconds.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef ACG_MEDIA_WATCH_H
#define ACG_MEDIA_WATCH_H

#include <stdbool.h>

/* In mod_init. */
void acg_media_watch_register(void);

/* In child_init(PROC_INIT): through every node once, before there is a worker, so
 * that the first call finds them proven. Whatever it finds, the start goes on. 0, or
 * -1 when it cannot be tried. */
int acg_media_watch_first(const char *flags, bool packets);

/* In child_init(PROC_MAIN). 0 or -1. */
int acg_media_watch_start(const char *flags, bool packets);

#endif
