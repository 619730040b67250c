/*
 * new_params: the parameters of an address that were not there before.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "sip/new_params.h"

#include <string.h>
#include <strings.h>

static bool is_space(char c)
{
	return c == ' ' || c == '\t';
}

struct acg_params acg_params_of_uri(const char *uri, size_t len)
{
	const char *end = uri + len, *host, *params, *headers;

	if(!(len > 4 && strncasecmp(uri, "sip:", 4) == 0)
			&& !(len > 5 && strncasecmp(uri, "sips:", 5) == 0))
		return (struct acg_params){NULL, 0};
	host = memchr(uri, '@', len);
	host = host ? host : uri;
	headers = memchr(host, '?', (size_t)(end - host));
	end = headers ? headers : end;
	params = memchr(host, ';', (size_t)(end - host));
	return params ? (struct acg_params){params, (size_t)(end - params)}
				  : (struct acg_params){NULL, 0};
}

/* The byte behind the parameter whose ';' is at `at`. */
static size_t param_end(struct acg_params params, size_t at)
{
	bool quoted = false;

	for(at++; at < params.len; at++) {
		char c = params.s[at];

		if(quoted && c == '\\' && at + 1 < params.len)
			at++;
		else if(c == '"')
			quoted = !quoted;
		else if(c == ';' && !quoted)
			break;
	}
	return at;
}

/* The name between the ';' at `start` and `end`. */
static struct acg_params name_of(
		struct acg_params params, size_t start, size_t end)
{
	size_t from = start + 1, to;

	while(from < end && is_space(params.s[from]))
		from++;
	for(to = from; to < end && params.s[to] != '='; to++)
		;
	while(to > from && is_space(params.s[to - 1]))
		to--;
	return (struct acg_params){params.s + from, to - from};
}

static bool next(
		struct acg_params params, size_t *at, size_t *start, size_t *end)
{
	while(*at < params.len && params.s[*at] != ';')
		(*at)++;
	if(*at >= params.len)
		return false;
	*start = *at;
	*end = *at = param_end(params, *at);
	return true;
}

static bool same(struct acg_params a, const char *s, size_t len)
{
	return a.len == len && strncasecmp(a.s, s, len) == 0;
}

static bool is_known(struct acg_params name, struct acg_params known)
{
	size_t at = 0, start, end;

	if(same(name, "tag", 3))
		return true;
	while(next(known, &at, &start, &end)) {
		struct acg_params other = name_of(known, start, end);

		if(same(name, other.s, other.len))
			return true;
	}
	return false;
}

bool acg_new_param_next(struct acg_params params, struct acg_params known,
		size_t *at, size_t *start, size_t *end)
{
	while(next(params, at, start, end)) {
		if(!is_known(name_of(params, *start, *end), known))
			return true;
	}
	return false;
}
