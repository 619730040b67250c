/*
 * crl_fetch: bytes from an HTTP server, within bounds; and kept on disk.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef ACG_CRL_FETCH_H
#define ACG_CRL_FETCH_H

#include "tls/crl.h"

#define ACG_CRL_BYTES_MAX (16 << 20)
#define ACG_CRL_FETCH_S 10

struct acg_crl_bytes {
	uint8_t *data; /* malloc()ed */
	size_t len;
};

/* GET `url`, http alone, at most ACG_CRL_BYTES_MAX bytes within ACG_CRL_FETCH_S
 * seconds and three redirections. Blocks. False with the reason in `error`. The
 * caller free()s bytes->data. */
bool acg_crl_fetch(const char *url, struct acg_crl_bytes *bytes,
		char error[static ACG_CRL_ERROR_SIZE]);

/* The same from a file. */
bool acg_crl_load(const char *path, struct acg_crl_bytes *bytes);

/* Replace the file as a whole, or not at all. False with the reason in `error`. */
bool acg_crl_save(const char *path, const struct acg_crl_bytes *bytes,
		char error[static ACG_CRL_ERROR_SIZE]);

#endif
