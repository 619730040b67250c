/*
 * admission: the routing script's view of admission and of services.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef ACG_ADMISSION_SCRIPT_H
#define ACG_ADMISSION_SCRIPT_H

#include "core/parser/msg_parser.h"
#include "core/pvar.h"

/* acg_admit(): 1, or -1 when the call is refused; see $acg(admission). */
int acg_admission_w_admit(struct sip_msg *msg, char *unused1, char *unused2);
int acg_admission_admit(struct sip_msg *msg);

/* $acg(admission), $acg(admission_code), $acg(admission_text): $null for a call that
 * was not refused. $acg(media), $acg(hold), $acg(early_media), $acg(refer): settings of
 * the call's service, those of acg.service. `name` is one of these. */
int acg_admission_get(struct sip_msg *msg, pv_param_t *param,
		pv_value_t *result, const char *name);

#endif
