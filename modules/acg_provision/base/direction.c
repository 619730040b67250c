/*
 * direction: which way a call or a message goes.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "base/direction.h"

#include <string.h>

static const char *const names[] = {
		[ACG_TO_CLOUD] = "to_cloud", [ACG_TO_OPERATOR] = "to_operator"};
static const char *const peers[] = {
		[ACG_TO_CLOUD] = "cloud", [ACG_TO_OPERATOR] = "operator"};

bool acg_direction_parse(const char *text, enum acg_direction *direction)
{
	for(int i = ACG_TO_CLOUD; i <= ACG_TO_OPERATOR; i++) {
		if(strcmp(text, names[i]) == 0) {
			*direction = (enum acg_direction)i;
			return true;
		}
	}
	return false;
}

const char *acg_direction_text(enum acg_direction direction)
{
	return names[direction];
}

enum acg_direction acg_direction_reverse(enum acg_direction direction)
{
	return direction == ACG_TO_CLOUD ? ACG_TO_OPERATOR : ACG_TO_CLOUD;
}

const char *acg_direction_peer(enum acg_direction direction)
{
	return peers[direction];
}
