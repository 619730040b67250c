#!/usr/bin/env bash
# make trust-store: the named bundles of roots, what each root is, and what is missing or has
# ended. A peer with a bundle is let in only when its chain ends in a root of it.
# shellcheck source=tests/tls/client.sh
. "$(dirname "$0")/client.sh"
# shellcheck source=tests/tls/peers.sh
. "$(dirname "$0")/peers.sh"
build=$ACG_TOP/kamailio-cfg/trust/build
out=$TEST_DIR/trust
subjects() {
  openssl crl2pkcs7 -nocrl -certfile "$out/$1.pem" | openssl pkcs7 -print_certs -noout |
    sed -n 's/^subject=.*CN = //p' | sort
}

said=$("$build" "$out" own="$ACG_CA")
is "$?" 0 'the bundles are built'
is "$(subjects acg)" 'DigiCert Global Root G2' 'acg: the root that has not ended'
like "$said" 'CN=Baltimore CyberTrust Root,[^:]*ends 2025-05-12 EXPIRED, left out' 'acg: the one that has is said'
is "$(subjects microsoft-2026 | wc -l)" 7 'microsoft-2026: seven roots'
is "$(subjects own)" 'ACG test root' 'own: the file given'
like "$said" "CN=ACG test root[^:]*SHA-256 [0-9A-F]{64}" 'with its fingerprint'

mkdir "$TEST_DIR/few"
cp /usr/share/ca-certificates/mozilla/DigiCert_Global_Root_G2.crt "$TEST_DIR/few"
sums=$(sha256sum "$out/acg.pem")
said=$(ACG_CA_CERTIFICATES=$TEST_DIR/few "$build" "$out")
is "$(grep -c 'MISSING: not in ca-certificates' <<<"$said")" 7 'roots that are not there are said'
is "$(subjects microsoft-2026)" 'DigiCert Global Root G2' 'and the bundle goes without them'
mkdir "$TEST_DIR/none"
nok 'no root at all is a failure' env ACG_CA_CERTIFICATES="$TEST_DIR/none" "$build" "$out" 2>/dev/null
is "$(sha256sum "$out/acg.pem")" "$sums" 'which leaves the bundles as they were'

keep_peers
mkdir -p "$ACG_TRUST_STORE"
cp "$ACG_CA" "$ACG_TRUST_STORE/own.pem"
cp "$ACG_RUN/pki/stranger-ca.pem" "$ACG_TRUST_STORE/other.pem"
at() { verdict operator "$ACG_OPERATOR_TLS" "-$1"; }
for version in tls1_2 tls1_3; do
  change_peer operator "roots = 'own'"
  is "$(at "$version")" answered "$version: a chain that ends in the peer's root"
  change_peer operator "roots = 'other'"
  is "$(at "$version")" 'unknown ca' "$version: in another root"
done
failed() { tail -n 50 "$(log_file kamailio)" | grep -q 'the old peers stay in force: acg.peer operator: roots in .*/nothing.pem: No such file'; }
sql "update acg.peer set roots = 'nothing' where name = 'operator'"
poll_until 5 'a bundle that is not there is said, and the old peers stay' failed
is "$(at tls1_3)" 'unknown ca' 'and nobody is let in by it'
done_testing
