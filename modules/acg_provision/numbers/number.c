/*
 * number: the user part of a SIP or tel URI as a canonical E.164 number.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "numbers/number.h"

#include <stdbool.h>
#include <string.h>
#include <strings.h>

#define MIN_DIGITS 2
#define MAX_DIGITS 15

/* RFC 3966 section 3: visual-separator */
static bool is_separator(char c)
{
	return c == '-' || c == '.' || c == '(' || c == ')';
}

static bool is_anonymous(const char *user, size_t len)
{
	static const char name[] = "anonymous"; /* RFC 3323 section 4.1.1.3 */
	return len == sizeof(name) - 1 && strncasecmp(user, name, len) == 0;
}

enum acg_number_error acg_number_parse(
		const char *user, size_t len, acg_number_key_t *key)
{
	const char *semicolon = len ? memchr(user, ';', len) : NULL;
	acg_number_key_t value = 0;
	int digits = 0;

	if(semicolon)
		len = (size_t)(semicolon - user);
	if(len == 0 || is_anonymous(user, len))
		return ACG_NUMBER_EMPTY;
	if(user[0] != '+')
		return ACG_NUMBER_NOT_GLOBAL;

	for(size_t i = 1; i < len; i++) {
		if(is_separator(user[i]))
			continue;
		if(user[i] < '0' || user[i] > '9')
			return ACG_NUMBER_BAD_DIGIT;
		if(++digits > MAX_DIGITS)
			return ACG_NUMBER_BAD_LENGTH;
		if(digits == 1 && user[i] == '0')
			return ACG_NUMBER_BAD_START;
		value = value * 10 + (acg_number_key_t)(user[i] - '0');
	}
	if(digits < MIN_DIGITS)
		return ACG_NUMBER_BAD_LENGTH;
	*key = value;
	return ACG_NUMBER_OK;
}

size_t acg_number_format(acg_number_key_t key, char out[static ACG_NUMBER_SIZE])
{
	char digits[MAX_DIGITS + 5]; /* any key of 64 bits */
	size_t count = 0, len = 0;

	do
		digits[count++] = (char)('0' + key % 10);
	while((key /= 10) && count < ACG_NUMBER_SIZE - 2);
	out[len++] = '+';
	while(count)
		out[len++] = digits[--count];
	out[len] = '\0';
	return len;
}

const char *acg_number_strerror(enum acg_number_error error)
{
	switch(error) {
		case ACG_NUMBER_OK:
			return "a number";
		case ACG_NUMBER_EMPTY:
			return "empty or anonymous";
		case ACG_NUMBER_NOT_GLOBAL:
			return "not in +E.164 form (no leading '+')";
		case ACG_NUMBER_BAD_DIGIT:
			return "a character that is neither digit nor visual separator";
		case ACG_NUMBER_BAD_LENGTH:
			return "not between 2 and 15 digits";
		case ACG_NUMBER_BAD_START:
			return "begins with +0";
		case ACG_NUMBER_ANONYMOUS:
			return "anonymous";
		case ACG_NUMBER_BAD_ESCAPE:
			return "a '%' that is no escape";
		case ACG_NUMBER_NAME:
			return "a name, not a number";
		case ACG_NUMBER_NO_CONTEXT:
			return "a local number without phone-context";
		case ACG_NUMBER_UNKNOWN_CONTEXT:
			return "a phone-context that the peer's number plan does not name";
	}
	return "unknown";
}
