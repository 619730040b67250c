/*
 * new_params: the parameters of an address that were not there before. Pure.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef ACG_NEW_PARAMS_H
#define ACG_NEW_PARAMS_H

#include <stdbool.h>
#include <stddef.h>

/* Parameters as text: ";name=value;name", from the first ';' on. Nothing else is
 * looked at before it. */
struct acg_params {
	const char *s;
	size_t len;
};

/* The parameters of a SIP URI: between its host and the headers behind '?'. Of
 * another URI none. */
struct acg_params acg_params_of_uri(const char *uri, size_t len);

/* Find the next parameter of `params`, from *at on, whose name is none of `known`
 * (in any case), and is not "tag". Sets *start and *end: its ';' and the byte behind
 * it, and *at behind it. A quoted value is one value. False: no more. */
bool acg_new_param_next(struct acg_params params, struct acg_params known,
		size_t *at, size_t *start, size_t *end);

#endif
