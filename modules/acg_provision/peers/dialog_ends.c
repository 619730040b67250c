/*
 * dialog_ends: From and To within a dialog, as they were when it began.
 *
 * One dialog variable holds, a line each: the caller's tag, then the parameters of
 * the URI and of the header of From, and of To. No header has a line's end in it:
 * folded lines are made one before anything else. What uac wrote in place of From and
 * To is in variables of its own.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "peers/dialog_ends.h"
#include "sip/new_params.h"

#include "core/data_lump.h"
#include "core/dprint.h"
#include "core/mem/mem.h"
#include "core/parser/parse_from.h"
#include "core/parser/parse_to.h"
#include "modules/dialog/dlg_load.h"

#include <stdio.h>
#include <string.h>

static struct dlg_binds dialog;
static str variable = str_init("acg_ends");

enum end { FROM, TO, ENDS };

/* What a dialog's variable says. */
struct ends {
	struct acg_params tag;
	struct acg_params uri[ENDS];
	struct acg_params header[ENDS];
};

int acg_dialog_ends_bind(void)
{
	if(load_dlg_api(&dialog) == 0)
		return 0;
	LM_ERR("module dialog is not loaded: load it before acg_provision\n");
	return -1;
}

/* From and To, parsed; false when they cannot be. */
static bool read_ends(struct sip_msg *msg, struct to_body *body[ENDS])
{
	if(parse_from_header(msg) < 0 || parse_to_header(msg) < 0)
		return false;
	body[FROM] = get_from(msg);
	body[TO] = get_to(msg);
	return body[FROM] && body[TO];
}

/* What stands behind the address, from the first ';' on. */
static struct acg_params header_params(
		const struct hdr_field *header, const struct to_body *body)
{
	const char *at = body->uri.s + body->uri.len;
	const char *end = header->body.s + header->body.len;
	const char *params = at < end ? memchr(at, ';', (size_t)(end - at)) : NULL;

	return params ? (struct acg_params){params, (size_t)(end - params)}
				  : (struct acg_params){NULL, 0};
}

static struct acg_params uri_params(const struct to_body *body)
{
	return acg_params_of_uri(body->uri.s, (size_t)body->uri.len);
}

int acg_dialog_ends_keep(struct sip_msg *msg)
{
	char text[2048];
	struct to_body *body[ENDS];
	struct dlg_cell *dlg = dialog.get_dlg(msg);
	str value = {text, 0};
	int kept = -1;

	if(!dlg)
		return 0;
	if(read_ends(msg, body)) {
		struct acg_params uri[ENDS] = {
				uri_params(body[FROM]), uri_params(body[TO])};
		struct acg_params header[ENDS] = {header_params(msg->from, body[FROM]),
				header_params(msg->to, body[TO])};

		value.len = snprintf(text, sizeof(text),
				"%.*s\n%.*s\n%.*s\n%.*s\n%.*s\n", body[FROM]->tag_value.len,
				body[FROM]->tag_value.s, (int)uri[FROM].len, uri[FROM].s,
				(int)header[FROM].len, header[FROM].s, (int)uri[TO].len,
				uri[TO].s, (int)header[TO].len, header[TO].s);
		if((size_t)value.len < sizeof(text))
			kept = dialog.set_dlg_var(dlg, &variable, &value);
	}
	dialog.release_dlg(dlg);
	return kept < 0 ? -1 : 0;
}

static struct acg_params take(const char **at, const char *end)
{
	const char *newline = memchr(*at, '\n', (size_t)(end - *at));
	struct acg_params line = {*at, (size_t)((newline ? newline : end) - *at)};

	*at = newline ? newline + 1 : end;
	return line;
}

/* `ends` points into the pseudo-variables' buffer. */
static bool recall(struct dlg_cell *dlg, struct ends *ends)
{
	const char *at, *end;
	str value;

	if(dialog.get_dlg_varval(dlg, &variable, &value) != 0 || !value.s)
		return false;
	at = value.s;
	end = value.s + value.len;
	ends->tag = take(&at, end);
	for(int i = FROM; i < ENDS; i++) {
		ends->uri[i] = take(&at, end);
		ends->header[i] = take(&at, end);
	}
	return true;
}

static bool is_caller(const struct to_body *from, const struct ends *ends)
{
	return (size_t)from->tag_value.len == ends->tag.len
		   && memcmp(from->tag_value.s, ends->tag.s, ends->tag.len) == 0;
}

/* --- parameters that are new ---------------------------------------------- */

static bool is_deleted(const struct sip_msg *msg, const char *at)
{
	for(const struct lump *l = msg->add_rm; l; l = l->next) {
		if(l->op == LUMP_DEL && (int)l->u.offset <= at - msg->buf
				&& at - msg->buf < (int)l->u.offset + l->len)
			return true;
	}
	return false;
}

/* How many went, or -1. */
static int strip(
		struct sip_msg *msg, struct acg_params params, struct acg_params known)
{
	size_t at = 0, start, end;
	int removed = 0;

	while(acg_new_param_next(params, known, &at, &start, &end)) {
		const char *param = params.s + start;

		if(is_deleted(msg, param))
			continue; /* uac has written the whole URI anew */
		if(!del_lump(msg, (int)(param - msg->buf), (int)(end - start), 0)) {
			LM_ERR("no memory to remove a parameter (raise -M)\n");
			return -1;
		}
		removed++;
	}
	return removed;
}

static int strip_end(struct sip_msg *msg, const struct hdr_field *header,
		const struct to_body *body, const struct ends *ends, enum end was)
{
	int in_uri = strip(msg, uri_params(body), ends->uri[was]);
	int behind = strip(msg, header_params(header, body), ends->header[was]);

	return in_uri < 0 || behind < 0 ? -1 : in_uri + behind;
}

int acg_dialog_ends_strip(struct sip_msg *msg)
{
	struct dlg_cell *dlg = dialog.get_dlg(msg);
	struct to_body *body[ENDS];
	struct ends ends;
	bool known, caller;
	int from, to;

	if(!dlg)
		return 0;
	known = recall(dlg, &ends);
	dialog.release_dlg(dlg);
	if(!known)
		return 0;
	if(!read_ends(msg, body))
		return -1;
	caller = is_caller(body[FROM], &ends);
	from = strip_end(msg, msg->from, body[FROM], &ends, caller ? FROM : TO);
	to = strip_end(msg, msg->to, body[TO], &ends, caller ? TO : FROM);
	return from < 0 || to < 0 ? -1 : from + to;
}

/* --- requests of our own -------------------------------------------------- */

/* As uac calls them: the URI, and the display name, that the callee was shown. */
static str shown_uri[ENDS] = {str_init("_uac_funew"), str_init("_uac_tonew")};
static str shown_name[ENDS] = {
		str_init("_uac_fdpnew"), str_init("_uac_tdpnew")};

static bool insert(struct lump *anchor, const char *s, int len)
{
	char *copy = anchor ? pkg_malloc((size_t)len) : NULL;

	if(!copy)
		return false;
	memcpy(copy, s, (size_t)len);
	if(insert_new_lump_after(anchor, copy, len, 0))
		return true;
	pkg_free(copy);
	return false;
}

/* The display name and a space, before the '<' that tm writes. */
static bool write_name(
		struct sip_msg *msg, const struct to_body *body, const str *name)
{
	int offset = (int)(body->body.s - msg->buf);
	char text[256];
	int len;

	if(!name->s || !name->len)
		return true;
	len = snprintf(text, sizeof(text), "%.*s ", name->len, name->s);
	return (size_t)len < sizeof(text)
		   && insert(anchor_lump(msg, offset, 0, 0), text, len);
}

static bool write_uri(
		struct sip_msg *msg, const struct to_body *body, const str *uri)
{
	return insert(
			del_lump(msg, (int)(body->uri.s - msg->buf), body->uri.len, 0),
			uri->s, uri->len);
}

static bool write_end(struct sip_msg *msg, struct dlg_cell *dlg,
		const struct to_body *body, enum end end)
{
	str uri, name;

	if(dialog.get_dlg_varval(dlg, &shown_uri[end], &uri) != 0 || !uri.s)
		return true; /* the callee was shown what the caller wrote */
	if(!write_uri(msg, body, &uri))
		return false;
	return dialog.get_dlg_varval(dlg, &shown_name[end], &name) != 0
		   || write_name(msg, body, &name);
}

int acg_dialog_ends_own(struct sip_msg *msg, bool *to_callee)
{
	struct dlg_cell *dlg = dialog.get_dlg(msg);
	struct to_body *body[ENDS];
	struct ends ends;
	bool written = true;

	if(!dlg)
		return 1;
	if(!recall(dlg, &ends) || !read_ends(msg, body)) {
		dialog.release_dlg(dlg);
		return -1;
	}
	*to_callee = is_caller(body[FROM], &ends);
	if(*to_callee)
		written = write_end(msg, dlg, body[FROM], FROM)
				  && write_end(msg, dlg, body[TO], TO);
	dialog.release_dlg(dlg);
	if(!written)
		LM_ERR("no memory to write From and To of a request (raise -M)\n");
	return written ? 0 : -1;
}
