#!/usr/bin/env bash
# With fips_only = 1 the key exchange is by P-256, P-384 or P-521: a client that has X25519
# only is refused, which it is not otherwise.
# shellcheck source=tests/tls/client.sh
. "$(dirname "$0")/client.sh"

back_to_normal() { "$STACK/part" kamailio restart; }
trap back_to_normal EXIT
with_groups() { verdict operator "$ACG_OPERATOR_TLS" -tls1_3 -groups "$1"; }
mapfile -t operator < <(identity operator)
# In TLS 1.2 a client must have the curve of the ECDSA certificate as well.
temporary_key() {
  openssl s_client -connect "$ACG_OPERATOR_TLS" "${operator[@]}" -tls1_2 -groups X25519:P-256 </dev/null 2>/dev/null |
    sed -n 's/^Server Temp Key: //p'
}

is "$(with_groups X25519)" answered 'fips_only = 0: X25519 alone'
is "$(temporary_key)" 'X25519, 253 bits' 'fips_only = 0: X25519 is preferred in TLS 1.2'
ok 'a gateway with fips_only = 1 starts' env ACG_FIPS_ONLY=1 "$STACK/part" kamailio restart
is "$(with_groups X25519)" 'handshake failure' 'fips_only = 1: X25519 alone is refused'
is "$(temporary_key)" 'ECDH, prime256v1, 256 bits' 'fips_only = 1: P-256 in TLS 1.2'
for group in P-256 P-384 P-521; do
  is "$(with_groups "$group")" answered "fips_only = 1: $group"
done
for version in tls1_2 tls1_3; do
  is "$(verdict operator "$ACG_OPERATOR_TLS" "-$version" -sigalgs ed25519:ECDSA+SHA1:RSA+SHA1)" 'handshake failure' \
    "$version, fips_only = 1: no approved signature"
done
back_to_normal
trap - EXIT
is "$(with_groups X25519)" answered 'and without it X25519 is let in again'
done_testing
