#!/usr/bin/env bash
# A client that wants to renegotiate is cut off: nobody becomes another after being judged.
# shellcheck source=tests/tls/client.sh
. "$(dirname "$0")/client.sh"

mapfile -t operator < <(identity operator)

# A line "R" makes s_client renegotiate; it ends when the gateway says no, or with its input.
renegotiate() {
  exec {hold}<> <(:)
  { echo R; read -r -t 5 -u "$hold"; } | {
    openssl s_client -connect "$ACG_OPERATOR_TLS" -CAfile "$ACG_CA" "${operator[@]}" \
      -tls1_2 -msg -no_ign_eof 2>&1
    echo >&"$hold"
  }
  exec {hold}>&-
}

said=$(renegotiate)
is "$(grep -c '^RENEGOTIATING' <<<"$said")" 1 'a client asks for a second handshake'
is "$(grep -c '^<<< .* ServerHello$' <<<"$said")" 1 'and does not get it'
like "$(tail -n 1 <<<"$said")" 'unexpected eof|no renegotiation' 'but loses the connection'
is "$(verdict operator "$ACG_OPERATOR_TLS")" answered 'others are served on'
done_testing
