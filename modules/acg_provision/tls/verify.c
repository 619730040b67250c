/*
 * verify: the rules a certificate of the other end must keep.
 *
 * The certificate's names tell first whose it claims to be, since the usage that
 * its chain is verified for is the peer's. Nothing is believed before the chain
 * has been verified.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "tls/verify.h"
#include "tls/guard.h"
#include "tls/peers.h"
#include "tls/refusal.h"
#include "tls/revocation.h"

#include "core/dprint.h"

#include <openssl/x509v3.h>

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

__attribute__((format(printf, 3, 4))) static void refuse(
		struct acg_tls_verdict *verdict, int error, const char *format, ...)
{
	va_list args;

	verdict->error = error;
	va_start(args, format);
	vsnprintf(verdict->text, sizeof(verdict->text), format, args);
	va_end(args);
}

static const X509 *root_of(const STACK_OF(X509) * chain)
{
	int n = sk_X509_num(chain);

	return n > 0 ? sk_X509_value(chain, n - 1) : NULL;
}

/* Each certificate of the chain but its root, by the list of its issuer. */
static void judge_revocation(const struct acg_peer *peer,
		const STACK_OF(X509) * chain, struct acg_tls_verdict *verdict)
{
	for(int i = 0; i + 1 < sk_X509_num(chain); i++) {
		switch(acg_tls_crl_ask(
				sk_X509_value(chain, i), sk_X509_value(chain, i + 1))) {
			case ACG_CRL_GOOD:
				break;
			case ACG_CRL_REVOKED:
				refuse(verdict, X509_V_ERR_CERT_REVOKED,
						"the certificate at depth %d of the chain is revoked",
						i);
				return;
			case ACG_CRL_UNKNOWN:
				if(peer->crl != ACG_CRL_REQUIRED)
					break;
				refuse(verdict, X509_V_ERR_UNABLE_TO_GET_CRL,
						"no valid revocation list for the certificate at depth "
						"%d of the chain, which peer %s requires",
						i, peer->name);
				return;
		}
	}
}

/* What must hold beside the name. */
static void judge_peer(const struct acg_peer_set *set, uint32_t i,
		const struct acg_tls_connection *connection, X509 *certificate,
		const STACK_OF(X509) * chain, struct acg_tls_verdict *verdict)
{
	const struct acg_peer *peer = &set->peer[i];
	const X509 *root = root_of(chain);

	if(connection->expected[0] && strcmp(connection->expected, peer->name) != 0)
		refuse(verdict, X509_V_ERR_HOSTNAME_MISMATCH,
				"the certificate is of peer %s, expected was %s", peer->name,
				connection->expected);
	else if(!acg_peer_usage_ok(peer->usage, certificate))
		refuse(verdict, X509_V_ERR_INVALID_PURPOSE,
				"the certificate lacks the extended key usage %s of peer %s",
				acg_peer_usage_text(peer->usage), peer->name);
	else if(!root || !acg_peer_root_ok(set, i, root))
		refuse(verdict, X509_V_ERR_SELF_SIGNED_CERT_IN_CHAIN,
				"the chain ends in no root of peer %s", peer->name);
	else if(!acg_peer_network_ok(
					set, i, connection->far.u.addr, connection->far.len))
		refuse(verdict, X509_V_ERR_APPLICATION_VERIFICATION,
				"the address is in no network of peer %s", peer->name);
	else if(connection->outbound && peer->port
			&& peer->port != connection->port)
		refuse(verdict, X509_V_ERR_APPLICATION_VERIFICATION,
				"peer %s is dialled at port %u, not %u", peer->name, peer->port,
				connection->port);
	else if(peer->crl != ACG_CRL_OFF)
		judge_revocation(peer, chain, verdict);
}

void acg_tls_judge(struct acg_tls_connection *connection, X509 *certificate,
		STACK_OF(X509) * chain, struct acg_tls_verdict *verdict)
{
	const struct acg_peer_set *set = acg_tls_peers_hold();
	uint32_t name = 0;

	*verdict = (struct acg_tls_verdict){.error = X509_V_OK};
	switch(acg_peer_of_certificate(
			set, connection->listener, certificate, &name)) {
		case ACG_PEER_FOUND:
			judge_peer(set, set->name[name].peer, connection, certificate,
					chain, verdict);
			break;
		case ACG_PEER_NONE:
			refuse(verdict, X509_V_ERR_HOSTNAME_MISMATCH,
					"the certificate carries no name of a peer of \"%s\"",
					connection->listener);
			break;
		case ACG_PEER_AMBIGUOUS:
			refuse(verdict, X509_V_ERR_HOSTNAME_MISMATCH,
					"the certificate carries names of two peers of \"%s\"",
					connection->listener);
			break;
	}
	if(verdict->error == X509_V_OK) {
		strcpy(connection->peer, set->peer[set->name[name].peer].name);
		strcpy(connection->certificate, set->name[name].text);
	}
	acg_tls_peers_release();
}

/* The purpose that the whole chain must be good for. */
static int purpose_for(
		const struct acg_tls_connection *connection, X509 *certificate)
{
	const struct acg_peer_set *set = acg_tls_peers_hold();
	int purpose = X509_PURPOSE_ANY;
	enum acg_peer_usage usage;
	uint32_t name;

	if(acg_peer_of_certificate(set, connection->listener, certificate, &name)
			== ACG_PEER_FOUND) {
		usage = set->peer[set->name[name].peer].usage;
		if(usage == ACG_USAGE_SERVER_AUTH)
			purpose = X509_PURPOSE_SSL_SERVER;
		if(usage == ACG_USAGE_CLIENT_AUTH)
			purpose = X509_PURPOSE_SSL_CLIENT;
	}
	acg_tls_peers_release();
	return purpose;
}

static void verify_chain(X509_STORE_CTX *store,
		const struct acg_tls_connection *connection, X509 *certificate,
		struct acg_tls_verdict *verdict)
{
	X509_VERIFY_PARAM *param = X509_STORE_CTX_get0_param(store);
	int error;

	if(X509_VERIFY_PARAM_set_purpose(
			   param, purpose_for(connection, certificate))
			!= 1) {
		refuse(verdict, X509_V_ERR_UNSPECIFIED, "OpenSSL took no purpose");
		return;
	}
	if(X509_verify_cert(store) == 1)
		return;
	error = X509_STORE_CTX_get_error(store);
	refuse(verdict, error == X509_V_OK ? X509_V_ERR_UNSPECIFIED : error,
			"%s, at depth %d of the chain",
			X509_verify_cert_error_string(error),
			X509_STORE_CTX_get_error_depth(store));
}

void acg_tls_verify_set_listener(
		struct acg_tls_connection *connection, const SSL *ssl)
{
	const tls_domain_t *domain = SSL_CTX_get_app_data(SSL_get_SSL_CTX(ssl));
	str none = {"", 0};
	const str *id = domain && domain->server_id.s ? &domain->server_id : &none;

	snprintf(connection->listener, sizeof(connection->listener), "%.*s",
			id->len, id->s);
}

/* Called by OpenSSL within the handshake, instead of X509_verify_cert(). */
static int verify(X509_STORE_CTX *store, void *arg)
{
	SSL *ssl = X509_STORE_CTX_get_ex_data(
			store, SSL_get_ex_data_X509_STORE_CTX_idx());
	struct acg_tls_connection *connection = acg_tls_guard_connection(ssl);
	X509 *certificate = X509_STORE_CTX_get0_cert(store);
	struct acg_tls_verdict verdict = {.error = X509_V_OK};

	(void)arg;
	if(!connection || !certificate) {
		X509_STORE_CTX_set_error(store, X509_V_ERR_APPLICATION_VERIFICATION);
		return 0;
	}
	acg_tls_verify_set_listener(connection, ssl);
	connection->generation = acg_tls_peers_generation();
	verify_chain(store, connection, certificate, &verdict);
	if(verdict.error == X509_V_OK)
		acg_tls_judge(connection, certificate, X509_STORE_CTX_get0_chain(store),
				&verdict);
	X509_STORE_CTX_set_error(store, verdict.error);
	connection->verified = verdict.error == X509_V_OK;
	connection->since = time(NULL);
	if(!connection->verified)
		acg_tls_say_refused(connection, verdict.text, certificate);
	return connection->verified;
}

bool acg_tls_verify_set(SSL_CTX *ctx, tls_domain_t *domain)
{
	SSL_CTX_set_cert_verify_callback(ctx, verify, NULL);
	acg_tls_refusal_watch(ctx);
	return SSL_CTX_set_app_data(ctx, domain) == 1;
}
