/*
 * screen: may this number be shown as the caller of a call from the cloud?
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "screen.h"

#include <string.h>
#include <strings.h>

/* The length of what stands before ".<base>" in `host`; 0: nothing, or it does
 * not end so. */
static size_t below_base(const char *host, size_t len, const char *base)
{
	size_t base_len = strlen(base);

	if(base_len == 0 || len <= base_len + 1 || host[len - base_len - 1] != '.'
			|| strncasecmp(host + len - base_len, base, base_len) != 0)
		return 0;
	return len - base_len - 1;
}

/* The length of a region's label "1r<digits>" at the end of `at`; 0: none. */
static size_t region_len(const char *at, size_t len)
{
	size_t digits = 0;

	while(digits < len && at[len - 1 - digits] >= '0'
			&& at[len - 1 - digits] <= '9')
		digits++;
	if(digits == 0 || digits > 2 || len < digits + 2
			|| (at[len - digits - 1] | 0x20) != 'r'
			|| at[len - digits - 2] != '1')
		return 0;
	return digits + 2;
}

enum acg_name_kind acg_screen_name(const struct acg_signalling *signalling,
		const char *host, size_t len, const char *base,
		const struct acg_customer **customer)
{
	size_t prefix = below_base(host, len, base);
	size_t region = region_len(host, prefix);

	*customer = NULL;
	if(prefix == 0 || prefix == region)
		return ACG_NAME_NONE;
	if(region == 0 || host[prefix - region - 1] != '.')
		return ACG_NAME_UNKNOWN;
	*customer =
			acg_customer_of_subdomain(signalling, host, prefix - region - 1);
	return *customer ? ACG_NAME_CUSTOMER : ACG_NAME_UNKNOWN;
}

enum acg_screen_verdict acg_screen(const struct acg_signalling *signalling,
		enum acg_name_kind kind, const struct acg_customer *customer,
		const char *account)
{
	const struct acg_customer *own;

	switch(kind) {
		case ACG_NAME_UNKNOWN:
			return ACG_SCREEN_UNKNOWN_NAME;
		case ACG_NAME_CUSTOMER:
			if(!customer->screening)
				return ACG_SCREEN_OK;
			if(!account)
				return ACG_SCREEN_NOT_OURS;
			return strcmp(account, customer->account) == 0
						   ? ACG_SCREEN_OK
						   : ACG_SCREEN_OTHER_ACCOUNT;
		case ACG_NAME_NONE:
			break;
	}
	if(!account)
		return ACG_SCREEN_NOT_OURS;
	own = acg_customer_of_account(signalling, account);
	return own && own->subdomain[0] && own->screening ? ACG_SCREEN_NOT_NAMED
													  : ACG_SCREEN_OK;
}

const char *acg_screen_text(enum acg_screen_verdict verdict)
{
	switch(verdict) {
		case ACG_SCREEN_OK:
			return "allowed";
		case ACG_SCREEN_UNKNOWN_NAME:
			return "the Request-URI's host is no customer's name";
		case ACG_SCREEN_OTHER_ACCOUNT:
			return "the calling number is of another account than the "
				   "Request-URI";
		case ACG_SCREEN_NOT_NAMED:
			return "the calling number's account has a name of its own, and "
				   "the "
				   "Request-URI does not use it";
		case ACG_SCREEN_NOT_OURS:
			return "the calling number is not provisioned";
	}
	return "unknown";
}
