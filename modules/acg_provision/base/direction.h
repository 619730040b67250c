/*
 * direction: which way a call or a message goes. Pure.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef ACG_DIRECTION_H
#define ACG_DIRECTION_H

#include <stdbool.h>
#include <stddef.h>

enum acg_direction { ACG_TO_CLOUD, ACG_TO_OPERATOR };

/* "to_cloud" or "to_operator"; false for any other text. */
bool acg_direction_parse(const char *text, enum acg_direction *direction);
const char *acg_direction_text(enum acg_direction direction);

/* The way back: of a response to a request that went this way. */
enum acg_direction acg_direction_reverse(enum acg_direction direction);

/* Name of the peer that messages of this direction go to. */
const char *acg_direction_peer(enum acg_direction direction);

#endif
