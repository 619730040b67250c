/*
 * in_force: what a TLS context does, read from the context itself.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "tls/in_force.h"

#include <stdio.h>
#include <string.h>

static void read_suites(const SSL_CTX *ctx, char *out, size_t size)
{
	STACK_OF(SSL_CIPHER) *suites = SSL_CTX_get_ciphers(ctx);
	size_t used = 0;

	for(int i = 0; i < sk_SSL_CIPHER_num(suites); i++) {
		int n = snprintf(out + used, size - used, "%s%s", i ? ":" : "",
				SSL_CIPHER_get_name(sk_SSL_CIPHER_value(suites, i)));
		if(n < 0 || (size_t)n >= size - used)
			return;
		used += (size_t)n;
	}
}

static time_t ends(const X509 *certificate)
{
	struct tm tm;

	return certificate
						   && ASN1_TIME_to_tm(
									  X509_get0_notAfter(certificate), &tm)
									  == 1
				   ? timegm(&tm)
				   : 0;
}

void acg_tls_in_force_read(SSL_CTX *ctx, struct acg_tls_in_force *out)
{
	const int both = SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT;
	uint64_t options = SSL_CTX_get_options(ctx);

	memset(out, 0, sizeof(*out));
	out->least_version = (int)SSL_CTX_get_min_proto_version(ctx);
	read_suites(ctx, out->suites, sizeof(out->suites));
	out->required = (SSL_CTX_get_verify_mode(ctx) & both) == both;
	out->resumption = SSL_CTX_get_session_cache_mode(ctx) != SSL_SESS_CACHE_OFF
					  || !(options & SSL_OP_NO_TICKET)
					  || SSL_CTX_get_num_tickets(ctx);
	out->renegotiation = !(options & SSL_OP_NO_RENEGOTIATION);
	out->compression = !(options & SSL_OP_NO_COMPRESSION);
	out->own_preference = (options & SSL_OP_CIPHER_SERVER_PREFERENCE) != 0;
	out->certificate_ends = ends(SSL_CTX_get0_certificate(ctx));
}

bool acg_tls_in_force_equal(
		const struct acg_tls_in_force *a, const struct acg_tls_in_force *b)
{
	return a->least_version == b->least_version
		   && strcmp(a->suites, b->suites) == 0 && a->required == b->required
		   && a->resumption == b->resumption
		   && a->renegotiation == b->renegotiation
		   && a->compression == b->compression
		   && a->own_preference == b->own_preference
		   && a->certificate_ends == b->certificate_ends;
}
