/*
 * in_force: what a TLS context does, read from the context itself.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef ACG_TLS_IN_FORCE_H
#define ACG_TLS_IN_FORCE_H

#include <openssl/ssl.h>

#include <stdbool.h>
#include <time.h>

struct acg_tls_in_force {
	int least_version; /* TLS1_2_VERSION */
	char suites[512];  /* best first, separated by ':' */
	bool required;	   /* a certificate of the other side, verified */
	bool resumption;   /* by ticket or cache */
	bool renegotiation;
	bool compression;
	bool own_preference;	 /* of suites, not the client's */
	time_t certificate_ends; /* our own; 0: there is none */
};

void acg_tls_in_force_read(SSL_CTX *ctx, struct acg_tls_in_force *out);

bool acg_tls_in_force_equal(
		const struct acg_tls_in_force *a, const struct acg_tls_in_force *b);

#endif
