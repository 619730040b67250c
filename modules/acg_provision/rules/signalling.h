/*
 * signalling: what SQL says about messages, beyond the numbers themselves: header
 * rules, each peer's number plan and trust, the customers' own names and
 * screening. One immutable block. Pure: memory comes from the caller's allocator.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef ACG_SIGNALLING_H
#define ACG_SIGNALLING_H

#include "base/epoch.h"
#include "rules/header_rule.h"
#include "sip/number_plan.h"

/* An account that has a name of the gateway of its own, or no screening. */
struct acg_customer {
	const char *account;
	const char *subdomain; /* label, lower case; "" for none */
	bool screening;
};

/* A service whose calling number is in From alone, or that knows the gateway under
 * its customer's own name. */
struct acg_service_rule {
	const char *name;
	bool calling_from;
	bool customer_name;
};

struct acg_signalling {
	struct acg_epoch_block block; /* first: see epoch.h */
	struct acg_rules *rules;	  /* owned */
	/* by the direction of messages to the peer */
	struct acg_number_plan plan[2];
	bool trusted[2];
	size_t customers;
	const struct acg_customer *by_account;	 /* sorted by account */
	const struct acg_customer *by_subdomain; /* sorted by subdomain */
	size_t services;
	const struct acg_service_rule *service; /* what is special about services */
};

/* What goes in; strings and arrays are copied, `rules` is taken over. */
struct acg_signalling_rows {
	struct acg_rules *rules;
	struct acg_number_plan plan[2];
	bool trusted[2];
	struct acg_customer *customer; /* is sorted in place */
	size_t customers;
	const struct acg_service_rule *service;
	size_t services;
};

/* NULL when memory is short; then `rules` is still the caller's. */
struct acg_signalling *acg_signalling_build(
		struct acg_signalling_rows *rows, const struct acg_rule_mem *mem);
void acg_signalling_free(
		struct acg_signalling *signalling, const struct acg_rule_mem *mem);

/* NULL: no such account or label, or nothing special about it. */
const struct acg_customer *acg_customer_of_account(
		const struct acg_signalling *signalling, const char *account);
const struct acg_customer *acg_customer_of_subdomain(
		const struct acg_signalling *signalling, const char *label, size_t len);

/* Is the calling number of this service in From alone? */
bool acg_service_uses_from(
		const struct acg_signalling *signalling, const char *service);

/* The label of the account's own name of the gateway, where this service knows the
 * gateway under it; "" for none. */
const char *acg_customer_label(const struct acg_signalling *signalling,
		const char *account, const char *service);

#endif
