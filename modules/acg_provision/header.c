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

#define NAME_MAX_LEN 32 /* ACG's limit for header names */

/* Removing one of these would break routing; a custom header is never one. */
static const char *const reserved[] = {"Via", "v", "From", "f", "To", "t",
		"Call-ID", "i", "CSeq", "Contact", "m", "Route", "Record-Route",
		"Max-Forwards", "Content-Length", "l", "Content-Type", "c", "Require",
		"Proxy-Require", "Supported", "k", "Allow", "Authorization",
		"Proxy-Authorization", "P-Asserted-Identity"};

/* RFC 3261 section 25.1: token */
static bool is_token_char(char c)
{
	return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z')
		   || (c >= '0' && c <= '9') || (c && strchr("-.!%*_+`'~", c));
}

bool acg_header_name_ok(const char *name)
{
	size_t len = strlen(name);

	if(len == 0 || len > NAME_MAX_LEN)
		return false;
	for(size_t i = 0; i < len; i++) {
		if(!is_token_char(name[i]))
			return false;
	}
	for(size_t i = 0; i < sizeof(reserved) / sizeof(reserved[0]); i++) {
		if(strcasecmp(name, reserved[i]) == 0)
			return false;
	}
	return true;
}

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
