/*
 * customer_name: a customer's own name of this gateway, <label>.1r<N>.<base>, where
 * N is the number of the region that the gateway serves. Pure.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef ACG_CUSTOMER_NAME_H
#define ACG_CUSTOMER_NAME_H

#include <stdbool.h>
#include <stddef.h>

/* Longest name that Microsoft's directory takes for a tenant's domain. */
#define ACG_CUSTOMER_NAME_MAX 48
#define ACG_REGION_MAX 99

/* The deployment's domain, kept by reference, "" for none: then customers have no
 * names; and the region, 1 to ACG_REGION_MAX. Call in mod_init. */
void acg_customer_name_configure(const char *base, int region);

/* Write the name of the customer with this label, and its length to *len. False:
 * there is no base, no label, or the name would be longer than
 * ACG_CUSTOMER_NAME_MAX. */
bool acg_customer_name_write(const char *label,
		char out[static ACG_CUSTOMER_NAME_MAX + 1], size_t *len);

/* Is there room for this label? True without a base, too. */
bool acg_customer_name_fits(const char *label);

/* What a host is, by its form alone. */
enum acg_customer_host {
	ACG_HOST_OUTSIDE, /* not below the base */
	ACG_HOST_REGION,  /* 1r<N>.<base> */
	ACG_HOST_LABEL,	  /* <label>.1r<N>.<base>, whatever the label */
	ACG_HOST_OTHER	  /* anything else below the base */
};

/* Read `host`, in any case; of any region. For ACG_HOST_LABEL *label_len is what
 * stands before the region, which may hold dots. */
enum acg_customer_host acg_customer_name_read(
		const char *base, const char *host, size_t len, size_t *label_len);

/* Is `host` a name that this gateway goes by: of its base and its region, with one
 * label or none? So it is, whether or not there is such a customer: calls that began
 * under a name go on when its row is gone. */
bool acg_customer_name_is_ours(const char *host, size_t len);

#endif
