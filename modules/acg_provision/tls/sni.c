/*
 * sni: which section of tls.cfg a client gets by asking for a name.
 *
 * The tls module itself sends whoever asks for an unknown name to the default
 * section, and changes no more than certificate and CA list: a client that picks
 * a name would pick whom the gateway trusts. Here a name can choose between
 * certificates for one peer; which peer, the listener says.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "tls/sni.h"

#include "core/pt.h"

#include <openssl/ssl.h>

#include <string.h>

bool acg_tls_same_peer(const tls_domain_t *one, const tls_domain_t *other)
{
	const str *a = &one->server_id, *b = &other->server_id;

	return a->s && b->s && a->len > 0 && a->len == b->len
		   && memcmp(a->s, b->s, (size_t)a->len) == 0;
}

/* Called by OpenSSL within the handshake, before certificates are exchanged. */
static int choose_section(SSL *ssl, int *alert, void *arg)
{
	const char *name = SSL_get_servername(ssl, TLSEXT_NAMETYPE_host_name);
	tls_domain_t *own = arg, *named;
	SSL_CTX *ctx;

	if(!name)
		return SSL_TLSEXT_ERR_NOACK;
	named = acg_tls_module_named_domain(ssl, own, name);
	if(named == own)
		return SSL_TLSEXT_ERR_OK;
	if(!acg_tls_same_peer(named, own))
		return SSL_TLSEXT_ERR_NOACK;
	ctx = named->ctx[process_no];
	if(SSL_set_SSL_CTX(ssl, ctx) != ctx
			|| SSL_set1_param(ssl, SSL_CTX_get0_param(ctx)) != 1) {
		*alert = SSL_AD_INTERNAL_ERROR;
		return SSL_TLSEXT_ERR_ALERT_FATAL;
	}
	return SSL_TLSEXT_ERR_OK;
}

bool acg_tls_sni_set(SSL_CTX *ctx, tls_domain_t *domain)
{
	return SSL_CTX_set_tlsext_servername_callback(ctx, choose_section) == 1
		   && SSL_CTX_set_tlsext_servername_arg(ctx, domain) == 1;
}
