/*
 * target_dns: the addresses of a destination, as DNS tells them. Blocks.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef ACG_TARGET_DNS_H
#define ACG_TARGET_DNS_H

#include "peers/target.h"

#define ACG_TARGET_ADDRESSES_MAX 16

/* Find the addresses of a destination (RFC 3263 section 4, TLS alone): an address
 * is itself; a name with a port has its A and AAAA records; a name without one what
 * NAPTR (SIPS+D2T) and SRV (_sips._tcp) say, or else its A and AAAA records at port
 * 5061. Returns how many there are, at most ACG_TARGET_ADDRESSES_MAX; 0 when DNS
 * has none, or did not answer. */
unsigned acg_target_resolve(const struct acg_destination *destination,
		struct acg_target_address *address);

/* Is its host an address, so that nobody need be asked? */
bool acg_target_is_address(const struct acg_destination *destination);

#endif
