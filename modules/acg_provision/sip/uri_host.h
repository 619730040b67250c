/*
 * uri_host: where hosts stand in a header's value. Pure.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef ACG_URI_HOST_H
#define ACG_URI_HOST_H

#include <stdbool.h>
#include <stddef.h>

/* Find the next host in `len` bytes at `value`, from *at on: that of a sip or sips
 * URI with its port, with or without <>, or an IPv4 address by itself, which is part
 * of no longer word. Sets *host and *host_len, and *at behind
 * them. False: no more. */
bool acg_uri_host_next(const char *value, size_t len, size_t *at, size_t *host,
		size_t *host_len);

#endif
