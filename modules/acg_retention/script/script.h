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

#endif
