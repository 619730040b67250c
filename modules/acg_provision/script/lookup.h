/*
 * lookup: acg_lookup() and $acg_lookup(name): any number, without a call.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef ACG_LOOKUP_SCRIPT_H
#define ACG_LOOKUP_SCRIPT_H

#include "core/parser/msg_parser.h"
#include "core/pvar.h"

/* Look up a canonical number; what is found stays for this message, in this
 * process. 1: found; -1: not provisioned; -2: not a number; -3: disabled. */
int acg_lookup_script_w(struct sip_msg *msg, char *number, char *unused);
int acg_lookup_script_ki(struct sip_msg *msg, str *number);

/* $acg_lookup(name): one value of it, or $null; $acg_lookup(name=>$number): of a
 * lookup made there and then. */
int acg_lookup_script_parse(pv_spec_t *spec, str *name);
int acg_lookup_script_get(
		struct sip_msg *msg, pv_param_t *param, pv_value_t *value);

#endif
