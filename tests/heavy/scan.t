#!/usr/bin/env bash
# Full scans of the operator's listener by testssl.sh and nmap, which know nothing of us, for
# an ECDSA and an RSA certificate, at the default and at a named section, before and after 50
# reloads: TLS 1.2 and 1.3, and the policy's suites. Without a client certificate both see all
# of that: the server names version and suite before it asks for one.
# shellcheck source=tests/tls/client.sh
. "$(dirname "$0")/../tls/client.sh"
# shellcheck source=tests/tls/tls_cfg.sh
. "$(dirname "$0")/../tls/tls_cfg.sh"
keep_tls_cfg

# policy ECDSA|RSA: what a gateway with that certificate speaks, in RFC names.
policy() {
  printf 'TLS_%s\n' AES_256_GCM_SHA384 AES_128_GCM_SHA256
  printf 'TLS_ECDHE_%s_WITH_AES_%s\n' "$1" 256_GCM_SHA384 "$1" 128_GCM_SHA256 "$1" 256_CBC_SHA384 "$1" 128_CBC_SHA256
}

by_nmap() {
  nmap -Pn -p "${ACG_OPERATOR_TLS#*:}" --script ssl-enum-ciphers --script-args "tls.servername=$1" "${ACG_OPERATOR_TLS%:*}" 2>/dev/null
}

# by_testssl NAME: the suites, as "rfc name" lines, each tried by itself.
by_testssl() {
  testssl --quiet --color 0 --warnings off --ip "${ACG_OPERATOR_TLS%:*}" --each-cipher --mapping iana \
    "$1:${ACG_OPERATOR_TLS#*:}" 2>/dev/null
}
protocols_by_testssl() {
  testssl --quiet --color 0 --warnings off --ip "${ACG_OPERATOR_TLS%:*}" --protocols "$1:${ACG_OPERATOR_TLS#*:}" 2>/dev/null
}
suites_in() { sed 's/TLS_AKE_WITH_/TLS_/g' | grep -oE 'TLS_[A-Z0-9_]+' | sort -u; }

scan() {
  local label=$1 kind=$2 name=$3 said
  said=$(by_nmap "$name")
  is "$(suites_in <<<"$said")" "$(policy "$kind" | sort)" "$label: nmap finds these suites only"
  is "$(grep -oE 'TLSv[0-9.]+|SSLv[0-9]' <<<"$said" | sort -u | xargs)" 'TLSv1.2 TLSv1.3' "$label: nmap finds two versions"
  said=$(by_testssl "$name")
  is "$(suites_in <<<"$said")" "$(policy "$kind" | sort)" "$label: testssl.sh finds these suites only"
  said=$(protocols_by_testssl "$name")
  is "$(grep -E '^ *(SSLv|TLS 1)' <<<"$said" | grep -c 'not offered')" 4 "$label: testssl.sh finds four versions not offered"
  is "$(grep -E '^ *TLS 1\.[23] ' <<<"$said" | grep -c ' offered (OK)')" 2 "$label: and two offered"
}

OTHER_NAME=other.acg.test
rsa_key() { openssl genpkey -algorithm RSA -pkeyopt rsa_keygen_bits:2048 -out "$1"; }
(pki_new_key() { rsa_key "$@"; }; issue rsa "$OTHER_NAME")
if am_root; then chown "$(daemon_user kamailio)" "$TEST_DIR/rsa.key"; fi
{
  kept_tls_cfg | with_key "server:$ACG_OPERATOR_TLS" server_name "$ACG_SERVER_NAME"
  printf '%s\n' '' "[server:$ACG_OPERATOR_TLS]" 'method = TLSv1.2+' 'verify_certificate = yes' \
    'require_certificate = yes' "certificate = $TEST_DIR/rsa.pem" "private_key = $TEST_DIR/rsa.key" \
    "ca_list = $ACG_CA" 'server_id = operator' "server_name = $OTHER_NAME"
} | use_tls_cfg
like "$(reload_tls)" '^Ok' 'a section with an ECDSA certificate, and one with an RSA one'
scan "ECDSA" ECDSA "$ACG_SERVER_NAME"
scan "RSA" RSA "$OTHER_NAME"
for _ in {1..50}; do reload_tls; done >"$TEST_DIR/reloads"
is "$(grep -c '^Ok' "$TEST_DIR/reloads")" 50 '50 reloads are taken'
scan "ECDSA, after 50 reloads" ECDSA "$ACG_SERVER_NAME"
scan "RSA, after 50 reloads" RSA "$OTHER_NAME"
done_testing
