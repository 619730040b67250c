/*
 * canonical: the user part of a SIP or tel URI as one canonical number.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "sip/canonical.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

/* The part before the parameters, decoded and without separators. */
struct digits {
	char s[ACG_CANONICAL_SIZE * 2];
	size_t len;
};

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static bool is_alpha(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static int hex_value(char c)
{
	if(is_digit(c))
		return c - '0';
	if(c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	if(c >= 'A' && c <= 'F')
		return c - 'A' + 10;
	return -1;
}

static size_t subscriber_len(const struct acg_number_source *source)
{
	const char *semicolon =
			source->len ? memchr(source->user, ';', source->len) : NULL;

	return semicolon ? (size_t)(semicolon - source->user) : source->len;
}

/* Percent-escapes, once. */
static enum acg_number_error decode(
		const char *in, size_t len, struct digits *out)
{
	out->len = 0;
	for(size_t i = 0; i < len; i++) {
		char c = in[i];

		if(c == '%') {
			int high = i + 2 < len ? hex_value(in[i + 1]) : -1;
			int low = i + 2 < len ? hex_value(in[i + 2]) : -1;

			if(high < 0 || low < 0)
				return ACG_NUMBER_BAD_ESCAPE;
			c = (char)(high * 16 + low);
			i += 2;
		}
		if(c <= ' ' || c >= 0x7f)
			return ACG_NUMBER_BAD_DIGIT;
		if(out->len == sizeof(out->s))
			return ACG_NUMBER_BAD_LENGTH;
		out->s[out->len++] = c;
	}
	return out->len ? ACG_NUMBER_OK : ACG_NUMBER_EMPTY;
}

/* RFC 3966 section 3: visual-separator */
static bool is_separator(char c)
{
	return c == '-' || c == '.' || c == '(' || c == ')';
}

static void strip_separators(struct digits *digits)
{
	size_t kept = 0;

	for(size_t i = 0; i < digits->len; i++) {
		if(!is_separator(digits->s[i]))
			digits->s[kept++] = digits->s[i];
	}
	digits->len = kept;
}

/* RFC 3323 section 4.1.1.3 names "anonymous"; the others are what telephone
 * networks write. */
static bool is_anonymous(const struct digits *digits)
{
	static const char *const names[] = {
			"anonymous", "restricted", "unavailable", "private"};

	for(size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		if(digits->len == strlen(names[i])
				&& strncasecmp(digits->s, names[i], digits->len) == 0)
			return true;
	}
	return false;
}

static bool is_listed(
		const struct acg_code_list *list, const char *code, size_t len)
{
	for(uint32_t i = 0; i < list->n; i++) {
		if(strlen(list->code[i]) == len
				&& memcmp(list->code[i], code, len) == 0)
			return true;
	}
	return false;
}

static bool starts_with(const struct digits *digits, const char *prefix)
{
	size_t len = strlen(prefix);

	return len && digits->len >= len && memcmp(digits->s, prefix, len) == 0;
}

/* The digits that are the emergency code in `digits`: all of them, or those
 * after '+' and the country code (Zoom's form). NULL: none. */
static const char *emergency_code(const struct digits *digits,
		const struct acg_number_plan *plan, size_t *len)
{
	size_t skip = 1 + strlen(plan->country);

	*len = digits->len;
	if(is_listed(&plan->emergency, digits->s, *len))
		return digits->s;
	if(!plan->country[0] || digits->s[0] != '+' || digits->len <= skip
			|| memcmp(digits->s + 1, plan->country, skip - 1) != 0)
		return NULL;
	*len = digits->len - skip;
	return is_listed(&plan->emergency, digits->s + skip, *len)
				   ? digits->s + skip
				   : NULL;
}

static enum acg_number_error keep(enum acg_number_kind kind, const char *s,
		size_t len, struct acg_canonical *out)
{
	if(len >= ACG_CANONICAL_SIZE)
		return ACG_NUMBER_BAD_LENGTH;
	out->kind = kind;
	out->key = 0;
	memcpy(out->text, s, len);
	out->text[len] = '\0';
	return ACG_NUMBER_OK;
}

/* '+', `prefix` and `rest`: a global number, or an emergency code after all. */
static enum acg_number_error global(const char *prefix, size_t prefix_len,
		const char *rest, size_t rest_len, const struct acg_number_plan *plan,
		struct acg_canonical *out)
{
	struct digits all;
	enum acg_number_error error;
	acg_number_key_t key;
	const char *code;
	size_t code_len;

	if(1 + prefix_len + rest_len > ACG_NUMBER_SIZE - 1)
		return ACG_NUMBER_BAD_LENGTH;
	all.s[0] = '+';
	memcpy(all.s + 1, prefix, prefix_len);
	memcpy(all.s + 1 + prefix_len, rest, rest_len);
	all.len = 1 + prefix_len + rest_len;
	code = emergency_code(&all, plan, &code_len);
	if(code)
		return keep(ACG_KIND_EMERGENCY, code, code_len, out);
	error = acg_number_parse(all.s, all.len, &key);
	if(error)
		return error;
	keep(ACG_KIND_E164, all.s, all.len, out);
	out->key = key;
	return ACG_NUMBER_OK;
}

/* RFC 3966 section 5.1.5. Sets *joined when the context is digits, which go
 * before the number; a domain must be one of the plan's. */
static enum acg_number_error check_context(
		const struct acg_number_source *source,
		const struct acg_number_plan *plan, struct digits *joined)
{
	const char *context;
	size_t len;

	joined->len = 0;
	if(!acg_number_param(source, "phone-context", &context, &len))
		return source->tel ? ACG_NUMBER_NO_CONTEXT : ACG_NUMBER_OK;
	if(len && context[0] == '+') {
		enum acg_number_error error = decode(context + 1, len - 1, joined);

		strip_separators(joined);
		return error ? ACG_NUMBER_UNKNOWN_CONTEXT : ACG_NUMBER_OK;
	}
	for(uint32_t i = 0; i < plan->contexts; i++) {
		if(strlen(plan->context[i]) == len
				&& strncasecmp(plan->context[i], context, len) == 0)
			return ACG_NUMBER_OK;
	}
	return ACG_NUMBER_UNKNOWN_CONTEXT;
}

/* Digits without '+'. */
static enum acg_number_error local(const struct acg_number_source *source,
		const struct digits *digits, const struct acg_number_plan *plan,
		struct acg_canonical *out)
{
	struct digits context;
	enum acg_number_error error = check_context(source, plan, &context);
	size_t skip = 0;
	bool national;

	if(error)
		return error;
	if(context.len)
		return global(
				context.s, context.len, digits->s, digits->len, plan, out);
	if(starts_with(digits, plan->international_prefix)) {
		skip = strlen(plan->international_prefix);
		return global("", 0, digits->s + skip, digits->len - skip, plan, out);
	}
	national = starts_with(digits, plan->national_prefix);
	if(national)
		skip = strlen(plan->national_prefix);
	else if(plan->bare == ACG_BARE_INTERNATIONAL)
		return global("", 0, digits->s, digits->len, plan, out);
	else
		national = plan->bare == ACG_BARE_NATIONAL;
	if(!national || !plan->country[0])
		return ACG_NUMBER_NOT_GLOBAL;
	if(digits->len == skip)
		return ACG_NUMBER_BAD_LENGTH;
	return global(plan->country, strlen(plan->country), digits->s + skip,
			digits->len - skip, plan, out);
}

/* Which characters there are: digits alone (OK), with '*', '#' and, behind a
 * star, '+' (also OK, *code), or what makes it no number. */
static enum acg_number_error classify(const struct digits *digits, bool *code)
{
	*code = false;
	for(size_t i = 0; i < digits->len; i++) {
		char c = digits->s[i];

		if(is_alpha(c))
			return ACG_NUMBER_NAME;
		if(c == '*' || c == '#')
			*code = true;
		else if(c == '+' ? i > 0 && digits->s[i - 1] != '*' : !is_digit(c))
			return ACG_NUMBER_BAD_DIGIT;
	}
	return *code && digits->s[0] == '+' ? ACG_NUMBER_BAD_DIGIT : ACG_NUMBER_OK;
}

enum acg_number_error acg_canonical(const struct acg_number_source *source,
		const struct acg_number_plan *plan, struct acg_canonical *out)
{
	struct digits digits;
	enum acg_number_error error =
			decode(source->user, subscriber_len(source), &digits);
	const char *emergency;
	size_t len;
	bool code;

	if(error)
		return error;
	if(is_anonymous(&digits))
		return ACG_NUMBER_ANONYMOUS;
	if(source->tel || source->phone || digits.s[0] == '+')
		strip_separators(&digits);
	if(digits.len == 0)
		return ACG_NUMBER_BAD_LENGTH;
	emergency = emergency_code(&digits, plan, &len);
	if(emergency)
		return keep(ACG_KIND_EMERGENCY, emergency, len, out);
	error = classify(&digits, &code);
	if(error)
		return error;
	if(code || is_listed(&plan->left_alone, digits.s, digits.len))
		return keep(ACG_KIND_CODE, digits.s, digits.len, out);
	if(digits.s[0] == '+')
		return global("", 0, digits.s + 1, digits.len - 1, plan, out);
	return local(source, &digits, plan, out);
}

bool acg_number_param(const struct acg_number_source *source, const char *name,
		const char **value, size_t *len)
{
	const char *at = source->user + subscriber_len(source);
	const char *end = source->user + source->len;
	size_t name_len = strlen(name);

	while(at < end) {
		const char *start = at + 1; /* behind the ';' */
		const char *stop =
				start < end ? memchr(start, ';', (size_t)(end - start)) : NULL;
		const char *equals;

		at = stop ? stop : end;
		equals = start < at ? memchr(start, '=', (size_t)(at - start)) : NULL;
		if((size_t)((equals ? equals : at) - start) != name_len
				|| strncasecmp(start, name, name_len) != 0)
			continue;
		*value = equals ? equals + 1 : at;
		*len = (size_t)(at - *value);
		return true;
	}
	return false;
}

/* E.164 `text` in the plan's output form. */
static int write_e164(
		const char *text, const struct acg_number_plan *plan, char *out)
{
	size_t country = strlen(plan->country);
	const char *digits = text + 1;

	switch(plan->output) {
		case ACG_FORM_E164:
			break;
		case ACG_FORM_BARE:
			return snprintf(out, ACG_NUMBER_WIRE_SIZE, "%s", digits);
		case ACG_FORM_NATIONAL:
			if(country && strncmp(digits, plan->country, country) == 0)
				return snprintf(out, ACG_NUMBER_WIRE_SIZE, "%s%s",
						plan->national_prefix, digits + country);
			return snprintf(out, ACG_NUMBER_WIRE_SIZE, "%s%s",
					plan->international_prefix, digits);
	}
	return snprintf(out, ACG_NUMBER_WIRE_SIZE, "%s", text);
}

size_t acg_number_write(const struct acg_canonical *number,
		const struct acg_number_plan *plan,
		char out[static ACG_NUMBER_WIRE_SIZE])
{
	size_t len = 0;

	if(number->kind == ACG_KIND_E164)
		return (size_t)write_e164(number->text, plan, out);
	for(const char *c = number->text; *c; c++) {
		if(*c == '#') {
			memcpy(out + len, "%23", 3);
			len += 3;
		} else {
			out[len++] = *c;
		}
	}
	out[len] = '\0';
	return len;
}
