/*
 * uri_host: where the hosts of SIP URIs stand in a header's value.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "uri_host.h"

#include <string.h>
#include <strings.h>

/* The length of "sip:" or "sips:" at `s`; 0: neither. */
static size_t scheme_len(const char *s, size_t len)
{
	if(len >= 4 && strncasecmp(s, "sip:", 4) == 0)
		return 4;
	return len >= 5 && strncasecmp(s, "sips:", 5) == 0 ? 5 : 0;
}

/* How many bytes at `s` are none of `stops`. */
static size_t span(const char *s, size_t len, const char *stops)
{
	size_t n = 0;

	while(n < len && s[n] && !strchr(stops, s[n]))
		n++;
	return n;
}

bool acg_uri_host_next(const char *value, size_t len, size_t *at, size_t *host,
		size_t *host_len)
{
	for(size_t i = *at; i < len; i++) {
		size_t scheme = scheme_len(value + i, len - i);
		size_t rest, user;

		if(scheme == 0)
			continue;
		i += scheme;
		rest = span(value + i, len - i, "<>, \t\r\n\"");
		user = span(value + i, rest, "@");
		*host = i + (user < rest ? user + 1 : 0);
		*host_len = span(value + *host, i + rest - *host, ";?");
		*at = *host + *host_len;
		return true;
	}
	return false;
}
