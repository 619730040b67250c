/*
 * shipper: the process that brings the journal into the database.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef ACG_SHIPPER_H
#define ACG_SHIPPER_H

#include "base/settings.h"

/* Does not return. */
void acg_shipper_run(const struct acg_settings *settings);

#endif
