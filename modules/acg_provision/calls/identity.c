/*
 * identity: who a message says is calling and called, as numbers.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "calls/identity.h"

#include "core/parser/parse_from.h"
#include "core/parser/parse_ppi_pai.h"
#include "core/parser/parse_to.h"
#include "core/parser/parse_uri.h"

#include <string.h>
#include <strings.h>

static bool is_phone(const struct sip_uri *uri)
{
	return uri->user_param_val.len == 5
		   && strncasecmp(uri->user_param_val.s, "phone", 5) == 0;
}

/* Kamailio cuts the parameters off the user of a URI with user=phone, and puts
 * those of a tel URI elsewhere: so take all between scheme and host ourselves. */
static str whole_user(const str *uri, const struct sip_uri *parsed)
{
	str user = {parsed->user.s, parsed->user.len};

	if(!user.s)
		return user;
	if(parsed->type == TEL_URI_T || parsed->type == TELS_URI_T)
		user.len = (int)(uri->s + uri->len - user.s);
	else if(parsed->passwd.s)
		user.len = (int)(parsed->passwd.s - 1 - user.s);
	else if(parsed->host.s > user.s)
		user.len = (int)(parsed->host.s - 1 - user.s);
	return user;
}

/* `whole`, where not NULL, gets the whole user part. */
static void read_uri(const str *uri, const struct acg_number_plan *plan,
		struct acg_identity *out, bool *tel, str *whole)
{
	struct sip_uri parsed;
	struct acg_number_source source;
	str user;

	out->error = ACG_NUMBER_EMPTY;
	*tel = false;
	if(!uri->s || parse_uri(uri->s, uri->len, &parsed) < 0)
		return;
	*tel = parsed.type == TEL_URI_T || parsed.type == TELS_URI_T;
	user = whole_user(uri, &parsed);
	if(whole)
		*whole = user;
	source = (struct acg_number_source){.user = user.s,
			.len = user.len > 0 ? (size_t)user.len : 0,
			.tel = *tel,
			.phone = is_phone(&parsed)};
	out->error = acg_canonical(&source, plan, &out->number);
}

static const str *uri_of(struct sip_msg *msg, enum acg_identity_uri which)
{
	switch(which) {
		case ACG_URI_CALLED:
			return GET_RURI(msg);
		case ACG_URI_FROM:
			return parse_from_header(msg) == 0 ? &get_from(msg)->uri : NULL;
		case ACG_URI_TO:
			return parse_to_header(msg) == 0 ? &get_to(msg)->uri : NULL;
	}
	return NULL;
}

void acg_identity_read(struct sip_msg *msg, enum acg_identity_uri which,
		const struct acg_number_plan *plan, struct acg_identity *out,
		str *params)
{
	const str *uri = uri_of(msg, which);
	str whole = {NULL, 0};
	char *semicolon;
	bool tel;

	out->error = ACG_NUMBER_EMPTY;
	if(uri)
		read_uri(uri, plan, out, &tel, &whole);
	if(!params)
		return;
	semicolon = whole.len > 0 ? memchr(whole.s, ';', (size_t)whole.len) : NULL;
	params->s = semicolon ? semicolon : whole.s;
	params->len = semicolon ? (int)(whole.s + whole.len - semicolon) : 0;
}

void acg_identity_asserted(struct sip_msg *msg,
		const struct acg_number_plan *plan, struct acg_identity *out)
{
	struct acg_identity candidate;
	bool tel;

	out->error = ACG_NUMBER_EMPTY;
	if(parse_pai_header(msg) != 0 || !msg->pai)
		return;
	for(struct hdr_field *h = msg->pai; h; h = next_sibling_hdr(h)) {
		const p_id_body_t *body = h->parsed;

		for(int i = 0; body && i < body->num_ids; i++) {
			read_uri(&body->id[i].uri, plan, &candidate, &tel, NULL);
			if(candidate.error)
				continue;
			if(!tel) {
				*out = candidate;
				return;
			}
			if(out->error)
				*out = candidate;
		}
	}
}

/* A word of a list, whatever separates them. */
static bool has_word(const str *body, const char *word)
{
	const char *at = body->s, *end = body->s + body->len;
	size_t len = strlen(word);

	while(at < end) {
		const char *start;

		while(at < end && strchr("; ,=\t\r\n\"", *at))
			at++;
		start = at;
		while(at < end && !strchr("; ,=\t\r\n\"", *at))
			at++;
		if((size_t)(at - start) == len && strncasecmp(start, word, len) == 0)
			return true;
	}
	return false;
}

static bool has_any_word(const str *body, const char *const *words)
{
	while(*words && !has_word(body, *words))
		words++;
	return *words != NULL;
}

bool acg_identity_is_private(struct sip_msg *msg)
{
	static const char *const privacy[] = {"id", "user", "header", NULL};
	static const char *const rpid[] = {"full", "uri", "name", NULL};

	for(struct hdr_field *h = msg->headers; h; h = h->next) {
		if(h->type == HDR_PRIVACY_T && has_any_word(&h->body, privacy))
			return true;
		if(h->type == HDR_RPID_T && has_word(&h->body, "privacy")
				&& has_any_word(&h->body, rpid))
			return true;
	}
	return false;
}
