/*
 * syncer: the process that makes what is written to the journal durable.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef ACG_SYNCER_H
#define ACG_SYNCER_H

#include "base/settings.h"

/* Never returns. */
void acg_syncer_run(const struct acg_settings *settings);

#endif
