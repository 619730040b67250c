#!/usr/bin/env bash
# The gateway sends no byte of SIP to a far end that does not prove to be the peer: a wrong
# name, a stranger's root, a certificate that has ended, and so on. The log says why, the caller
# is told 503 at once, and the call is recorded as failed; the same when it is the far end that does
# not like the gateway's certificate. No session is resumed, and a far end that wants to renegotiate
# is cut off.
# shellcheck source=tests/tls/client.sh
. "$(dirname "$0")/client.sh"
# shellcheck source=tests/tls/peers.sh
. "$(dirname "$0")/peers.sh"
# shellcheck source=tests/tls/tls_cfg.sh
. "$(dirname "$0")/tls_cfg.sh"
# shellcheck source=tests/tls/authority.sh
. "$(dirname "$0")/authority.sh"
keep_tls_cfg
keep_peers
LOG=$(log_file kamailio)

number=+4930100071
provision "$number" contoso direct_routing
reload >/dev/null

name=$ACG_CLOUD_NAME
issue wrong-name mallory.cloud.test
issue_with second "DNS:www.cloud.test,DNS:$name"
issue_with wildcard 'DNS:*.cloud.test'
issue_with other-peer "DNS:$ACG_OPERATOR_NAME"
issue_with no-usage "DNS:$name" none
issue_with common-name none '' "$name"
issue strange "$name" stranger-ca
issue client-only "$name" ca clientAuth
issue server-only "$name" ca serverAuth
issue_dated expired "$name" '2 days ago' '1 hour ago'
issue_dated early "$name" '1 hour' '2 days'
issue_self_signed self-signed "$name"
issue_below one-deep "$name" 1
issue_below ten-deep "$name" 10
issue partner "$name"
issue picky "$name"
issue resumer "$name"
issue either-client "$name" ca clientAuth
issue either-server "$name" ca serverAuth
issue_with mail-only "DNS:$name" emailProtection
new_authority ca "$ACG_CA" "$ACG_RUN/pki/ca.key"
issue_listed listed "$name" ca extendedKeyUsage=serverAuth
for kind in pem key; do ln "$TEST_DIR/listed.$kind" "$TEST_DIR/revoked.$kind"; done

# A TLS server in the place of the cloud's edge. It prints what it receives.
"$STACK/part" cloud-edge stop
server=
back_to_normal() {
  rpc dispatcher.ping_active 1 >/dev/null
  stop_serving_lists
  restore_tls_cfg
  restore_peers
  [ -z "$server" ] || kill "$server" 2>/dev/null
  "$STACK/part" cloud-edge start
}
trap back_to_normal EXIT

# far_end NAME VERSION [OPTION...]: with that certificate, "none" for none.
far_end() {
  local received=$TEST_DIR/$1-$2.received
  local -a certificate=(-cert "$TEST_DIR/$1.pem" -key "$TEST_DIR/$1.key")
  [ ! -e "$TEST_DIR/$1.chain" ] || certificate+=(-cert_chain "$TEST_DIR/$1.chain")
  [ "$1" != none ] || certificate=(-nocert)
  exec {input}<> <(:) # s_server ends with its input
  openssl s_server -accept "$ACG_CLOUD_PEER" "${certificate[@]}" -CAfile "$ACG_CA" -Verify 2 "-$2" "${@:3}" \
    <&"$input" >"$received" 2>&1 &
  server=$!
  poll 5 listening tcp "${ACG_CLOUD_PEER%:*}" "${ACG_CLOUD_PEER#*:}"
}

far_end_leaves() { kill "$server"; wait "$server" 2>/dev/null; server=; exec {input}>&-; }

received() { cat "$TEST_DIR/$1.received"; }
got_sip() { received "$1" | grep -aq 'SIP/2\.0'; }
got_alert() { received "$1" | grep -q ' alert '; }
refused_us() { received "$1" | grep -Eq 'no shared cipher|unsupported protocol'; }
alert() { received "$1" | sed -n 's/.* alert \([a-z ]*\):.*/\1/p'; }
logged() { tail -n +"$1" "$LOG" | grep -F "TLS handshake to $ACG_CLOUD_PEER refused" | grep -Fq -- "$2"; }

# What fails here is tried all the same: no probes, and the cloud is up before each call.
rpc dispatcher.ping_active 0 >/dev/null
cloud_is_up() { place_is_up cloud "$ACG_CLOUD_PEER"; }

place_call() {
  rm -f "$TEST_DIR/$2.msg"
  cloud_is_up
  call operator "$2" "$(scenario uac-refused CODE="$1")" "$STRANGER" "$number" &
  caller=$!
}
no_peer() { grep -q 'No Peer Available' "$TEST_DIR/$1.msg" 2>/dev/null; }
happened() { "$1" "$2" || no_peer "$2"; }

# dial CODE LABEL OUTCOME: a call, until OUTCOME is to be seen at the far end. The caller waits for
# the end of it, with CODE, meanwhile.
dial() {
  place_call "$1" "$2"
  poll 5 happened "$3" "$2"
  # Calls that waited before it may just have taken the cloud out.
  for _ in 1 2 3 4; do
    no_peer "$2" || break
    wait "$caller"
    place_call "$1" "$2"
    poll 5 happened "$3" "$2"
  done
}

# attempt CODE NAME VERSION OUTCOME [OPTION...]: a call to a far end NAME.
attempt() {
  far_end "$2" "$3" "${@:5}" || { fail "$2-$3: a far end listens"; return; }
  dial "$1" "$2-$3" "$4"
}

# refused NAME VERSION ALERT REASON [OUTCOME]: the far end NAME gets that alert and no SIP.
refused() {
  local label=$1-$2 from=$(($(wc -l <"$LOG") + 1)) began
  began=$(date +%s%N)
  attempt 503 "$1" "$2" "${5:-got_alert}"
  ok "$2, $1: the caller is told 503" wait "$caller"
  ok "$2, $1: within 2 s" test $((($(date +%s%N) - began) / 1000000)) -lt 2000
  far_end_leaves
  is "$(alert "$label")" "$3" "$2, $1: the far end gets the alert \"$3\""
  nok "$2, $1: and no SIP" got_sip "$label"
  ok "$2, $1: the log says: $4" poll 2 logged "$from" "$4"
  is "$(record "$(call_id "$label")" 'code, end_reason, outbound_tls is null')" '503|failed|t' "$2, $1: the call is recorded"
}

# refused_by NAME VERSION ALERT [OPTION...]: the far end NAME lets nobody in with our certificate. In
# TLS 1.3 it says so when it has the request already, which it does not look at.
says_no() { received "$1" | grep -Eq 'certificate verify failed'; }
refused_by() {
  local label=$1-$2 from=$(($(wc -l <"$LOG") + 1)) began
  began=$(date +%s%N)
  attempt 503 "$1" "$2" says_no -verify_return_error "${@:4}"
  ok "$2, $1: the caller is told 503" wait "$caller"
  ok "$2, $1: within 2 s" test $((($(date +%s%N) - began) / 1000000)) -lt 2000
  far_end_leaves
  nok "$2, $1: the far end has read no SIP" got_sip "$label"
  ok "$2, $1: the log says: $3" poll 2 logged "$from" "the other side sent the alert $3"
  is "$(record "$(call_id "$label")" 'code, end_reason, outbound_tls is null')" '503|failed|t' "$2, $1: the call is recorded"
}

# Nobody answers there: the call ends when the caller has waited for long enough.
accepted() {
  attempt 408 "$1" "$2" got_sip "${@:3}"
  ok "$2, $1: the far end gets SIP" got_sip "$1-$2"
  far_end_leaves
  waiting+=("$caller")
}
waiting=()

while IFS='|' read -r certificate wanted why; do
  for version in tls1_2 tls1_3; do refused "$certificate" "$version" "$wanted" "$why" </dev/null; done
done <<END
wrong-name|bad certificate|the certificate carries no name of a peer of "cloud"; subject
other-peer|bad certificate|the certificate carries no name of a peer of "cloud"; subject
wildcard|bad certificate|the certificate carries no name of a peer of "cloud"; subject
strange|unknown ca|unable to get local issuer certificate, at depth 0 of the chain; subject
expired|certificate expired|certificate has expired, at depth 0 of the chain; subject
early|bad certificate|certificate is not yet valid, at depth 0 of the chain; subject
self-signed|unknown ca|self-signed certificate, at depth 0 of the chain; subject
ten-deep|unknown ca|certificate chain too long
client-only|unsupported certificate|unsuitable certificate purpose, at depth 0 of the chain; subject
no-usage|unsupported certificate|the certificate lacks the extended key usage server_auth of peer cloud; subject
END
for version in tls1_2 tls1_3; do
  alert='handshake failure'
  [ "$version" = tls1_2 ] || alert='protocol version' # without a certificate s_server speaks no TLS 1.3
  refused none "$version" '' "the other side sent the alert $alert" refused_us
  for certificate in second common-name server-only one-deep; do accepted "$certificate" "$version"; done
done

change_peer cloud "wildcards = true"
for version in tls1_2 tls1_3; do accepted wildcard "$version"; done
change_peer cloud "wildcards = false, usage = 'client_auth'"
accepted client-only tls1_3
refused server-only tls1_3 'unsupported certificate' 'unsuitable certificate purpose'
change_peer cloud "usage = 'server_auth', networks = '{192.0.2.0/24}'"
refused server-only tls1_2 'handshake failure' 'the address is in no network of peer cloud'
change_peer cloud "networks = '{127.0.0.0/8}'"

change_peer cloud "usage = 'either'"
accepted either-client tls1_2
accepted either-server tls1_3
for certificate in no-usage mail-only; do
  refused "$certificate" tls1_3 'unsupported certificate' 'the certificate lacks the extended key usage either of peer cloud'
done

change_peer cloud "usage = 'server_auth', crl = 'required'"
refused listed tls1_3 'unknown ca' 'no valid revocation list for the certificate at depth 0'
publish_list ca 600
serve_lists
poll_until 8 'the list of its authority comes' list_says ca 'next_update: 2'
accepted listed tls1_3
revoke ca "$TEST_DIR/listed.pem"
publish_list ca 600
poll_until 8 'and then one that revokes it' list_says ca 'revoked: 1'
for version in tls1_2 tls1_3; do
  refused revoked "$version" 'certificate revoked' 'the certificate at depth 0 of the chain is revoked'
done
change_peer cloud "crl = 'off'"

for version in tls1_2 tls1_3; do
  refused_by picky "$version" 'unknown CA' -CAfile "$ACG_RUN/pki/stranger-ca.pem"
done

# Our own certificate may be for serverAuth alone, as far as the other side accepts that.
issue own "$ACG_SERVER_NAME" ca serverAuth
if am_root; then chown "$(daemon_user kamailio)" "$TEST_DIR/own.key"; fi
kept_tls_cfg | sed "s|$ACG_TLS_DIR/gateway\\.|$TEST_DIR/own.|" | use_tls_cfg
like "$(reload_tls)" '^Ok' 'our certificate is for serverAuth alone'
for version in tls1_2 tls1_3; do
  is "$(verdict operator "$ACG_OPERATOR_TLS" "-$version" -purpose sslserver)" answered "$version: who dials us is content"
  accepted partner "$version" -verify_return_error -purpose sslserver
  refused_by picky "$version" 'unsupported certificate' -purpose sslclient
done
restore_tls_cfg

# A line "r" makes s_server renegotiate.
attempt 408 second tls1_2 got_sip -msg
asked() { received "$1" | grep -q 'HelloRequest'; }
cut_off() { received "$1" | grep -Eq 'no renegotiation|Connection closed|unexpected eof|alert'; }
echo r >&"$input"
poll_until 5 'a far end asks for a second handshake' asked second-tls1_2
poll_until 5 'and loses the connection' cut_off second-tls1_2
is "$(received second-tls1_2 | grep -c '^<<< .* ClientHello$')" 1 'and does not get one'
far_end_leaves
waiting+=("$caller")

# Of a session that the far end offers nothing is kept: the next connection is a whole handshake,
# with its certificate. A far end that hangs up (a line "q") when it has read the request may have
# acted on it, and nobody is told that it has not.
hellos() { received "$1" | grep -c '^<<< .* ClientHello$'; }
invites() { received "$1" | grep -ac '^INVITE '; }
again() { [ "$(invites "resumer-$version")" -ge 2 ]; }
connected() { rpc acg.tls.peers | grep -A 3 'peer: cloud' | grep -q 'direction: outbound'; }
no_more() { ! connected; }
for version in tls1_2 tls1_3; do
  attempt 408 resumer "$version" got_sip -msg -tlsextdebug
  waiting+=("$caller")
  echo q >&"$input"
  poll_until 5 "$version: a far end hangs up" no_more
  dial 408 "again-$version" again
  waiting+=("$caller")
  ok "$version: and is dialled again" again
  is "$(hellos "resumer-$version")" 2 "$version: by two connections"
  nok "$version: no session is offered" grep -Eq '^TLS client extension "(session ticket|psk)"' "$TEST_DIR/resumer-$version.received"
  nok "$version: nor resumed" grep -q '^Reused session-id' "$TEST_DIR/resumer-$version.received"
  [ "$version" = tls1_2 ] || ok "$version: though the far end gave tickets" grep -q '^>>> .* NewSessionTicket$' "$TEST_DIR/resumer-$version.received"
  far_end_leaves
done

for caller in "${waiting[@]}"; do ok 'who gets no answer is told 408' wait "$caller"; done

back_to_normal
trap - EXIT
like "$("$STACK/part" cloud-edge pid)" '^[0-9]+$' "the cloud's edge is back"
done_testing
