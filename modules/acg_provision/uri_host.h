/*
 * uri_host: where the hosts of SIP URIs stand in a header's value. Pure.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef ACG_URI_HOST_H
#define ACG_URI_HOST_H

#include <stdbool.h>
#include <stddef.h>

/* Find the next host with its port in `len` bytes at `value`, from *at on: of a
 * sip or sips URI, with or without <>. Sets *host and *host_len, and *at behind
 * them. False: no more. */
bool acg_uri_host_next(const char *value, size_t len, size_t *at, size_t *host,
		size_t *host_len);

#endif
