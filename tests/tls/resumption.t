#!/usr/bin/env bash
# No session is resumed, by ticket or by ID: each connection shows its certificate anew.
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
done_testing
