/*
 * header_name: which names the deployment's custom header may have. Pure.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef ACG_HEADER_NAME_H
#define ACG_HEADER_NAME_H

#include <stdbool.h>

#define ACG_HEADER_NAME_MAX 32 /* ACG's limit for header names */

/* True for an RFC 3261 token of 2 to ACG_HEADER_NAME_MAX characters that is none
 * of the headers SIP itself depends on: every copy of the custom header in a
 * message is removed. A single letter is always a compact form. */
bool acg_header_name_ok(const char *name);

#endif
