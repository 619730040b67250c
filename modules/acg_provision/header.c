/*
 * header: the deployment's custom header on a SIP message.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "header.h"

#include "core/data_lump.h"
#include "core/dprint.h"

#include <string.h>
#include <strings.h>

static bool has_name(const struct hdr_field *header, const str *name)
{
	return header->name.len == name->len
		   && strncasecmp(header->name.s, name->s, (size_t)name->len) == 0;
}

int acg_header_remove(struct sip_msg *msg, str *name)
{
	int removed = 0;

	if(parse_headers(msg, HDR_EOH_F, 0) < 0 || !msg->eoh) {
		LM_NOTICE("the message's headers cannot be parsed to the end\n");
		return -1;
	}
	for(struct hdr_field *h = msg->headers; h; h = h->next) {
		if(!has_name(h, name))
			continue;
		if(!del_lump(msg, (int)(h->name.s - msg->buf), h->len, h->type)) {
			LM_ERR("no memory to remove a header (raise -M)\n");
			return -1;
		}
		removed++;
	}
	return removed;
}

int acg_header_add(struct sip_msg *msg, str *name, str *value)
{
	return sr_hdr_add(msg, name, value);
}
