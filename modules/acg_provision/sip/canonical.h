/*
 * canonical: the user part of a SIP or tel URI as one canonical number, under the
 * number plan of the peer that wrote it. Pure: no Kamailio, no allocation.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef ACG_CANONICAL_H
#define ACG_CANONICAL_H

#include "numbers/number.h"
#include "sip/number_plan.h"

#include <stdbool.h>

#define ACG_CANONICAL_SIZE 33 /* a code of at most 32 characters, NUL */

/* What may stand before the parameters of a user part, as received. */
struct acg_number_source {
	const char *user; /* all of the user part, not NUL-terminated */
	size_t len;
	bool tel;	/* of a tel URI (RFC 3966) */
	bool phone; /* of a SIP URI with user=phone (RFC 3261 section 19.1.1) */
};

enum acg_number_kind {
	ACG_KIND_E164,	   /* text is '+' and digits, key is set */
	ACG_KIND_CODE,	   /* a short or service code: 115, *21*+4930123#, #123 */
	ACG_KIND_EMERGENCY /* an emergency code of the plan, without country code */
};

struct acg_canonical {
	enum acg_number_kind kind;
	acg_number_key_t key; /* ACG_KIND_E164 alone; else 0 */
	char text[ACG_CANONICAL_SIZE];
};

/* Read one number. In this order: parameters cut off at the first ';' whatever
 * user= says; percent-escapes decoded once (RFC 3261 section 19.1.4); visual
 * separators taken out where this is a telephone-subscriber: a tel URI,
 * user=phone, or a leading '+' (RFC 3966 section 5.1.1); emergency codes and
 * codes left alone; then global numbers, phone-context, and the plan's prefixes.
 *
 * Sets *out, and only on success. A result given in again (as a SIP user part,
 * under the same plan) gives itself. */
enum acg_number_error acg_canonical(const struct acg_number_source *source,
		const struct acg_number_plan *plan, struct acg_canonical *out);

/* The value of parameter `name` in the user part, a slice of it: ported numbers'
 * rn and npdi (RFC 4694), tgrp and trunk-context (RFC 4904), phone-context.
 * False when it is not there; a parameter without '=' has len 0. Names in any
 * case. */
bool acg_number_param(const struct acg_number_source *source, const char *name,
		const char **value, size_t *len);

/* Write `number` as the plan's peer wants it, escaped for a SIP user part
 * (RFC 3261 section 25.1: '#' is %23). `out` must hold 3 * ACG_CANONICAL_SIZE.
 * Returns the length. */
#define ACG_NUMBER_WIRE_SIZE (3 * ACG_CANONICAL_SIZE)
size_t acg_number_write(const struct acg_canonical *number,
		const struct acg_number_plan *plan,
		char out[static ACG_NUMBER_WIRE_SIZE]);

#endif
