/*
 * pv: the pseudo-variable $acg(name).
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef ACG_PV_H
#define ACG_PV_H

#include "core/pvar.h"

extern pv_export_t acg_pv[];

#endif
