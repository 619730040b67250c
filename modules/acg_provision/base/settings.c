/*
 * settings: the database and the snapshot, as the administrator set them.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "base/settings.h"

static const struct acg_settings *in_force;

void acg_settings_set(const struct acg_settings *settings)
{
	in_force = settings;
}

const struct acg_settings *acg_settings(void)
{
	return in_force;
}
