/*
 * contact: what Contact says of this gateway in a message that leaves it.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "sip/contact.h"
#include "base/output.h"
#include "sip/header_name.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

/* A part of the message. */
struct part {
	const char *s;
	size_t len;
};

struct found {
	struct part own; /* the whole line of the header of our own */
	struct part name;
	struct part host; /* the mask in Contact */
};

/* The value of the line when it has this name; NULL: it has not. */
static const char *value_of(const struct part *line, const char *name)
{
	const char *colon = memchr(line->s, ':', line->len);
	size_t len = colon ? (size_t)(colon - line->s) : 0;

	while(len && (line->s[len - 1] == ' ' || line->s[len - 1] == '\t'))
		len--;
	if(len == 0 || !acg_header_name_is(line->s, len, name, strlen(name)))
		return NULL;
	do {
		colon++;
	} while(colon < line->s + line->len && (*colon == ' ' || *colon == '\t'));
	return colon;
}

/* "sip:<mask>;" in a Contact: where the mask stands. */
static void find_mask(struct part value, const char *mask, struct found *found)
{
	size_t mask_len = strlen(mask);

	for(size_t i = 0; i + 4 + mask_len < value.len; i++) {
		const char *host = value.s + i + 4;

		if(strncasecmp(value.s + i, "sip:", 4) == 0
				&& strncasecmp(host, mask, mask_len) == 0
				&& host[mask_len] == ';') {
			found->host = (struct part){host, mask_len};
			return;
		}
	}
}

static void look_at(
		const struct part *line, const char *mask, struct found *found)
{
	const char *end = line->s + line->len, *value;

	/* Few lines begin like one of ours. */
	if(!strchr("AaCcMm", *line->s))
		return;
	value = value_of(line, ACG_CONTACT_HEADER);
	if(value) {
		found->own = (struct part){line->s, line->len + 2};
		found->name = (struct part){value, (size_t)(end - value)};
		return;
	}
	value = value_of(line, "Contact");
	if(value && !found->host.s)
		find_mask((struct part){value, (size_t)(end - value)}, mask, found);
}

static struct found look_for(const char *message, size_t len, const char *mask)
{
	const char *end = message + len, *at = message;
	struct found found = {{NULL, 0}, {NULL, 0}, {NULL, 0}};

	while(at < end) {
		const char *newline = memchr(at, '\n', (size_t)(end - at));
		struct part line = {at, 0};

		if(!newline || newline == at || newline[-1] != '\r')
			break;
		line.len = (size_t)(newline - 1 - at);
		if(line.len == 0)
			break;
		if(at != message)
			look_at(&line, mask, &found);
		at = newline + 1;
	}
	return found;
}

size_t acg_contact_first_len(const char *value, size_t len)
{
	char until = 0;

	for(size_t i = 0; i < len; i++) {
		char c = value[i];

		if(until) {
			if(until == '"' && c == '\\')
				i++;
			else if(c == until)
				until = 0;
		} else if(c == ',') {
			return i;
		} else if(c == '"') {
			until = '"';
		} else if(c == '<') {
			until = '>';
		}
	}
	return len;
}

static void put_host(
		struct acg_output *output, const struct found *found, unsigned int port)
{
	const struct part *name = found->name.len ? &found->name : &found->host;
	char rest[32];
	int len = port ? snprintf(rest, sizeof(rest), ":%u;transport=tls", port)
				   : snprintf(rest, sizeof(rest), ";transport=tls");

	acg_output_put(output, name->s, name->len);
	acg_output_put(output, rest, (size_t)len);
}

size_t acg_contact_rewrite(const char *message, size_t len, const char *mask,
		unsigned int port, char *out, size_t size, bool *unchanged)
{
	struct found found = look_for(message, len, mask);
	struct acg_output output = {out, 0, size, false};
	const char *at = message, *end = message + len;
	bool own_first =
			found.own.s && (!found.host.s || found.own.s < found.host.s);

	*unchanged = !found.own.s && !found.host.s;
	if(*unchanged)
		return 0;
	for(int i = 0; i < 2; i++) {
		bool own = (i == 0) == own_first;
		const struct part *part = own ? &found.own : &found.host;

		if(!part->s)
			continue;
		acg_output_put(&output, at, (size_t)(part->s - at));
		if(!own)
			put_host(&output, &found, port);
		at = part->s + part->len;
	}
	acg_output_put(&output, at, (size_t)(end - at));
	return output.full ? 0 : output.len;
}
