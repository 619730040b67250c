/*
 * tls: the RPC commands about TLS.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "rpc/tls.h"
#include "base/utc.h"
#include "tls/check.h"
#include "tls/connection.h"
#include "tls/in_force.h"
#include "tls/module.h"
#include "tls/peers.h"
#include "tls/revocation.h"

#include "core/dprint.h"
#include "core/pt.h"
#include "modules/tls/tls_server.h"

#include <stdio.h>
#include <string.h>


/* --- acg.tls.policy ----------------------------------------------------------- */

struct reply {
	rpc_t *rpc;
	void *ctx;
};

/* The domain's peers, as "trunk (server_auth): a.example, b.example; ...". */
static void describe_peers(const char *listener, char *out, size_t size)
{
	const struct acg_peer_set *set = acg_tls_peers_hold();
	size_t used = 0;

	snprintf(out, size, "nobody");
	for(uint32_t i = 0; i < set->names && used < size; i++) {
		const struct acg_peer_cert_name *name = &set->name[i];
		const struct acg_peer *peer = &set->peer[name->peer];
		bool begins = i == 0 || set->name[i - 1].peer != name->peer;

		if(strcmp(peer->listener, listener) != 0)
			continue;
		if(begins)
			used += (size_t)snprintf(out + used, size - used,
					"%s%s (%s%s, crl %s): %s", used ? "; " : "", peer->name,
					acg_peer_usage_text(peer->usage),
					peer->wildcards ? ", wildcards" : "",
					acg_peer_crl_text(peer->crl), name->text);
		else
			used += (size_t)snprintf(
					out + used, size - used, ", %s", name->text);
	}
	acg_tls_peers_release();
}

/* Read the domain's live contexts: ours, and whether all processes' are the same. */
static bool read_domain(tls_domain_t *domain, struct acg_tls_in_force *is)
{
	struct acg_tls_in_force other;

	acg_tls_in_force_read(domain->ctx[process_no], is);
	for(int i = 0; i < get_max_procs(); i++) {
		acg_tls_in_force_read(domain->ctx[i], &other);
		if(!acg_tls_in_force_equal(&other, is))
			return false;
	}
	return true;
}

static void show_domain(struct reply *reply, tls_domain_t *domain)
{
	const char *listener = domain->server_id.len ? domain->server_id.s : "";
	char ends[ACG_UTC_SIZE], who[1024];
	struct acg_tls_in_force is;
	bool same = read_domain(domain, &is);
	void *handle;

	describe_peers(listener, who, sizeof(who));
	if(reply->rpc->add(reply->ctx, "{", &handle) < 0)
		return;
	reply->rpc->struct_add(handle, "sssssssssss", "section",
			acg_tls_module_section(domain), "listener",
			listener[0] ? listener : "none", "peers", who, "versions",
			is.least_version == TLS1_2_VERSION ? "TLSv1.3 TLSv1.2" : "WRONG",
			"suites", is.suites, "certificates",
			is.required ? "required" : "NOT REQUIRED", "resumption",
			is.resumption ? "ON" : "off", "renegotiation",
			is.renegotiation ? "ON" : "off", "certificate",
			domain->cert_file.s ? domain->cert_file.s : "none",
			"certificate_ends", acg_utc(is.certificate_ends, ends), "processes",
			same ? "all the same" : "DIFFERENT CONTEXTS");
}

static void show_list(struct reply *reply, tls_domain_t *domain)
{
	for(; domain; domain = domain->next)
		show_domain(reply, domain);
}

static void policy(rpc_t *rpc, void *ctx)
{
	struct reply reply = {rpc, ctx};
	tls_domains_cfg_t *cfg = acg_tls_module_current();

	show_list(&reply, cfg->srv_default);
	show_list(&reply, cfg->cli_default);
	show_list(&reply, cfg->srv_list);
	show_list(&reply, cfg->cli_list);
}

/* --- acg.tls.peers ------------------------------------------------------------ */

static void show_connection(struct tcp_connection *c, void *arg)
{
	struct reply *reply = arg;
	struct tls_extra_data *tls = c->extra_data;
	struct acg_tls_connection *connection =
			tls ? acg_tls_connection_of(tls->ssl) : NULL;
	char address[IP_ADDR_MAX_STR_SIZE + 8], since[ACG_UTC_SIZE];
	void *handle;

	if(!connection || tls->state != S_TLS_ESTABLISHED
			|| reply->rpc->add(reply->ctx, "{", &handle) < 0)
		return;
	snprintf(address, sizeof(address), "%s:%u", ip_addr2a(&connection->far),
			connection->port);
	reply->rpc->struct_add(handle, "dsssssss", "id", c->id, "peer",
			connection->verified ? connection->peer : "none", "listener",
			connection->listener, "address", address, "direction",
			connection->outbound ? "outbound" : "inbound", "version",
			SSL_get_version(tls->ssl), "suite", SSL_get_cipher_name(tls->ssl),
			"since", acg_utc(connection->since, since));
}

static void peers(rpc_t *rpc, void *ctx)
{
	struct reply reply = {rpc, ctx};

	acg_tls_each_connection(show_connection, &reply);
}

/* --- acg.tls.crls ------------------------------------------------------------- */

static void crls(rpc_t *rpc, void *ctx)
{
	struct acg_tls_crl_info info;
	char next[ACG_UTC_SIZE];
	void *handle;

	for(int i = 0; acg_tls_crl_info(i, &info); i++) {
		if(rpc->add(ctx, "{", &handle) < 0)
			return;
		rpc->struct_add(handle, "sssds", "url", info.url, "issuer", info.issuer,
				"next_update",
				info.next_update ? acg_utc(info.next_update, next) : "none",
				"revoked", (int)info.revoked, "last_failure",
				info.error[0] ? info.error : "none");
	}
}

/* --- acg.tls.check ------------------------------------------------------------ */

static void check(rpc_t *rpc, void *ctx)
{
	struct acg_tls_check_result result;
	char ends[ACG_UTC_SIZE];
	str peer = {0}, address = {0};
	void *handle;

	if(rpc->scan(ctx, "SS", &peer, &address) < 2) {
		rpc->fault(ctx, 400, "Usage: acg.tls.check <peer> <ip:port>");
		return;
	}
	acg_tls_check(peer.s, address.s, &result);
	if(rpc->add(ctx, "{", &handle) < 0)
		return;
	rpc->struct_add(handle, "sss", "peer", peer.s, "address", address.s,
			"result", result.ok ? "good" : result.reason);
	if(result.ok)
		rpc->struct_add(handle, "sssss", "version", result.version, "suite",
				result.suite, "subject", result.subject, "chain_ends",
				acg_utc(result.chain_ends, ends), "chain_ends_first",
				result.ends_first);
}

static const char *policy_doc[] = {
		"What is in force in each TLS domain, read from its contexts", 0};
static const char *peers_doc[] = {
		"The TLS connections there are, and whose they are", 0};
static const char *crls_doc[] = {
		"The revocation lists in use, and when each ends", 0};
static const char *check_doc[] = {
		"Dial a peer, shake hands, say what would fail", 0};

rpc_export_t acg_tls_rpc[] = {
		{"acg.tls.policy", policy, policy_doc, RET_ARRAY},
		{"acg.tls.peers", peers, peers_doc, RET_ARRAY},
		{"acg.tls.crls", crls, crls_doc, RET_ARRAY},
		{"acg.tls.check", check, check_doc, 0},
		{0, 0, 0, 0},
};
