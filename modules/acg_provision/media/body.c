/*
 * body: where the SDP is in a message's body.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef _GNU_SOURCE
#define _GNU_SOURCE /* memmem */
#endif
#include "media/body.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

#define DELIMITER_SIZE 76 /* CRLF, "--", a boundary of at most 70 characters */

enum part { PART_SDP, PART_LOCATION, PART_OTHER };

static bool is_space(char c)
{
	return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

static struct acg_slice trim(struct acg_slice text)
{
	while(text.len && is_space(text.s[0])) {
		text.s++;
		text.len--;
	}
	while(text.len && is_space(text.s[text.len - 1]))
		text.len--;
	return text;
}

/* A Content-Type without its parameters. */
static bool is_type(struct acg_slice value, const char *type)
{
	const char *end = memchr(value.s, ';', value.len);

	if(end)
		value.len = (size_t)(end - value.s);
	value = trim(value);
	return value.len == strlen(type)
		   && strncasecmp(value.s, type, value.len) == 0;
}

/* --- the boundary ------------------------------------------------------------- */

/* The value of the parameter boundary, without quotes. */
static bool find_boundary(struct acg_slice type, struct acg_slice *boundary)
{
	static const char name[] = "boundary=";
	const char *end = type.s + type.len, *at = type.s;

	while((at = memchr(at, ';', (size_t)(end - at)))) {
		struct acg_slice rest = {at + 1, (size_t)(end - at - 1)};
		const char *semicolon;

		at++;
		rest = trim(rest);
		if(rest.len < sizeof(name)
				|| strncasecmp(rest.s, name, sizeof(name) - 1) != 0)
			continue;
		rest.s += sizeof(name) - 1;
		rest.len -= sizeof(name) - 1;
		semicolon = memchr(rest.s, ';', rest.len);
		if(semicolon)
			rest.len = (size_t)(semicolon - rest.s);
		*boundary = trim(rest);
		if(boundary->len >= 2 && boundary->s[0] == '"'
				&& boundary->s[boundary->len - 1] == '"') {
			boundary->s++;
			boundary->len -= 2;
		}
		return boundary->len >= 1 && boundary->len <= 70
			   && !memchr(boundary->s, '"', boundary->len);
	}
	return false;
}

/* --- one part ------------------------------------------------------------------ */

/* Read the header lines of a part. False: a line that is folded or no header, a type
 * that is not there or there twice, or an encoding. */
static bool read_headers(struct acg_slice headers, struct acg_slice *type)
{
	static const char content_type[] = "Content-Type:";
	static const char encoding[] = "Content-Transfer-Encoding:";

	*type = (struct acg_slice){NULL, 0};
	while(headers.len) {
		const char *end = memmem(headers.s, headers.len, "\r\n", 2);
		size_t len = end ? (size_t)(end - headers.s) : headers.len;
		struct acg_slice line = {headers.s, len};

		headers.s += end ? len + 2 : len;
		headers.len -= end ? len + 2 : len;
		if(!len || is_space(line.s[0]) || !memchr(line.s, ':', len)
				|| (len >= sizeof(encoding) - 1
						&& strncasecmp(line.s, encoding, sizeof(encoding) - 1)
								   == 0))
			return false;
		if(len < sizeof(content_type) - 1
				|| strncasecmp(line.s, content_type, sizeof(content_type) - 1)
						   != 0)
			continue;
		if(type->s)
			return false;
		type->s = line.s + sizeof(content_type) - 1;
		type->len = len - (sizeof(content_type) - 1);
	}
	return type->s != NULL;
}

static enum part judge_part(struct acg_slice part, struct acg_slice *content)
{
	const char *end = memmem(part.s, part.len, "\r\n\r\n", 4);
	struct acg_slice headers = {part.s, end ? (size_t)(end - part.s) : 0};
	struct acg_slice type;

	if(!end || !read_headers(headers, &type))
		return PART_OTHER;
	content->s = end + 4;
	content->len = (size_t)(part.s + part.len - content->s);
	if(is_type(type, "application/sdp"))
		return PART_SDP;
	return is_type(type, "application/pidf+xml") ? PART_LOCATION : PART_OTHER;
}

/* --- all parts ------------------------------------------------------------------ */

/* What follows a delimiter: the next part's line, or the end. */
static bool is_last(struct acg_slice rest)
{
	return rest.len >= 2 && memcmp(rest.s, "--", 2) == 0
		   && trim((struct acg_slice){rest.s + 2, rest.len - 2}).len == 0;
}

/* Take the part at the start of `rest`, up to the next delimiter, which is skipped. */
static bool take_part(
		struct acg_slice *rest, const char *delimiter, struct acg_slice *part)
{
	const size_t skip = strlen(delimiter);
	const char *end;

	if(rest->len < 2 || memcmp(rest->s, "\r\n", 2) != 0)
		return false;
	rest->s += 2;
	rest->len -= 2;
	end = memmem(rest->s, rest->len, delimiter, skip);
	if(!end)
		return false;
	*part = (struct acg_slice){rest->s, (size_t)(end - rest->s)};
	rest->len -= part->len + skip;
	rest->s = end + skip;
	return true;
}

/* An SDP whose last line has no end of its own gets the CRLF of the delimiter, which
 * is there behind it: the SDP that replaces it ends with one, too. */
static void end_line(struct acg_slice *sdp)
{
	if(sdp->len < 2 || memcmp(sdp->s + sdp->len - 2, "\r\n", 2) != 0)
		sdp->len += 2;
}

static bool find_part(const struct acg_slice *body,
		const struct acg_slice *boundary, struct acg_slice *sdp)
{
	struct acg_slice rest = *body, part, content;
	char delimiter[DELIMITER_SIZE];
	int found = 0;
	int len = snprintf(delimiter, sizeof(delimiter), "\r\n--%.*s",
			(int)boundary->len, boundary->s);

	if(rest.len < (size_t)len - 2
			|| memcmp(rest.s, delimiter + 2, (size_t)len - 2) != 0)
		return false;
	rest.s += len - 2;
	rest.len -= (size_t)len - 2;
	while(!is_last(rest)) {
		if(!take_part(&rest, delimiter, &part))
			return false;
		switch(judge_part(part, &content)) {
			case PART_SDP:
				*sdp = content;
				end_line(sdp);
				found++;
				break;
			case PART_LOCATION:
				break;
			case PART_OTHER:
				return false;
		}
	}
	return found == 1 && sdp->len > 2;
}

bool acg_media_body_sdp(const struct acg_slice *type,
		const struct acg_slice *body, struct acg_slice *sdp)
{
	struct acg_slice boundary;

	if(is_type(*type, "application/sdp")) {
		*sdp = *body;
		return true;
	}
	return is_type(*type, "multipart/mixed") && find_boundary(*type, &boundary)
		   && find_part(body, &boundary, sdp);
}
