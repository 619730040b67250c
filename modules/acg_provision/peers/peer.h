/*
 * peer: who may be at the other end of a TLS connection, and which of them a
 * certificate is of. Pure: no Kamailio, no SQL, no clock.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef ACG_PEER_H
#define ACG_PEER_H

#include <openssl/x509.h>

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define ACG_PEER_NAME_SIZE 65 /* with the NUL, as the sizes below */
#define ACG_PEER_LISTENER_SIZE 33
#define ACG_PEER_CERT_NAME_SIZE 260 /* "sips:" and 253 characters */
#define ACG_PEER_COMMAND_SIZE 65
#define ACG_PEER_DIGEST 32 /* bytes of a root's SHA-256 fingerprint */

enum acg_peer_usage {
	ACG_USAGE_SERVER_AUTH,
	ACG_USAGE_CLIENT_AUTH,
	ACG_USAGE_EITHER
};

/* What revocation lists mean for a peer. */
enum acg_peer_crl {
	ACG_CRL_OFF,
	ACG_CRL_IF_PRESENT, /* what a list revokes is refused */
	ACG_CRL_REQUIRED	/* and without a valid list nobody is let in */
};

struct acg_peer {
	char name[ACG_PEER_NAME_SIZE];
	char listener[ACG_PEER_LISTENER_SIZE]; /* the server_id in tls.cfg */
	enum acg_peer_usage usage;
	enum acg_peer_crl crl;
	uint16_t port; /* where it is dialled; 0: any */
	bool wildcards;
	bool any_network; /* it has no networks */
	bool any_root;	  /* it has no roots of its own */
};

/* What belongs to the peer with index `peer`. */
struct acg_peer_cert_name {
	uint32_t peer;
	char text[ACG_PEER_CERT_NAME_SIZE]; /* a URI when it has a ':' */
};

struct acg_peer_network {
	uint32_t peer;
	uint8_t bytes; /* of an address: 4 or 16 */
	uint8_t bits;  /* of the prefix */
	uint8_t address[16];
};

/* An RPC command that it may call over HTTPS, or all that begin so: "acg.tls.*". */
struct acg_peer_command {
	uint32_t peer;
	char text[ACG_PEER_COMMAND_SIZE];
};

struct acg_peer_root {
	uint32_t peer;
	uint8_t digest[ACG_PEER_DIGEST];
};

/* One immutable state of the table, in one block of memory: freed with the
 * release function that belongs to the alloc given to acg_peer_set_new(). */
struct acg_peer_set {
	uint32_t peers, names, networks, commands, roots;
	struct acg_peer *peer;
	struct acg_peer_cert_name *name;
	struct acg_peer_network *network;
	struct acg_peer_command *command;
	struct acg_peer_root *root;
};

/* A set of these sizes, zeroed, to be filled in; NULL when memory is short. */
struct acg_peer_set *acg_peer_set_new(uint32_t peers, uint32_t names,
		uint32_t networks, uint32_t commands, uint32_t roots,
		void *(*alloc)(size_t));

enum acg_peer_match {
	ACG_PEER_FOUND,
	ACG_PEER_NONE,	   /* of this listener: none with a name it carries */
	ACG_PEER_AMBIGUOUS /* it carries names of two of them */
};

/* Which peer of `listener` carries this certificate? By the names in its subject
 * alternative names, DNS and URI, every one of them; by its common name only when
 * it has neither (RFC 5922 section 7.1). Wildcards count for peers that allow
 * them, for exactly one left-most label. When found, `name` is the index of the
 * first name of the set that it carries, and tells the peer. */
enum acg_peer_match acg_peer_of_certificate(const struct acg_peer_set *set,
		const char *listener, X509 *certificate, uint32_t *name);

/* Index of the peer of that name, or -1. */
int acg_peer_by_name(const struct acg_peer_set *set, const char *name);

/* Does the extended key usage (RFC 5280 section 4.2.1.12) name what the peer must
 * have? A certificate without that extension names nothing. */
bool acg_peer_usage_ok(enum acg_peer_usage usage, X509 *certificate);
const char *acg_peer_usage_text(enum acg_peer_usage usage);
bool acg_peer_usage_parse(const char *text, enum acg_peer_usage *usage);

const char *acg_peer_crl_text(enum acg_peer_crl crl);
bool acg_peer_crl_parse(const char *text, enum acg_peer_crl *crl);

/* Is this address, of 4 or 16 bytes, in one of the peer's networks? */
bool acg_peer_network_ok(const struct acg_peer_set *set, uint32_t peer,
		const uint8_t *address, size_t bytes);

/* May the peer call this RPC command? */
bool acg_peer_may_call(const struct acg_peer_set *set, uint32_t peer,
		const char *command, size_t len);

/* Is this, the end of a verified chain, one of the peer's roots? */
bool acg_peer_root_ok(
		const struct acg_peer_set *set, uint32_t peer, const X509 *root);

#endif
