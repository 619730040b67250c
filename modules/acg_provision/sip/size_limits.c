/*
 * size_limits: how large the parts of a request may be.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "sip/size_limits.h"
#include "sip/framing.h"
#include "sip/header_scan.h"

#include "core/dprint.h"
#include "core/parser/contact/parse_contact.h"
#include "core/parser/parse_content.h"
#include "core/parser/parse_from.h"
#include "core/parser/parse_uri.h"

#include <ctype.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum limit {
	MESSAGE,
	BODY,
	REQUEST_URI,
	CONTACT_URI,
	USERINFO,
	FROM_DOMAIN,
	HEADER_NAME,
	OPTION_TAG,
	OPTION_TAGS,
	BODY_NAME,
	LIMITS
};

/* Bytes; the defaults are what ACG documents. */
static struct {
	const char *name;
	int max;
} limits[LIMITS] = {[MESSAGE] = {"message", 10240},
		[BODY] = {"body", 131072},
		[REQUEST_URI] = {"request_uri", 256},
		[CONTACT_URI] = {"contact_uri", 256},
		[USERINFO] = {"userinfo", 256},
		[FROM_DOMAIN] = {"from_domain", 255},
		[HEADER_NAME] = {"header_name", 32},
		[OPTION_TAG] = {"option_tag", 32},
		[OPTION_TAGS] = {"option_tags", 256},
		[BODY_NAME] = {"body_name", 64}};

/* "name=bytes" in `len` bytes. */
static bool set_one(const char *setting, size_t len)
{
	const char *equals = memchr(setting, '=', len);
	char *end = NULL;
	long max = equals ? strtol(equals + 1, &end, 10) : 0;

	for(int i = 0; equals && i < LIMITS; i++) {
		if(strlen(limits[i].name) != (size_t)(equals - setting)
				|| strncmp(setting, limits[i].name, (size_t)(equals - setting))
						   != 0)
			continue;
		if(end == equals + 1 || end != setting + len || max < 1
				|| max > 1048576)
			break;
		limits[i].max = (int)max;
		return true;
	}
	return false;
}

int acg_limits_set(const char *settings)
{
	while(*settings) {
		size_t len = strcspn(settings, ", ");

		if(len && !set_one(settings, len)) {
			LM_ERR("limit \"%.*s\": expected name=bytes with 1 to 1048576 "
				   "bytes; the names are in the README\n",
					(int)len, settings);
			return -1;
		}
		settings += len + (settings[len] != '\0');
	}
	return 0;
}

static bool refuse(struct acg_refusal *refusal, int code, const char *text)
{
	refusal->code = code;
	refusal->text = text;
	return false;
}

/* A message that is refused goes nowhere; but the core can answer only what it can
 * parse to the end. So the end comes where it could not go on, with what stands
 * before. */
static void make_answerable(struct sip_msg *msg)
{
	if((parse_headers(msg, HDR_EOH_F, 0) == 0 && msg->eoh)
			|| msg->unparsed + 2 > msg->buf + msg->len)
		return;
	memcpy(msg->unparsed, "\r\n", 2);
	parse_headers(msg, HDR_EOH_F, 0);
}

static bool check_form(struct sip_msg *msg, struct acg_refusal *refusal)
{
	enum acg_scan scan = acg_header_scan(
			msg->buf, msg->len, (size_t)limits[HEADER_NAME].max);

	if(scan) {
		acg_framing_judge(msg);
		make_answerable(msg);
		LM_NOTICE("message refused: %s\n", acg_scan_text(scan));
		return refuse(refusal, 400,
				scan == ACG_SCAN_NAME_TOO_LONG ? "Header Name Too Long"
											   : "Bad Headers");
	}
	if(parse_headers(msg, HDR_EOH_F, 0) < 0 || !msg->eoh) {
		acg_framing_judge(msg);
		make_answerable(msg);
		return refuse(refusal, 400, "Bad Headers");
	}
	return true;
}

static bool check_sizes(struct sip_msg *msg, struct acg_refusal *refusal)
{
	char *body = get_body(msg);

	if(REQ_LINE(msg).uri.len > limits[REQUEST_URI].max)
		return refuse(refusal, 414, "Request-URI Too Long");
	if(body && msg->buf + msg->len - body > limits[BODY].max)
		return refuse(refusal, 413, "Request Entity Too Large");
	if((int)msg->len > limits[MESSAGE].max)
		return refuse(refusal, 513, "Message Too Large");
	return true;
}

/* User and password together are the userinfo. */
static bool userinfo_fits(const struct sip_uri *uri)
{
	return uri->user.len + uri->passwd.len + (uri->passwd.len ? 1 : 0)
		   <= limits[USERINFO].max;
}

static bool is_known_scheme(const str *uri)
{
	static const char *const schemes[] = {"sip:", "sips:", "tel:"};

	for(size_t i = 0; i < sizeof(schemes) / sizeof(schemes[0]); i++) {
		size_t len = strlen(schemes[i]);

		if((size_t)uri->len > len && strncasecmp(uri->s, schemes[i], len) == 0)
			return true;
	}
	return false;
}

/* What the next hop could not read topoh could not hide. */
static bool check_contact(struct sip_msg *msg, struct acg_refusal *refusal)
{
	return !msg->contact || parse_contact(msg->contact) == 0
		   || refuse(refusal, 400, "Bad Contact");
}

static bool check_uris(struct sip_msg *msg, struct acg_refusal *refusal)
{
	struct sip_uri *from;
	contact_t *contact;

	if(isalpha((unsigned char)REQ_LINE(msg).uri.s[0])
			&& !is_known_scheme(&REQ_LINE(msg).uri))
		return refuse(refusal, 416, "Unsupported URI Scheme");
	if(parse_sip_msg_uri(msg) < 0)
		return refuse(refusal, 400, "Bad Request-URI");
	if(!userinfo_fits(&msg->parsed_uri))
		return refuse(refusal, 414, "Userinfo Too Long");
	if(parse_from_header(msg) < 0 || !(from = parse_from_uri(msg)))
		return refuse(refusal, 400, "Bad From");
	if(from->host.len > limits[FROM_DOMAIN].max || !userinfo_fits(from))
		return refuse(refusal, 400, "From Too Long");
	if(!check_contact(msg, refusal))
		return false;
	if(!msg->contact)
		return true;
	contact = ((contact_body_t *)msg->contact->parsed)->contacts;
	for(; contact; contact = contact->next) {
		if(contact->uri.len > limits[CONTACT_URI].max)
			return refuse(refusal, 400, "Contact Too Long");
	}
	return true;
}

/* A list of option-tags, separated by commas. */
static bool options_fit(const str *body)
{
	const char *at = body->s, *end = body->s + body->len;

	if(body->len > limits[OPTION_TAGS].max)
		return false;
	while(at < end) {
		const char *comma = memchr(at, ',', (size_t)(end - at));
		const char *stop = comma ? comma : end;

		while(at < stop && strchr(" \t\r\n", *at))
			at++;
		if(stop - at > limits[OPTION_TAG].max)
			return false;
		at = stop + 1;
	}
	return true;
}

static bool check_options(struct sip_msg *msg, struct acg_refusal *refusal)
{
	for(struct hdr_field *h = msg->headers; h; h = h->next) {
		switch(h->type) {
			case HDR_SUPPORTED_T:
			case HDR_REQUIRE_T:
			case HDR_PROXYREQUIRE_T:
				if(!options_fit(&h->body))
					return refuse(refusal, 400, "Option Tags Too Long");
				break;
			case HDR_CONTENTTYPE_T:
				if((int)strcspn(h->body.s, "; \t\r\n") > limits[BODY_NAME].max)
					return refuse(refusal, 400, "Content-Type Too Long");
				break;
			default:
				break;
		}
	}
	return true;
}

/* Of this process: the message last judged. */
static struct {
	unsigned int msg_id;
	int msg_pid;
	bool refused;
	struct acg_refusal refusal;
} last;

const struct acg_refusal *acg_limits_judge(struct sip_msg *msg)
{
	struct acg_refusal *refusal = &last.refusal;

	last.msg_id = msg->id;
	last.msg_pid = msg->pid;
	last.refused =
			!check_form(msg, refusal)
			|| (msg->first_line.type == SIP_REPLY
					&& !check_contact(msg, refusal))
			|| (msg->first_line.type == SIP_REQUEST
					&& !(check_sizes(msg, refusal) && check_uris(msg, refusal)
							&& check_options(msg, refusal)));
	return last.refused ? refusal : NULL;
}

const struct acg_refusal *acg_limits_refusal_of(const struct sip_msg *msg)
{
	return last.refused && last.msg_id == msg->id && last.msg_pid == msg->pid
				   ? &last.refusal
				   : NULL;
}
