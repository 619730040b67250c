/*
 * script: the functions of the routing script, native and KEMI.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef ACG_SCRIPT_H
#define ACG_SCRIPT_H

#include "core/kemi.h"
#include "core/sr_module.h"

extern cmd_export_t acg_script_functions[];
extern sr_kemi_t acg_script_kemi[];

/* Name of the deployment's custom header; kept by reference. 0, or -1 with a log
 * line when it is not fit for one. Call before the first message. */
int acg_script_set_header_name(char *name);

#endif
