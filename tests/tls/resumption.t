#!/usr/bin/env bash
# No session is resumed, by ticket or by ID: each connection shows its certificate anew, under
# whatever name it asks for (SNI), and at whatever listener. That costs a client no time.
# shellcheck source=tests/tls/client.sh
. "$(dirname "$0")/client.sh"

mapfile -t operator < <(identity operator)
client() {
  openssl s_client -connect "$ACG_OPERATOR_TLS" -CAfile "$ACG_CA" "${operator[@]}" "$@" </dev/null 2>/dev/null
}

# With -reconnect s_client connects once, and five times with the session of the first.
reconnections() { client -reconnect "$@" | grep -oE '^(New|Reused)' | sort | uniq -c | xargs; }
is "$(reconnections -tls1_2)" '6 New' 'TLS 1.2: a ticket is not resumed'
is "$(reconnections -tls1_2 -no_ticket)" '6 New' 'TLS 1.2: a session ID is not resumed'

# In TLS 1.3 a ticket comes after the handshake: an answer comes after that.
for version in tls1_2 tls1_3; do
  ask operator "$ACG_OPERATOR_TLS" "-$version" -msg -msgfile "$TEST_DIR/$version" >/dev/null
  like "$(<"$TEST_DIR/$version")" '<<< [^<]*, Finished' "$version: a whole handshake"
  unlike "$(<"$TEST_DIR/$version")" NewSessionTicket "$version: no ticket is given"
done

# A client with Nagle's algorithm on keeps its request until the handshake's end is acknowledged, which
# a ticket does: without one the kernel would wait for 40 ms.
for version in 1.2 1.3; do
  said=$(storm operator 1 2 "$version")
  ok "TLS $version: an answer comes without delay" awk -v ms="${said##*fastest_ms=}" 'BEGIN { exit !(ms > 0 && ms < 35) }'
  diag "$said"
done

# across VERSION NAME ADDRESS NAME2 ADDRESS2: what becomes of a session that was made under one name
# and is offered under another.
across() {
  local kept=$TEST_DIR/$1-$2.session
  exec {hold}<> <(:) # holds s_client's input open: in TLS 1.3 a session comes late, if it does
  openssl s_client -connect "$3" -servername "$2" "-$1" -sess_out "$kept" -CAfile "$ACG_CA" "${operator[@]}" \
    <&"$hold" >"$TEST_DIR/made" 2>&1 &
  poll 3 grep -q '^New, ' "$TEST_DIR/made"
  poll 1 test -s "$kept"
  exec {hold}>&-
  kill $! 2>/dev/null
  wait $! 2>/dev/null
  if [ ! -s "$kept" ]; then
    echo 'nothing to offer'
  else
    openssl s_client -connect "$5" -servername "$4" "-$1" -sess_in "$kept" -CAfile "$ACG_CA" "${operator[@]}" \
      </dev/null 2>/dev/null | grep -oE '^(New|Reused)'
  fi
}
for version in tls1_2 tls1_3; do
  is "$(across "$version" "$ACG_SERVER_NAME" "$ACG_OPERATOR_TLS" other.acg.test "$ACG_OPERATOR_TLS")" \
    'nothing to offer' "$version: no session for another name"
  is "$(across "$version" other.acg.test "$ACG_OPERATOR_TLS" "$ACG_SERVER_NAME" "$ACG_CLOUD_TLS")" \
    'nothing to offer' "$version: nor for another listener"
done
done_testing
