/*
 * peer: which peer a certificate is of, and what else must hold for it.
 *
 * Nothing of a certificate is trusted here: names are compared by their length,
 * so that a NUL in one does not shorten it.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "peers/peer.h"

#include <openssl/evp.h>
#include <openssl/x509v3.h>

#include <string.h>
#include <strings.h>

struct acg_peer_set *acg_peer_set_new(uint32_t peers, uint32_t names,
		uint32_t networks, uint32_t commands, uint32_t roots,
		void *(*alloc)(size_t))
{
	struct acg_peer_set *set;
	size_t size =
			sizeof(*set) + peers * sizeof(*set->peer)
			+ names * sizeof(*set->name) + networks * sizeof(*set->network)
			+ commands * sizeof(*set->command) + roots * sizeof(*set->root);

	set = alloc(size);
	if(!set)
		return NULL;
	memset(set, 0, size);
	set->peers = peers;
	set->names = names;
	set->networks = networks;
	set->commands = commands;
	set->roots = roots;
	set->peer = (struct acg_peer *)(set + 1);
	set->name = (struct acg_peer_cert_name *)(set->peer + peers);
	set->network = (struct acg_peer_network *)(set->name + names);
	set->command = (struct acg_peer_command *)(set->network + networks);
	set->root = (struct acg_peer_root *)(set->command + commands);
	return set;
}

/* What a certificate says it is. */
struct claim {
	const char *text;
	size_t len;
	bool uri;
};

static bool is_uri(const char *name)
{
	return strchr(name, ':') != NULL;
}

static bool same(const struct claim *claim, const char *name)
{
	return claim->len == strlen(name)
		   && strncasecmp(claim->text, name, claim->len) == 0;
}

/* "*.example.net" for "a.example.net": one label, and two or more behind it. */
static bool covers(const struct claim *claim, const char *name)
{
	const char *dot = strchr(name, '.');
	struct claim rest = {claim->text + 1, claim->len - 1, false};

	return claim->len > 2 && claim->text[0] == '*' && claim->text[1] == '.'
		   && dot && strchr(dot + 1, '.') && same(&rest, dot);
}

static bool is_claimed(const struct claim *claim,
		const struct acg_peer_cert_name *name, const struct acg_peer *peer)
{
	if(claim->uri != is_uri(name->text))
		return false;
	return same(claim, name->text)
		   || (peer->wildcards && !claim->uri && covers(claim, name->text));
}

struct search {
	const struct acg_peer_set *set;
	const char *listener;
	enum acg_peer_match result;
	uint32_t name; /* the first that is claimed */
};

/* Take note of every peer that this claim stands for. */
static void consider(struct search *search, const struct claim *claim)
{
	const struct acg_peer_set *set = search->set;

	for(uint32_t i = 0; i < set->names; i++) {
		const struct acg_peer_cert_name *name = &set->name[i];
		const struct acg_peer *peer = &set->peer[name->peer];

		if(strcmp(peer->listener, search->listener) != 0
				|| !is_claimed(claim, name, peer))
			continue;
		if(search->result == ACG_PEER_FOUND
				&& set->name[search->name].peer != name->peer)
			search->result = ACG_PEER_AMBIGUOUS;
		if(search->result == ACG_PEER_NONE) {
			search->result = ACG_PEER_FOUND;
			search->name = i;
		}
	}
}

/* True when there is a DNS name or URI among them. */
static bool consider_alternatives(struct search *search, X509 *certificate)
{
	GENERAL_NAMES *names =
			X509_get_ext_d2i(certificate, NID_subject_alt_name, NULL, NULL);
	bool any = false;

	for(int i = 0; i < sk_GENERAL_NAME_num(names); i++) {
		const GENERAL_NAME *name = sk_GENERAL_NAME_value(names, i);
		struct claim claim;

		if(name->type != GEN_DNS && name->type != GEN_URI)
			continue;
		any = true;
		claim.text = (const char *)ASN1_STRING_get0_data(name->d.ia5);
		claim.len = (size_t)ASN1_STRING_length(name->d.ia5);
		claim.uri = name->type == GEN_URI;
		consider(search, &claim);
	}
	GENERAL_NAMES_free(names);
	return any;
}

static void consider_common_name(struct search *search, X509 *certificate)
{
	X509_NAME *subject = X509_get_subject_name(certificate);
	int at = X509_NAME_get_index_by_NID(subject, NID_commonName, -1);
	unsigned char *text = NULL;
	struct claim claim = {0};
	int len;

	if(at < 0)
		return;
	len = ASN1_STRING_to_UTF8(
			&text, X509_NAME_ENTRY_get_data(X509_NAME_get_entry(subject, at)));
	if(len < 0)
		return;
	claim.text = (const char *)text;
	claim.len = (size_t)len;
	consider(search, &claim);
	OPENSSL_free(text);
}

enum acg_peer_match acg_peer_of_certificate(const struct acg_peer_set *set,
		const char *listener, X509 *certificate, uint32_t *name)
{
	struct search search = {set, listener, ACG_PEER_NONE, 0};

	if(!consider_alternatives(&search, certificate))
		consider_common_name(&search, certificate);
	*name = search.name;
	return search.result;
}

int acg_peer_by_name(const struct acg_peer_set *set, const char *name)
{
	for(uint32_t i = 0; i < set->peers; i++) {
		if(strcmp(set->peer[i].name, name) == 0)
			return (int)i;
	}
	return -1;
}

static const char *const usages[] = {[ACG_USAGE_SERVER_AUTH] = "server_auth",
		[ACG_USAGE_CLIENT_AUTH] = "client_auth",
		[ACG_USAGE_EITHER] = "either"};

const char *acg_peer_usage_text(enum acg_peer_usage usage)
{
	return usages[usage];
}

bool acg_peer_usage_parse(const char *text, enum acg_peer_usage *usage)
{
	for(size_t i = 0; i < sizeof(usages) / sizeof(usages[0]); i++) {
		if(strcmp(usages[i], text) == 0) {
			*usage = (enum acg_peer_usage)i;
			return true;
		}
	}
	return false;
}

static const char *const crls[] = {[ACG_CRL_OFF] = "off",
		[ACG_CRL_IF_PRESENT] = "if_present",
		[ACG_CRL_REQUIRED] = "required"};

const char *acg_peer_crl_text(enum acg_peer_crl crl)
{
	return crls[crl];
}

bool acg_peer_crl_parse(const char *text, enum acg_peer_crl *crl)
{
	for(size_t i = 0; i < sizeof(crls) / sizeof(crls[0]); i++) {
		if(strcmp(crls[i], text) == 0) {
			*crl = (enum acg_peer_crl)i;
			return true;
		}
	}
	return false;
}

bool acg_peer_usage_ok(enum acg_peer_usage usage, X509 *certificate)
{
	uint32_t has = X509_get_extended_key_usage(certificate);

	if(has == UINT32_MAX) /* no such extension */
		return false;
	switch(usage) {
		case ACG_USAGE_SERVER_AUTH:
			return (has & XKU_SSL_SERVER) != 0;
		case ACG_USAGE_CLIENT_AUTH:
			return (has & XKU_SSL_CLIENT) != 0;
		case ACG_USAGE_EITHER:
			return (has & (XKU_SSL_SERVER | XKU_SSL_CLIENT)) != 0;
	}
	return false;
}

static bool in_network(
		const struct acg_peer_network *network, const uint8_t *address)
{
	unsigned whole = network->bits / 8, left = network->bits % 8;

	if(memcmp(network->address, address, whole) != 0)
		return false;
	return left == 0
		   || ((network->address[whole] ^ address[whole]) >> (8 - left)) == 0;
}

bool acg_peer_network_ok(const struct acg_peer_set *set, uint32_t peer,
		const uint8_t *address, size_t bytes)
{
	if(set->peer[peer].any_network)
		return true;
	for(uint32_t i = 0; i < set->networks; i++) {
		const struct acg_peer_network *network = &set->network[i];

		if(network->peer == peer && network->bytes == bytes
				&& in_network(network, address))
			return true;
	}
	return false;
}

/* Two names, or a beginning up to the star. */
static bool command_matches(const char *text, const char *command, size_t len)
{
	size_t n = strlen(text);

	if(n > 0 && text[n - 1] == '*')
		return len >= n && memcmp(text, command, n - 1) == 0;
	return len == n && memcmp(text, command, n) == 0;
}

bool acg_peer_may_call(const struct acg_peer_set *set, uint32_t peer,
		const char *command, size_t len)
{
	for(uint32_t i = 0; i < set->commands; i++) {
		if(set->command[i].peer == peer
				&& command_matches(set->command[i].text, command, len))
			return true;
	}
	return false;
}

bool acg_peer_root_ok(
		const struct acg_peer_set *set, uint32_t peer, const X509 *root)
{
	unsigned char digest[EVP_MAX_MD_SIZE];
	unsigned len = 0;

	if(set->peer[peer].any_root)
		return true;
	if(X509_digest(root, EVP_sha256(), digest, &len) != 1
			|| len != ACG_PEER_DIGEST)
		return false;
	for(uint32_t i = 0; i < set->roots; i++) {
		if(set->root[i].peer == peer
				&& memcmp(set->root[i].digest, digest, len) == 0)
			return true;
	}
	return false;
}
