/*
 * sweeper: the process that makes partitions ahead, drops those that have reached
 * their age, and forgets their keys.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef ACG_SWEEPER_H
#define ACG_SWEEPER_H

#include "base/settings.h"

/* Does not return. */
void acg_sweeper_run(const struct acg_settings *settings);

#endif
