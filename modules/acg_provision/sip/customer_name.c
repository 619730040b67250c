/*
 * customer_name: a customer's own name of this gateway.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "sip/customer_name.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

static const char *our_base = "";
static int our_region = 1;

void acg_customer_name_configure(const char *base, int region)
{
	our_base = base;
	our_region = region;
}

bool acg_customer_name_write(const char *label,
		char out[static ACG_CUSTOMER_NAME_MAX + 1], size_t *len)
{
	int written;

	if(!our_base[0] || !label[0])
		return false;
	written = snprintf(out, ACG_CUSTOMER_NAME_MAX + 1, "%s.1r%d.%s", label,
			our_region, our_base);
	*len = (size_t)written;
	return written <= ACG_CUSTOMER_NAME_MAX;
}

bool acg_customer_name_fits(const char *label)
{
	char name[ACG_CUSTOMER_NAME_MAX + 1];
	size_t len;

	return !our_base[0] || !label[0]
		   || acg_customer_name_write(label, name, &len);
}

/* The length of what stands before ".<base>" in `host`; 0: nothing, or it does
 * not end so. */
static size_t below_base(const char *base, const char *host, size_t len)
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

enum acg_customer_host acg_customer_name_read(
		const char *base, const char *host, size_t len, size_t *label_len)
{
	size_t prefix = below_base(base, host, len);
	size_t region = region_len(host, prefix);

	*label_len = 0;
	if(prefix == 0)
		return ACG_HOST_OUTSIDE;
	if(prefix == region)
		return ACG_HOST_REGION;
	if(region == 0 || prefix < region + 2 || host[prefix - region - 1] != '.')
		return ACG_HOST_OTHER;
	*label_len = prefix - region - 1;
	return ACG_HOST_LABEL;
}

/* The digits behind "1r" that end before ".<base>". */
static bool is_our_region(const char *host, size_t len)
{
	const char *end = host + len - strlen(our_base) - 1, *digit = end;
	int region = 0;

	while(digit[-1] != 'r' && digit[-1] != 'R')
		digit--;
	for(; digit < end; digit++)
		region = region * 10 + *digit - '0';
	return region == our_region;
}

bool acg_customer_name_is_ours(const char *host, size_t len)
{
	size_t label_len;

	switch(acg_customer_name_read(our_base, host, len, &label_len)) {
		case ACG_HOST_REGION:
			return is_our_region(host, len);
		case ACG_HOST_LABEL:
			return !memchr(host, '.', label_len) && is_our_region(host, len);
		case ACG_HOST_OUTSIDE:
		case ACG_HOST_OTHER:
			break;
	}
	return false;
}
