#!/usr/bin/env bash
# Of all suites that OpenSSL knows exactly ten are spoken, in TLS 1.2 and 1.3 alone, on the
# operator's and on the cloud's listener. Four of TLS 1.2 need an ECDSA certificate and four
# an RSA one, so the gateway gets one of each: that also shows the policy after a reload.
# shellcheck source=tests/tls/client.sh
. "$(dirname "$0")/client.sh"
# shellcheck source=tests/tls/tls_cfg.sh
. "$(dirname "$0")/tls_cfg.sh"
keep_tls_cfg

# policy ECDSA|RSA: what a gateway with that certificate speaks.
policy() {
  printf 'tls1_2 ECDHE-%s-%s\n' "$1" AES256-GCM-SHA384 "$1" AES128-GCM-SHA256 \
    "$1" AES256-SHA384 "$1" AES128-SHA256
  printf 'tls1_3 %s\n' TLS_AES_256_GCM_SHA384 TLS_AES_128_GCM_SHA256
}

# VERSION SUITE lines of all that can be tried. The five of TLS 1.3: RFC 8446 appendix B.4.
known() {
  openssl ciphers 'ALL:eNULL:@SECLEVEL=0' | tr : '\n' | sed '/^TLS_/d; s/^/tls1_2 /'
  printf 'tls1_3 TLS_%s\n' AES_256_GCM_SHA384 AES_128_GCM_SHA256 CHACHA20_POLY1305_SHA256 \
    AES_128_CCM_SHA256 AES_128_CCM_8_SHA256
  printf '%s ALL\n' tls1 tls1_1
}

# offer NAME ADDRESS VERSION SUITE: a client that can do nothing else. Shared secrets, or it
# would not even offer the suites that need one.
offer() {
  case $3 in
    tls1_3) verdict "$1" "$2" -tls1_3 -ciphersuites "$4" ;;
    *) verdict "$1" "$2" "-$3" -cipher "$4:@SECLEVEL=0" -psk 00 -srpuser u -srppass pass:p ;;
  esac
}

# scan NAME ADDRESS: every suite's verdict, in SCAN-NAME.
scan() {
  local version suite SAID=$TEST_DIR/said-$1
  while read -r version suite; do
    printf '%s %s: %s\n' "$version" "$suite" "$(offer "$1" "$2" "$version" "$suite" </dev/null)"
  done < <(known) >"$TEST_DIR/scan-$1"
}

spoken() { sed -n 's/: answered$//p' "$TEST_DIR/scan-$1" | sort; }
# Neither an answer nor an alert: not refused, but never heard of.
unclear() { grep -v ': answered$' "$TEST_DIR/scan-$1" | grep -Ev ': (handshake failure|protocol version|insufficient security)$'; }

check_suites() {
  local pid side
  scan operator "$ACG_OPERATOR_TLS" &
  pid=$!
  scan cloud "$ACG_CLOUD_TLS"
  wait "$pid"
  for side in operator cloud; do
    is "$(spoken "$side")" "$(policy "$1" | sort)" "$1: the $side's listener speaks these suites only"
    is "$(unclear "$side")" '' "$1: the $side's listener refuses every other with an alert"
    is "$(wc -l <"$TEST_DIR/scan-$side")" "$(known | wc -l)" "$1: all of them were tried"
  done
}

# Best first, whatever order the client has.
preferred() {
  openssl s_client -connect "$ACG_OPERATOR_TLS" -brief "$@" </dev/null 2>&1 | sed -n 's/^Ciphersuite: //p'
}

ok 'OpenSSL knows more than a hundred suites' test "$(known | wc -l)" -gt 100
check_suites ECDSA
mapfile -t operator < <(identity operator)
is "$(preferred "${operator[@]}")" TLS_AES_256_GCM_SHA384 'TLS 1.3 is preferred'
is "$(preferred "${operator[@]}" -ciphersuites TLS_AES_128_GCM_SHA256:TLS_AES_256_GCM_SHA384)" \
  TLS_AES_256_GCM_SHA384 'and in it our order'
is "$(preferred "${operator[@]}" -tls1_2 -cipher ECDHE-ECDSA-AES128-SHA256:ECDHE-ECDSA-AES256-GCM-SHA384)" \
  ECDHE-ECDSA-AES256-GCM-SHA384 'in TLS 1.2 as well'

rsa_key() { openssl genpkey -algorithm RSA -pkeyopt rsa_keygen_bits:2048 -out "$1"; }
(pki_new_key() { rsa_key "$@"; }; issue rsa "$ACG_SERVER_NAME")
if am_root; then chown "$(daemon_user kamailio)" "$TEST_DIR/rsa.key"; fi
sed "s|gateway\.pem|../tests/suites/rsa.pem|; s|gateway\.key|../tests/suites/rsa.key|" \
  "$TLS_CFG_KEPT" | use_tls_cfg
like "$(reload_tls)" '^Ok' 'a reload gives the gateway an RSA certificate'
check_suites RSA
restore_tls_cfg
is "$(verdict operator "$ACG_OPERATOR_TLS" -tls1_2 -cipher ECDHE-ECDSA-AES256-GCM-SHA384)" answered \
  'and another one the ECDSA certificate again'
done_testing
