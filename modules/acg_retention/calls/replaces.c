/*
 * replaces: which call of ours an INVITE takes the place of.
 *
 * The module dialog offers others no search by Call-ID and tags, and topoh none for
 * the Call-ID behind its own, so both are reached by symbol. Their types come from
 * the headers of the same source version, which the core checks at load.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "calls/replaces.h"

#include "core/dprint.h"
#include "core/mem/mem.h"
#include "core/parser/parse_param.h"
#include "core/sr_module.h"
#include "core/trim.h"

#include <dlfcn.h>
#include <stdbool.h>
#include <string.h>
#include <strings.h>

static struct dlg_cell *(*search)(
		str *call_id, str *from_tag, str *to_tag, unsigned int *direction);

/* Of topoh; NULL without it. */
static char *(*decode)(char *in, int len, str *prefix, int extra, int *out_len);
static str *masked_prefix;

static void *symbol_of(const char *module, const char *name)
{
	struct sr_module *m = find_module_by_name((char *)module);

	return m ? dlsym(m->handle, name) : NULL;
}

int acg_replaces_init(void)
{
	void *found = symbol_of("dialog", "get_dlg");

	if(!found) {
		LM_ERR("this dialog module has no symbol get_dlg: it is of a version "
			   "that this module does not know\n");
		return -1;
	}
	memcpy(&search, &found, sizeof(found));
	found = symbol_of("topoh", "th_mask_decode");
	memcpy(&decode, &found, sizeof(found));
	masked_prefix = symbol_of("topoh", "th_callid_prefix");
	return 0;
}

/* get_hdr_by_name() of the core would want the first letter large. */
static bool find_header(struct sip_msg *invite, str *body)
{
	static const str name = str_init("Replaces");
	struct hdr_field *h;

	if(parse_headers(invite, HDR_EOH_F, 0) < 0)
		return false;
	for(h = invite->headers; h; h = h->next) {
		if(h->name.len == name.len
				&& strncasecmp(h->name.s, name.s, (size_t)name.len) == 0) {
			*body = h->body;
			trim(body);
			return body->len > 0;
		}
	}
	return false;
}

/* RFC 3891 section 6.1: callid *(SEMI to-tag / from-tag / early-only / generic) */
struct replaced {
	str call_id, from_tag, to_tag;
};

static void take_tag(struct replaced *replaced, const param_t *param)
{
	if(param->name.len == 8 && strncasecmp(param->name.s, "from-tag", 8) == 0)
		replaced->from_tag = param->body;
	else if(param->name.len == 6
			&& strncasecmp(param->name.s, "to-tag", 6) == 0)
		replaced->to_tag = param->body;
}

static bool read_header(str body, struct replaced *replaced)
{
	const char *semicolon = memchr(body.s, ';', (size_t)body.len);
	str params;
	param_hooks_t hooks;
	param_t *list = NULL;

	*replaced = (struct replaced){0};
	if(!semicolon)
		return false;
	replaced->call_id = (str){body.s, (int)(semicolon - body.s)};
	trim(&replaced->call_id);
	params = (str){body.s + (semicolon + 1 - body.s),
			body.len - (int)(semicolon + 1 - body.s)};
	if(parse_params(&params, CLASS_ANY, &hooks, &list) < 0)
		return false;
	for(const param_t *param = list; param; param = param->next)
		take_tag(replaced, param);
	free_params(list);
	return replaced->call_id.len && replaced->from_tag.len
		   && replaced->to_tag.len;
}

static bool is_masked(const str *call_id)
{
	if(!decode || !masked_prefix || call_id->len <= masked_prefix->len
			|| memcmp(call_id->s, masked_prefix->s, (size_t)masked_prefix->len)
					   != 0)
		return false;
	/* th_mask_decode() takes each byte for an index. */
	for(int i = 0; i < call_id->len; i++) {
		if(call_id->s[i] < 0)
			return false;
	}
	return true;
}

/* The Call-ID as this server knows it, in pkg memory; NULL: as it stands there. */
static char *unmask(str *call_id)
{
	char *plain;
	int len;

	if(!is_masked(call_id))
		return NULL;
	plain = decode(call_id->s, call_id->len, masked_prefix, 0, &len);
	if(plain)
		*call_id = (str){plain, len};
	return plain;
}

struct dlg_cell *acg_replaces_find(struct sip_msg *invite)
{
	unsigned int direction = DLG_DIR_NONE;
	struct replaced replaced;
	struct dlg_cell *dlg;
	char *unmasked;
	str body;

	if(!find_header(invite, &body) || !read_header(body, &replaced))
		return NULL;
	unmasked = unmask(&replaced.call_id);
	dlg = search(&replaced.call_id, &replaced.from_tag, &replaced.to_tag,
			&direction);
	if(unmasked)
		pkg_free(unmasked);
	return dlg;
}
