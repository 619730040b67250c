/*
 * screen: may this number be shown as the caller of a call from the cloud?
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "calls/screen.h"
#include "sip/customer_name.h"

#include <string.h>

enum acg_name_kind acg_screen_name(const struct acg_signalling *signalling,
		const char *host, size_t len, const char *base,
		const struct acg_customer **customer)
{
	size_t label_len;

	*customer = NULL;
	switch(acg_customer_name_read(base, host, len, &label_len)) {
		case ACG_HOST_OUTSIDE:
		case ACG_HOST_REGION:
			return ACG_NAME_NONE;
		case ACG_HOST_LABEL:
			*customer = acg_customer_of_subdomain(signalling, host, label_len);
			break;
		case ACG_HOST_OTHER:
			break;
	}
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
