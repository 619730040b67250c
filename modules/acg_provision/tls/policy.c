/*
 * policy: what every TLS context must look like before its first handshake.
 *
 * The ten suites are those of Azure Communications Gateway. Kamailio 5.6 sets
 * the TLS 1.2 list only, so that TLS 1.3 would also do ChaCha20; both are set
 * here, whatever tls.cfg says, and read back.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "tls/policy.h"
#include "tls/in_force.h"
#include "tls/peers.h"
#include "tls/sni.h"
#include "tls/verify.h"

#include "core/dprint.h"
#include "core/pt.h"

#include <openssl/ssl.h>

#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

static const char tls12_suites[] =
		"ECDHE-ECDSA-AES256-GCM-SHA384:ECDHE-ECDSA-AES128-GCM-SHA256:"
		"ECDHE-RSA-AES256-GCM-SHA384:ECDHE-RSA-AES128-GCM-SHA256:"
		"ECDHE-ECDSA-AES256-SHA384:ECDHE-ECDSA-AES128-SHA256:"
		"ECDHE-RSA-AES256-SHA384:ECDHE-RSA-AES128-SHA256";
static const char tls13_suites[] =
		"TLS_AES_256_GCM_SHA384:TLS_AES_128_GCM_SHA256";
#define SUITES 10

/* Every group and signature algorithm that FIPS 140-3 approves of and TLS names. */
static const char fips_groups[] = "P-256:P-384:P-521";
static const char fips_signatures[] =
		"ECDSA+SHA256:ECDSA+SHA384:ECDSA+SHA512:rsa_pss_pss_sha256:"
		"rsa_pss_pss_sha384:rsa_pss_pss_sha512:rsa_pss_rsae_sha256:"
		"rsa_pss_rsae_sha384:rsa_pss_rsae_sha512:RSA+SHA256:RSA+SHA384:"
		"RSA+SHA512";
static const char default_groups[] = "X25519:P-256:P-384:P-521";

static const char *groups = default_groups;
static bool fips;

/* Is every group of `list` in `allowed`? Both separated by ':'. */
static bool all_in(const char *list, const char *allowed)
{
	char wanted[64], whole[256];

	snprintf(whole, sizeof(whole), ":%s:", allowed);
	while(*list) {
		size_t n = strcspn(list, ":");

		if(n == 0 || n > sizeof(wanted) - 3)
			return false;
		snprintf(wanted, sizeof(wanted), ":%.*s:", (int)n, list);
		if(!strstr(whole, wanted))
			return false;
		list += n + (list[n] == ':');
	}
	return true;
}

int acg_tls_policy_set_groups(const char *wanted, bool fips_only)
{
	fips = fips_only;
	groups = fips_only ? fips_groups : default_groups;
	if(!wanted || !wanted[0])
		return 0;
	if(!all_in(wanted, groups)) {
		LM_ERR("tls_groups = \"%s\": only %s are allowed%s\n", wanted, groups,
				fips_only ? " with fips_only = 1" : "");
		return -1;
	}
	groups = wanted;
	return 0;
}

__attribute__((format(printf, 3, 4))) static int refuse(
		char *error, tls_domain_t *domain, const char *format, ...)
{
	va_list args;
	int n = snprintf(error, ACG_TLS_ERROR_SIZE, "tls.cfg %s ",
			acg_tls_module_section(domain));

	va_start(args, format);
	if(n > 0 && n < ACG_TLS_ERROR_SIZE)
		vsnprintf(error + n, (size_t)(ACG_TLS_ERROR_SIZE - n), format, args);
	va_end(args);
	return -1;
}

static bool set_context(SSL_CTX *ctx, tls_domain_t *domain)
{
	SSL_CTX_set_session_cache_mode(ctx, SSL_SESS_CACHE_OFF);
	SSL_CTX_set_options(ctx, SSL_OP_NO_TICKET | SSL_OP_NO_COMPRESSION
									 | SSL_OP_NO_RENEGOTIATION
									 | SSL_OP_CIPHER_SERVER_PREFERENCE);
	return SSL_CTX_set_min_proto_version(ctx, TLS1_2_VERSION) == 1
		   && SSL_CTX_set_max_proto_version(ctx, 0) == 1
		   && SSL_CTX_set_num_tickets(ctx, 0) == 1
		   && SSL_CTX_set_cipher_list(ctx, tls12_suites) == 1
		   && SSL_CTX_set_ciphersuites(ctx, tls13_suites) == 1
		   && SSL_CTX_set1_groups_list(ctx, groups) == 1
		   && (!fips || SSL_CTX_set1_sigalgs_list(ctx, fips_signatures) == 1)
		   && (!fips
				   || SSL_CTX_set1_client_sigalgs_list(ctx, fips_signatures)
							  == 1)
		   && acg_tls_verify_set(ctx, domain)
		   && (!(domain->type & TLS_DOMAIN_SRV)
				   || acg_tls_sni_set(ctx, domain));
}

static int check_context(SSL_CTX *ctx, tls_domain_t *domain, char *error)
{
	struct acg_tls_in_force is;
	char wanted[512];

	acg_tls_in_force_read(ctx, &is);
	snprintf(wanted, sizeof(wanted), "%s:%s", tls13_suites, tls12_suites);
	if(strcmp(wanted, is.suites) != 0)
		return refuse(error, domain,
				"OpenSSL did not take exactly the %d suites, but %s", SUITES,
				is.suites);
	if(is.least_version != TLS1_2_VERSION)
		return refuse(error, domain, "OpenSSL did not take TLS 1.2 as minimum");
	if(!is.required)
		return refuse(error, domain, "certificates are not required");
	if(is.resumption || is.renegotiation || is.compression
			|| !is.own_preference)
		return refuse(error, domain,
				"OpenSSL did not switch resumption, renegotiation, compression "
				"or the client's preference off");
	return 0;
}

/* A section of the same listener that stands for another peer, or NULL. The
 * listener decides which side a message comes from, so it has one peer. */
static const tls_domain_t *find_rival(const tls_domain_t *domain)
{
	tls_domain_t *other = domain->next;
	struct ip_addr ip = domain->ip;

	if(!(domain->type & TLS_DOMAIN_SRV) || domain->type & TLS_DOMAIN_ANY)
		return NULL;
	for(; other; other = other->next) {
		if(!(other->type & TLS_DOMAIN_ANY) && other->port == domain->port
				&& ip_addr_cmp(&other->ip, &ip)
				&& !acg_tls_same_peer(other, domain))
			return other;
	}
	return NULL;
}

/* What tls.cfg asks for must not be weaker than the policy. */
static int check_domain(tls_domain_t *domain, char *error)
{
	const tls_domain_t *rival = find_rival(domain);

	if(!domain->verify_cert)
		return refuse(error, domain, "verify_certificate = no; set it to yes");
	if(!domain->require_cert)
		return refuse(error, domain, "require_certificate = no; set it to yes");
	if(domain->verify_client >= TLS_VERIFY_CLIENT_OPTIONAL)
		return refuse(error, domain, "verify_client is optional; set it to on");
	if(!domain->ca_file.s && !domain->ca_path.s)
		return refuse(error, domain, "ca_list is not set");
	if(!(domain->type & TLS_DOMAIN_DEF) && !domain->server_id.len)
		return refuse(error, domain,
				"server_id is not set; name the peers' listener (acg.peer)");
	if(domain->server_id.len >= ACG_PEER_LISTENER_SIZE)
		return refuse(error, domain, "server_id = %s: longer than %d",
				domain->server_id.s, ACG_PEER_LISTENER_SIZE - 1);
	if(rival)
		return refuse(error, domain,
				"server_id = \"%s\", but another section of this listener has "
				"\"%s\"; a listener has one peer",
				domain->server_id.s,
				rival->server_id.s ? rival->server_id.s : "");
	return 0;
}

/* The first suite that tls.cfg asked for and the policy does not have, or NULL. */
static const char *find_foreign_suite(const SSL_CTX *ctx)
{
	STACK_OF(SSL_CIPHER) *suites = SSL_CTX_get_ciphers(ctx);

	for(int i = 0; i < sk_SSL_CIPHER_num(suites); i++) {
		const SSL_CIPHER *suite = sk_SSL_CIPHER_value(suites, i);

		/* tls.cfg has no say in those of TLS 1.3. */
		if(strcmp(SSL_CIPHER_get_version(suite), "TLSv1.3") != 0
				&& !all_in(SSL_CIPHER_get_name(suite), tls12_suites))
			return SSL_CIPHER_get_name(suite);
	}
	return NULL;
}

static int check_certificate(tls_domain_t *domain, char *error)
{
	X509 *own = SSL_CTX_get0_certificate(domain->ctx[0]);

	if(!own)
		return refuse(error, domain, "certificate is not set");
	if(X509_cmp_current_time(X509_get0_notAfter(own)) < 0)
		return refuse(error, domain, "certificate = %s: expired",
				domain->cert_file.s);
	if(X509_cmp_current_time(X509_get0_notBefore(own)) > 0)
		return refuse(error, domain, "certificate = %s: not yet valid",
				domain->cert_file.s);
	return 0;
}

/* What the tls module made of tls.cfg, before the policy is put on it. */
static int check_asked(tls_domain_t *domain, char *error)
{
	const char *suite =
			domain->cipher_list.s ? find_foreign_suite(domain->ctx[0]) : NULL;

	if(suite)
		return refuse(error, domain,
				"cipher_list = %s: %s is not in the policy",
				domain->cipher_list.s, suite);
	if(domain->method != TLS_USE_TLSv1_2_PLUS)
		return refuse(error, domain, "method is not TLSv1.2+; set it to that");
	return check_certificate(domain, error);
}

static int apply_to_domain(tls_domain_t *domain, char *error)
{
	if(check_domain(domain, error) < 0 || check_asked(domain, error) < 0)
		return -1;
	for(int i = 0; i < get_max_procs(); i++) {
		if(!set_context(domain->ctx[i], domain))
			return refuse(error, domain, "OpenSSL did not take the policy");
		if(check_context(domain->ctx[i], domain, error) < 0)
			return -1;
	}
	LM_INFO("tls.cfg %s: %d suites, TLS 1.2 or 1.3, for peers of %s\n",
			acg_tls_module_section(domain), SUITES,
			domain->server_id.len ? domain->server_id.s : "nothing");
	if(domain->server_id.len && !acg_tls_peers_has(domain->server_id.s))
		LM_WARN("tls.cfg %s server_id = %s: acg.peer has no enabled row with "
				"this listener, so nobody is let in\n",
				acg_tls_module_section(domain), domain->server_id.s);
	return 0;
}

static int apply_to_list(tls_domain_t *domain, char *error)
{
	for(; domain; domain = domain->next) {
		if(apply_to_domain(domain, error) < 0)
			return -1;
	}
	return 0;
}

int acg_tls_policy_apply(
		tls_domains_cfg_t *cfg, char error[static ACG_TLS_ERROR_SIZE])
{
	if(apply_to_list(cfg->srv_default, error) < 0
			|| apply_to_list(cfg->cli_default, error) < 0
			|| apply_to_list(cfg->srv_list, error) < 0
			|| apply_to_list(cfg->cli_list, error) < 0)
		return -1;
	return 0;
}
