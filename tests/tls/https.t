#!/usr/bin/env bash
# HTTPS is under the same policy: health and metrics for the peers of listener "https" alone,
# in TLS 1.2 and 1.3, without another suite, and no SIP there.
# shellcheck source=tests/tls/client.sh
. "$(dirname "$0")/client.sh"

# get NAME PATH [S_CLIENT_OPTION...]: the status line and the first line of the body.
get() {
  local name=$1 path=$2 answered
  local -a certificate
  shift 2
  mapfile -t certificate < <(identity "$name")
  exec {answered}<> <(:) # holds s_client's input open until the answer
  {
    printf 'GET %s HTTP/1.1\r\nHost: x\r\n\r\n' "$path"
    read -r -t 5 -u "$answered"
  } 2>/dev/null | openssl s_client -connect "$ACG_HTTPS" -quiet -no_ign_eof -CAfile "$ACG_CA" "${certificate[@]}" "$@" 2>"$SAID" | {
    awk '{ sub(/\r$/, "") } NR == 1 { print } body { print; exit } /^Content-Length: 0$/ { exit } /^$/ { body = 1 }'
    echo >&"$answered"
  }
  exec {answered}>&-
}
alert() { sed -n 's/.* alert \([a-z ]*\):.*/\1/p' "$SAID"; }

for version in tls1_2 tls1_3; do
  like "$(get operator /health "-$version")" '^HTTP/1\.1 200 .*ok$' "$version: health for monitoring"
  is "$(get cloud /health "-$version")" '' "$version: nothing for the cloud"
  is "$(alert)" 'bad certificate' "$version: which is told why"
  is "$(get nobody /health "-$version")" '' "$version: nothing without a certificate"
done
like "$(get operator /metrics)" '^HTTP/1\.1 200' 'metrics'
like "$(get operator /other)" '^HTTP/1\.1 404' 'nothing else'
is "$(get operator /health -tls1_2 -cipher AES128-GCM-SHA256)" '' 'no other suite'
is "$(get operator /health -tls1_3 -ciphersuites TLS_CHACHA20_POLY1305_SHA256)" '' 'nor in TLS 1.3'
like "$(ask operator "$ACG_HTTPS")" '^SIP/2\.0 403' 'no SIP'
done_testing
