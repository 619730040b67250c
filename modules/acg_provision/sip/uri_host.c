/*
 * uri_host: where hosts stand in a header's value.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "sip/uri_host.h"

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

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

/* Part of a name, a number or a version, so no place for an address to begin or end. */
static bool is_word(char c)
{
	return is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z')
		   || c == '.' || c == '_';
}

/* The length of an IPv4 address at `s`, its port not included; 0: none. */
static size_t address_len(const char *s, size_t len)
{
	size_t i = 0;

	for(int part = 0; part < 4; part++) {
		int value = 0, digits = 0;

		if(part > 0 && (i == len || s[i++] != '.'))
			return 0;
		while(i < len && is_digit(s[i]) && digits < 3) {
			value = value * 10 + s[i++] - '0';
			digits++;
		}
		if(digits == 0 || value > 255)
			return 0;
	}
	return i < len && is_word(s[i]) ? 0 : i;
}

bool acg_uri_host_next(const char *value, size_t len, size_t *at, size_t *host,
		size_t *host_len)
{
	for(size_t i = *at; i < len; i++) {
		size_t scheme, rest, user, address = 0;

		if(is_digit(value[i]) && (i == 0 || !is_word(value[i - 1])))
			address = address_len(value + i, len - i);
		if(address) {
			*host = i;
			*host_len = address;
			*at = i + address;
			return true;
		}
		scheme = scheme_len(value + i, len - i);
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
