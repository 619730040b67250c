/*
 * tls_policy: what every TLS context must look like before its first handshake.
 *
 * The ten suites are those of Azure Communications Gateway. Kamailio 5.6 sets
 * the TLS 1.2 list only, so that TLS 1.3 would also do ChaCha20; both are set
 * here, whatever tls.cfg says, and read back.
 *
 * A client certificate is verified for the purpose SSL server: since mid-2026
 * Microsoft's SIP endpoints present certificates whose extended key usage is
 * serverAuth alone, which OpenSSL's default purpose for clients refuses.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "tls_policy.h"
#include "tls_sni.h"

#include "core/dprint.h"
#include "core/pt.h"

#include <openssl/ssl.h>
#include <openssl/x509v3.h>

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

/* A name no certificate has (RFC 6761 section 6.4): what a domain without a
 * peer expects, so that it takes part in no handshake. */
static const char nobody[] = "no-peer-configured.invalid";

#define PEERS_MAX 64

/* "name,name=id": borrowed from the module parameter. */
static struct peer {
	str names;
	str id;
} peers[PEERS_MAX];
static int peers_count;

int acg_tls_policy_add_peer(char *value)
{
	char *equals = strchr(value, '=');
	struct peer *peer = &peers[peers_count];

	if(!equals || equals == value || !equals[1]) {
		LM_ERR("tls_peer \"%s\": expected \"name[,name...]=server_id\"\n",
				value);
		return -1;
	}
	if(peers_count == PEERS_MAX) {
		LM_ERR("tls_peer \"%s\": more than %d\n", value, PEERS_MAX);
		return -1;
	}
	peer->names.s = value;
	peer->names.len = (int)(equals - value);
	peer->id.s = equals + 1;
	peer->id.len = (int)strlen(equals + 1);
	peers_count++;
	return 0;
}

/* The next peer of this domain after `last` (NULL: the first); NULL: no more. */
static const struct peer *next_peer(
		const tls_domain_t *domain, const struct peer *last)
{
	const str *id = &domain->server_id;
	const struct peer *end = peers + peers_count;

	if(!id->s || id->len == 0)
		return NULL;
	for(const struct peer *p = last ? last + 1 : peers; p < end; p++) {
		if(p->id.len == id->len && memcmp(p->id.s, id->s, (size_t)id->len) == 0)
			return p;
	}
	return NULL;
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

static bool add_names(X509_VERIFY_PARAM *param, str names)
{
	const char *at = names.s, *end = names.s + names.len;

	while(at < end) {
		const char *comma = memchr(at, ',', (size_t)(end - at));
		const char *stop = comma ? comma : end;
		if(stop == at
				|| X509_VERIFY_PARAM_add1_host(param, at, (size_t)(stop - at))
						   != 1)
			return false;
		at = comma ? comma + 1 : end;
	}
	return true;
}

/* Any one of the peers' names will do; no wildcards. */
static bool expect_names(SSL_CTX *ctx, const tls_domain_t *domain)
{
	X509_VERIFY_PARAM *param = SSL_CTX_get0_param(ctx);
	const struct peer *peer = next_peer(domain, NULL);

	X509_VERIFY_PARAM_set_hostflags(param, X509_CHECK_FLAG_NO_WILDCARDS);
	if(!peer)
		return X509_VERIFY_PARAM_set1_host(param, nobody, 0) == 1;
	if(X509_VERIFY_PARAM_set1_host(param, NULL, 0) != 1)
		return false;
	for(; peer; peer = next_peer(domain, peer)) {
		if(!add_names(param, peer->names))
			return false;
	}
	return true;
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
		   && SSL_CTX_set_purpose(ctx, X509_PURPOSE_SSL_SERVER) == 1
		   && expect_names(ctx, domain)
		   && (!(domain->type & TLS_DOMAIN_SRV)
				   || acg_tls_sni_set(ctx, domain));
}

/* Every suite in force, in order, as one ':'-separated text. */
static void read_suites(SSL_CTX *ctx, char *out, size_t size)
{
	STACK_OF(SSL_CIPHER) *suites = SSL_CTX_get_ciphers(ctx);
	size_t used = 0;

	out[0] = '\0';
	for(int i = 0; i < sk_SSL_CIPHER_num(suites); i++) {
		int n = snprintf(out + used, size - used, "%s%s", i ? ":" : "",
				SSL_CIPHER_get_name(sk_SSL_CIPHER_value(suites, i)));
		if(n < 0 || (size_t)n >= size - used)
			return;
		used += (size_t)n;
	}
}

static int check_context(SSL_CTX *ctx, tls_domain_t *domain, char *error)
{
	char wanted[1024], found[1024];

	snprintf(wanted, sizeof(wanted), "%s:%s", tls13_suites, tls12_suites);
	read_suites(ctx, found, sizeof(found));
	if(strcmp(wanted, found) != 0)
		return refuse(error, domain,
				"OpenSSL did not take exactly the %d suites, but %s", SUITES,
				found);
	if(SSL_CTX_get_min_proto_version(ctx) != TLS1_2_VERSION)
		return refuse(error, domain, "OpenSSL did not take TLS 1.2 as minimum");
	if((SSL_CTX_get_verify_mode(ctx)
			   & (SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT))
			!= (SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT))
		return refuse(error, domain, "certificates are not required");
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
	if(!(domain->type & TLS_DOMAIN_DEF) && !next_peer(domain, NULL))
		return refuse(error, domain,
				"server_id = \"%.*s\" is not among the modparams tls_peer",
				domain->server_id.len,
				domain->server_id.s ? domain->server_id.s : "");
	if(rival)
		return refuse(error, domain,
				"server_id = \"%s\", but another section of this listener has "
				"\"%s\"; a listener has one peer",
				domain->server_id.s,
				rival->server_id.s ? rival->server_id.s : "");
	return 0;
}

static int apply_to_domain(tls_domain_t *domain, char *error)
{
	if(check_domain(domain, error) < 0)
		return -1;
	for(int i = 0; i < get_max_procs(); i++) {
		if(!set_context(domain->ctx[i], domain))
			return refuse(error, domain, "OpenSSL did not take the policy");
		if(check_context(domain->ctx[i], domain, error) < 0)
			return -1;
	}
	LM_INFO("tls.cfg %s: %d suites, TLS 1.2 or 1.3, for %s\n",
			acg_tls_module_section(domain), SUITES,
			next_peer(domain, NULL) ? domain->server_id.s : "nobody");
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
