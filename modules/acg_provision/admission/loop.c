/*
 * loop: has a request been here before?
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "admission/loop.h"

#include <stdbool.h>

#include "core/ip_addr.h"
#include "core/socket_info.h"

static bool is_own(struct via_body *via)
{
	unsigned short port = via->port ? (unsigned short)via->port : SIPS_PORT;

	return via->proto == PROTO_TLS
		   && grep_sock_info(&via->host, port, PROTO_TLS) != NULL;
}

int acg_loop_own_vias(struct sip_msg *msg)
{
	int own = 0;

	if(parse_headers(msg, HDR_EOH_F, 0) < 0)
		return 0;
	for(struct hdr_field *field = msg->headers; field; field = field->next) {
		if(field->type != HDR_VIA_T || !field->parsed)
			continue;
		for(struct via_body *via = field->parsed; via; via = via->next) {
			if(via != msg->via1 && is_own(via))
				own++;
		}
	}
	return own;
}
