/*
 * screen: may this number be shown as the caller of a call from the cloud? Pure.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef ACG_SCREEN_H
#define ACG_SCREEN_H

#include "rules/signalling.h"

/* Whose name the Request-URI's host is. */
enum acg_name_kind {
	ACG_NAME_NONE,	   /* the gateway's own, an address, anything else */
	ACG_NAME_CUSTOMER, /* <label>.1r<N>.<base> of an account */
	ACG_NAME_UNKNOWN   /* below <base>, but no account's */
};

/* Read `host`. `base` is the deployment's domain, "" for none: then every host
 * is ACG_NAME_NONE. *customer is set for ACG_NAME_CUSTOMER. */
enum acg_name_kind acg_screen_name(const struct acg_signalling *signalling,
		const char *host, size_t len, const char *base,
		const struct acg_customer **customer);

enum acg_screen_verdict {
	ACG_SCREEN_OK = 0,
	ACG_SCREEN_UNKNOWN_NAME,  /* the Request-URI names no customer */
	ACG_SCREEN_OTHER_ACCOUNT, /* the number is not of the customer named */
	ACG_SCREEN_NOT_NAMED, /* the number's account has a name, not this one */
	ACG_SCREEN_NOT_OURS	  /* the number is nobody's */
};

/* The decision. `account` is the calling number's, NULL when it is in no row. */
enum acg_screen_verdict acg_screen(const struct acg_signalling *signalling,
		enum acg_name_kind kind, const struct acg_customer *customer,
		const char *account);

/* In words, for a log line. Static storage. */
const char *acg_screen_text(enum acg_screen_verdict verdict);

#endif
