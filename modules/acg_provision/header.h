/*
 * header: the deployment's custom header on a SIP message.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef ACG_HEADER_H
#define ACG_HEADER_H

#include "header_name.h"

#include "core/parser/msg_parser.h"

/* Remove every header of `msg` named `name`, in any case. Returns how many, or
 * -1 when the message's headers cannot be parsed to the end or memory is short:
 * then the message must not be forwarded. The edits are lumps, applied by the
 * core when it sends. */
int acg_header_remove(struct sip_msg *msg, str *name);

/* Add "name: value" after the last header. 0, or -1 as above. The caller has
 * checked that the value cannot end a line. */
int acg_header_add(struct sip_msg *msg, str *name, str *value);

#endif
