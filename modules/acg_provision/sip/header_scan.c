/*
 * header_scan: is the header section of a message one that everybody reads alike?
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "sip/header_scan.h"
#include "sip/header_name.h"

#include <stdbool.h>
#include <string.h>

static const char *const once[] = {"From", "To", "Call-ID", "CSeq",
		"Max-Forwards", "Content-Length", "Content-Type"};
#define ONCE (sizeof(once) / sizeof(once[0]))

/* Which of `once` a name is; ONCE: none. Few names have such a length. */
static size_t once_index(const char *name, size_t len)
{
	static const char lengths[] = {1, 4, 2, 7, 12, 14};
	size_t i = 0;

	if(!memchr(lengths, (int)len, sizeof(lengths)))
		return ONCE;
	while(i < ONCE && !acg_header_name_is(name, len, once[i], strlen(once[i])))
		i++;
	return i;
}

/* The end of the line at `at`: its CR. *result says what is wrong with it. */
static const char *line_end(
		const char *at, const char *end, enum acg_scan *result)
{
	const char *start = at;

	*result = ACG_SCAN_OK;
	for(; at < end; at++) {
		unsigned char c = (unsigned char)*at;

		if(c >= ' ' && c != 0x7f)
			continue;
		if(c == '\r' && at + 1 < end && at[1] == '\n')
			return at;
		if(c == '\r' || c == '\n')
			*result = at + 1 < end || c == '\n' ? ACG_SCAN_BAD_LINE_END
												: ACG_SCAN_NO_END;
		else if(c != '\t' && (at == start || at[-1] != '\\'))
			*result = ACG_SCAN_CONTROL; /* not a quoted-pair */
		if(*result)
			return at;
	}
	*result = ACG_SCAN_NO_END;
	return end;
}

/* "token *(SP / HTAB) :" at `at`. Sets *len to the token's length. */
static enum acg_scan read_name(
		const char *at, const char *end, size_t name_max, size_t *len)
{
	const char *colon = at;

	while(colon < end && acg_header_is_token_char(*colon))
		colon++;
	*len = (size_t)(colon - at);
	while(colon < end && (*colon == ' ' || *colon == '\t'))
		colon++;
	if(*len == 0 || colon == end || *colon != ':')
		return ACG_SCAN_BAD_NAME;
	return *len > name_max ? ACG_SCAN_NAME_TOO_LONG : ACG_SCAN_OK;
}

enum acg_scan acg_header_scan(const char *buf, size_t len, size_t name_max)
{
	const char *end = buf + len;
	bool seen[ONCE + 1] = {false};
	enum acg_scan result;
	const char *at = line_end(buf, end, &result);
	bool first = true;

	while(result == ACG_SCAN_OK) {
		const char *line = at + 2; /* behind the CRLF */
		size_t name_len, index;

		at = line_end(line, end, &result);
		if(result || at == line)
			break;
		if(*line == ' ' || *line == '\t') {
			if(first)
				return ACG_SCAN_BAD_NAME;
			continue;
		}
		first = false;
		result = read_name(line, at, name_max, &name_len);
		if(result)
			break;
		index = once_index(line, name_len);
		if(index < ONCE && seen[index])
			return ACG_SCAN_TWICE;
		seen[index] = true;
	}
	return result;
}

/* Digits within white space; more than 9 are more than anybody sends. */
static bool is_length(const char *at, const char *end)
{
	const char *digits;

	while(at < end && (*at == ' ' || *at == '\t'))
		at++;
	digits = at;
	while(at < end && *at >= '0' && *at <= '9')
		at++;
	if(at == digits || at - digits > 9)
		return false;
	while(at < end && (*at == ' ' || *at == '\t'))
		at++;
	return at == end;
}

bool acg_header_length_is_clear(const char *buf, size_t len)
{
	static const char name[] = "Content-Length";
	const char *end = buf + len, *at = buf, *newline;
	bool seen = false;

	for(; at < end && (newline = memchr(at, '\n', (size_t)(end - at)));
			at = newline + 1) {
		const char *stop = newline, *colon, *name_end;

		if(stop > at && stop[-1] == '\r')
			stop--;
		if(stop == at)
			break;
		colon = memchr(at, ':', (size_t)(stop - at));
		if(!colon)
			continue;
		name_end = colon;
		while(name_end > at && (name_end[-1] == ' ' || name_end[-1] == '\t'))
			name_end--;
		if(!acg_header_name_is(
				   at, (size_t)(name_end - at), name, sizeof(name) - 1))
			continue;
		if(seen || !is_length(colon + 1, stop))
			return false;
		seen = true;
	}
	return true;
}

const char *acg_scan_text(enum acg_scan result)
{
	switch(result) {
		case ACG_SCAN_OK:
			return "well-formed headers";
		case ACG_SCAN_NO_END:
			return "headers without an end";
		case ACG_SCAN_BAD_LINE_END:
			return "a header line that does not end with CRLF";
		case ACG_SCAN_CONTROL:
			return "a control character in the headers";
		case ACG_SCAN_BAD_NAME:
			return "a header line without a header name";
		case ACG_SCAN_NAME_TOO_LONG:
			return "a header name that is too long";
		case ACG_SCAN_TWICE:
			return "a header twice that may be there once";
	}
	return "unknown";
}
