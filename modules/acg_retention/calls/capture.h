/*
 * capture: learns from the modules dialog, tm and sl when a call begins, is
 * answered, fails and ends. The only file that knows them.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef ACG_CAPTURE_H
#define ACG_CAPTURE_H

#include "core/parser/msg_parser.h"

#include <stdbool.h>

/* Call in mod_init; the three modules must be loaded before this one. 0, or -1
 * after a log line. */
int acg_capture_init(void);

/* Has this request a dialog, and so a record to come? */
bool acg_capture_has_dialog(struct sip_msg *msg);

#endif
