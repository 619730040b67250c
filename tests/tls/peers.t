#!/usr/bin/env bash
# A certificate is of the peer, in SQL, that has one of its names: any of its DNS names and
# URIs, its common name only when it has neither, a wildcard where the peer allows one. The
# peer's usage, networks and roots must hold as well. Changes hold within seconds.
# shellcheck source=tests/tls/client.sh
. "$(dirname "$0")/client.sh"
# shellcheck source=tests/tls/peers.sh
. "$(dirname "$0")/peers.sh"
keep_peers

name=$ACG_OPERATOR_NAME
issue_with second "DNS:www.operator.test,DNS:$name"
issue_with uri "URI:sip:operator.test"
issue_with common-name none '' "$name"
issue_with common-name-and-san DNS:www.operator.test '' "$name"
issue_with wildcard "DNS:*.operator.test"
issue_with wildcard-deep "DNS:*.test"
issue_with long "DNS:a.$name"
issue_with upper "DNS:${name^^}"
issue_with server-only "DNS:$name" serverAuth
issue_with client-only "DNS:$name" clientAuth
issue_with both "DNS:$name" serverAuth,clientAuth
issue_with no-usage "DNS:$name" none
issue_with mail-only "DNS:$name" emailProtection
issue_with two-peers "DNS:$name,DNS:second.operator.test"

at() { verdict "$1" "$ACG_OPERATOR_TLS" "-$version"; }

# expect TEST: what each certificate gets, "NAME VERDICT" lines on stdin.
expect() {
  local certificate wanted
  while read -r certificate wanted; do
    for version in tls1_2 tls1_3; do
      is "$(at "$certificate")" "$wanted" "$version, $1: $certificate is $wanted"
    done
  done
}

expect 'exact names' <<'END'
second answered
upper answered
common-name answered
common-name-and-san bad certificate
wildcard bad certificate
wildcard-deep bad certificate
long bad certificate
uri bad certificate
server-only answered
both answered
client-only unsupported certificate
mail-only unsupported certificate
no-usage unsupported certificate
END

change_peer operator 'wildcards = true, certificate_names = array[:'"'name'"', '"'sip:operator.test'"']' name="$name"
expect 'wildcards and a URI' <<'END'
wildcard answered
wildcard-deep bad certificate
long bad certificate
uri answered
END

change_peer operator "usage = 'client_auth'"
expect client_auth <<'END'
client-only answered
both answered
server-only unsupported certificate
END
change_peer operator "usage = 'either'"
expect either <<'END'
client-only answered
server-only answered
mail-only unsupported certificate
no-usage unsupported certificate
END
change_peer operator "usage = 'server_auth'"

change_peer operator "networks = '{192.0.2.0/24,2001:db8::/32}'"
expect 'other networks' <<<'both handshake failure'
change_peer operator "networks = '{192.0.2.0/24,127.0.0.1/32}'"
expect 'its networks' <<<'both answered'

sql "insert into acg.peer (name, listener, certificate_names) values ('second', 'operator', '{second.operator.test}')"
poll_until 5 'another peer is in force' in_force "second (server_auth"
expect 'names of two peers' <<'END'
two-peers bad certificate
both answered
END

# Whoever lets go of the connection ends it: s_client holds it open until then.
exec {hold}<> <(:)
mapfile -t certificate < <(identity both)
openssl s_client -connect "$ACG_OPERATOR_TLS" -CAfile "$ACG_CA" "${certificate[@]}" -quiet -no_ign_eof <&"$hold" >"$TEST_DIR/held" 2>&1 &
held=$!
connected() { rpc acg.tls.peers | grep -A 2 'peer: operator' | grep -q 'listener: operator'; }
inbound() { rpc acg.tls.peers | grep -c 'direction: inbound'; }
has_inbound() { [ "$(inbound)" -gt "$1" ]; }
poll_until 5 'a peer is connected' connected
gone() { ! kill -0 "$held" 2>/dev/null; }
change_peer operator "reference = 'anything'"
nok 'a change that does not concern it leaves it connected' gone
began=$SECONDS
sql "update acg.peer set enabled = false where name = 'operator'"
poll_until 10 'a peer that is switched off is disconnected' gone
ok "within 6 s" test $((SECONDS - began)) -le 6
exec {hold}>&-
version=tls1_3
is "$(at both)" 'bad certificate' 'and not let in again'
restore_peers
poll_until 5 'until the row is as it was' in_force "operator (server_auth, crl off): $name"
is "$(at both)" answered 'then it is'
done_testing
