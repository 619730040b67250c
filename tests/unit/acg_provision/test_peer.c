/* sources: peers/peer.c */
/* libs: -lcrypto */
/* Which peer a certificate is of, and what else must hold. */
#include "peers/peer.h"

#include <openssl/evp.h>
#include <openssl/x509v3.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

/* Two peers of "op", the first with wildcards, and one of "cloud". */
static struct acg_peer_set *three_peers(void)
{
	static const char *const names[] = {"a.example.net", "sip:a.example.net",
			"b.example.net", "a.example.net"};
	static const uint32_t of[] = {0, 0, 1, 2};
	struct acg_peer_set *set = acg_peer_set_new(3, 4, 2, 2, 1, malloc);

	assert_non_null(set);
	strcpy(set->peer[0].name, "wild");
	strcpy(set->peer[1].name, "plain");
	strcpy(set->peer[2].name, "cloud");
	for(int i = 0; i < 3; i++) {
		strcpy(set->peer[i].listener, i < 2 ? "op" : "cloud");
		set->peer[i].any_root = i != 0;
		set->peer[i].any_network = i == 2;
	}
	set->peer[0].wildcards = true;
	for(int i = 0; i < 4; i++) {
		set->name[i].peer = of[i];
		strcpy(set->name[i].text, names[i]);
	}
	set->network[0] = (struct acg_peer_network){0, 4, 9, {10, 128}};
	set->network[1] =
			(struct acg_peer_network){1, 16, 128, {0x20, 1, [15] = 1}};
	set->command[0] = (struct acg_peer_command){0, "core.uptime"};
	set->command[1] = (struct acg_peer_command){0, "acg.tls.*"};
	return set;
}

static void add_extension(X509 *certificate, int nid, const char *value)
{
	X509_EXTENSION *extension = X509V3_EXT_conf_nid(NULL, NULL, nid, value);

	assert_non_null(extension);
	X509_add_ext(certificate, extension, -1);
	X509_EXTENSION_free(extension);
}

static X509 *certificate(const char *cn, const char *san, const char *usage)
{
	X509 *x = X509_new();
	X509 *copy;
	EVP_PKEY *key = EVP_EC_gen("P-256");
	unsigned char *der = NULL;
	const unsigned char *at;
	int len;

	X509_set_version(x, 2);
	ASN1_INTEGER_set(X509_get_serialNumber(x), 1);
	X509_gmtime_adj(X509_getm_notBefore(x), 0);
	X509_gmtime_adj(X509_getm_notAfter(x), 60);
	X509_NAME_add_entry_by_txt(X509_get_subject_name(x), "CN", MBSTRING_ASC,
			(const unsigned char *)cn, -1, -1, 0);
	if(san)
		add_extension(x, NID_subject_alt_name, san);
	if(usage)
		add_extension(x, NID_ext_key_usage, usage);
	X509_set_pubkey(x, key);
	assert_true(X509_sign(x, key, EVP_sha256()) > 0);
	len = i2d_X509(x, &der);
	at = der;
	copy = d2i_X509(NULL, &at, len);
	OPENSSL_free(der);
	EVP_PKEY_free(key);
	X509_free(x);
	return copy;
}

/* The peer's name, "nobody" or "several". */
static const char *peer_of(
		const char *listener, const char *cn, const char *san)
{
	static char name[ACG_PEER_NAME_SIZE];
	struct acg_peer_set *set = three_peers();
	X509 *x = certificate(cn, san, NULL);
	uint32_t found;

	switch(acg_peer_of_certificate(set, listener, x, &found)) {
		case ACG_PEER_FOUND:
			strcpy(name, set->peer[set->name[found].peer].name);
			break;
		case ACG_PEER_NONE:
			strcpy(name, "nobody");
			break;
		case ACG_PEER_AMBIGUOUS:
			strcpy(name, "several");
			break;
	}
	X509_free(x);
	free(set);
	return name;
}

static void every_alternative_name_counts(void **state)
{
	(void)state;
	assert_string_equal(
			peer_of("op", "x", "DNS:x.test,DNS:b.example.net"), "plain");
	assert_string_equal(peer_of("op", "x", "DNS:B.EXAMPLE.NET"), "plain");
	assert_string_equal(
			peer_of("op", "x", "DNS:x.test,URI:sip:a.example.net"), "wild");
	assert_string_equal(peer_of("op", "x", "URI:b.example.net"), "nobody");
	assert_string_equal(peer_of("op", "x", "DNS:x.test"), "nobody");
	assert_string_equal(peer_of("cloud", "x", "DNS:a.example.net"), "cloud");
	assert_string_equal(peer_of("other", "x", "DNS:a.example.net"), "nobody");
}

static void the_common_name_counts_only_alone(void **state)
{
	(void)state;
	assert_string_equal(peer_of("op", "b.example.net", NULL), "plain");
	assert_string_equal(
			peer_of("op", "b.example.net", "email:x@b.example.net"), "plain");
	assert_string_equal(peer_of("op", "b.example.net", "DNS:x.test"), "nobody");
	assert_string_equal(
			peer_of("op", "b.example.net", "URI:sip:x.test"), "nobody");
}

static void a_wildcard_stands_for_one_label_where_allowed(void **state)
{
	(void)state;
	assert_string_equal(peer_of("op", "x", "DNS:*.example.net"), "wild");
	assert_string_equal(peer_of("cloud", "x", "DNS:*.example.net"), "nobody");
	assert_string_equal(peer_of("op", "x", "DNS:*.net"), "nobody");
	assert_string_equal(peer_of("op", "x", "DNS:*"), "nobody");
	assert_string_equal(peer_of("op", "x", "DNS:*a.example.net"), "nobody");
	assert_string_equal(peer_of("op", "x", "DNS:*.a.example.net"), "nobody");
	assert_string_equal(peer_of("op", "x", "URI:*.example.net"), "nobody");
}

static void names_of_two_peers_are_none(void **state)
{
	(void)state;
	assert_string_equal(
			peer_of("op", "x", "DNS:b.example.net,DNS:a.example.net"),
			"several");
	assert_string_equal(
			peer_of("op", "x", "DNS:*.example.net,DNS:b.example.net"),
			"several");
}

static bool usage_ok(enum acg_peer_usage usage, const char *has)
{
	X509 *x = certificate("x", NULL, has);
	bool ok = acg_peer_usage_ok(usage, x);

	X509_free(x);
	return ok;
}

static void the_usage_must_be_there(void **state)
{
	static const struct {
		const char *has;
		bool server, client, either;
	} t[] = {
			{"serverAuth", true, false, true},
			{"clientAuth", false, true, true},
			{"serverAuth,clientAuth", true, true, true},
			{"emailProtection", false, false, false},
			{"anyExtendedKeyUsage", false, false, false},
			{NULL, false, false, false},
	};

	(void)state;
	for(size_t i = 0; i < sizeof(t) / sizeof(t[0]); i++) {
		assert_int_equal(
				usage_ok(ACG_USAGE_SERVER_AUTH, t[i].has), t[i].server);
		assert_int_equal(
				usage_ok(ACG_USAGE_CLIENT_AUTH, t[i].has), t[i].client);
		assert_int_equal(usage_ok(ACG_USAGE_EITHER, t[i].has), t[i].either);
	}
}

static void networks_are_compared_by_bits(void **state)
{
	struct acg_peer_set *set = three_peers();
	const uint8_t in[] = {10, 200, 0, 1}, out[] = {10, 127, 0, 1};
	const uint8_t six[16] = {0x20, 1, [15] = 1},
				  other[16] = {0x20, 1, [15] = 2};

	(void)state;
	assert_true(acg_peer_network_ok(set, 0, in, 4));
	assert_false(acg_peer_network_ok(set, 0, out, 4));
	assert_false(acg_peer_network_ok(set, 0, six, 16));
	assert_true(acg_peer_network_ok(set, 1, six, 16));
	assert_false(acg_peer_network_ok(set, 1, other, 16));
	assert_false(acg_peer_network_ok(set, 1, in, 4));
	assert_true(acg_peer_network_ok(set, 2, out, 4));
	free(set);
}

static void roots_are_compared_by_fingerprint(void **state)
{
	struct acg_peer_set *set = three_peers();
	X509 *root = certificate("root", NULL, NULL);

	(void)state;
	assert_false(acg_peer_root_ok(set, 0, root));
	assert_true(acg_peer_root_ok(set, 1, root));
	assert_int_equal(
			X509_digest(root, EVP_sha256(), set->root[0].digest, NULL), 1);
	assert_true(acg_peer_root_ok(set, 0, root));
	X509_free(root);
	free(set);
}

static bool may_call(uint32_t peer, const char *command)
{
	struct acg_peer_set *set = three_peers();
	bool may = acg_peer_may_call(set, peer, command, strlen(command));

	free(set);
	return may;
}

static void commands_are_named_or_begun(void **state)
{
	(void)state;
	assert_true(may_call(0, "core.uptime"));
	assert_false(may_call(0, "core.uptime2"));
	assert_false(may_call(0, "core.uptim"));
	assert_true(may_call(0, "acg.tls.peers"));
	assert_false(may_call(0, "acg.tls."));
	assert_false(may_call(0, "acg.tlsx"));
	assert_false(may_call(0, "acg.tls.peers" + 1));
	assert_false(may_call(0, ""));
	assert_false(may_call(1, "core.uptime"));
}

/* The name that it was found by, not the peer's first. */
static void the_name_that_is_carried_is_told(void **state)
{
	struct acg_peer_set *set = three_peers();
	X509 *x = certificate("x", "DNS:x.test,URI:sip:a.example.net", NULL);
	uint32_t found;

	(void)state;
	assert_int_equal(
			acg_peer_of_certificate(set, "op", x, &found), ACG_PEER_FOUND);
	assert_string_equal(set->name[found].text, "sip:a.example.net");
	X509_free(x);
	free(set);
}

static void peers_are_found_by_name(void **state)
{
	struct acg_peer_set *set = three_peers();

	(void)state;
	assert_int_equal(acg_peer_by_name(set, "cloud"), 2);
	assert_int_equal(acg_peer_by_name(set, "nobody"), -1);
	free(set);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
			cmocka_unit_test(every_alternative_name_counts),
			cmocka_unit_test(the_common_name_counts_only_alone),
			cmocka_unit_test(a_wildcard_stands_for_one_label_where_allowed),
			cmocka_unit_test(names_of_two_peers_are_none),
			cmocka_unit_test(the_usage_must_be_there),
			cmocka_unit_test(networks_are_compared_by_bits),
			cmocka_unit_test(roots_are_compared_by_fingerprint),
			cmocka_unit_test(commands_are_named_or_begun),
			cmocka_unit_test(the_name_that_is_carried_is_told),
			cmocka_unit_test(peers_are_found_by_name),
	};

	return cmocka_run_group_tests_name("peer", tests, NULL, NULL);
}
