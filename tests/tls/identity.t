#!/usr/bin/env bash
# A connection that was authenticated as one peer carries no request for another, and no
# connection without an identity lasts: whoever says nothing for 5 s, or does not complete a
# handshake within 5 s, is disconnected. What was refused is in the log, in words; RPC shows what is in force.
# shellcheck source=tests/tls/client.sh
. "$(dirname "$0")/client.sh"
# shellcheck source=tests/tls/peers.sh
. "$(dirname "$0")/peers.sh"
# shellcheck source=tests/tls/tls_cfg.sh
. "$(dirname "$0")/tls_cfg.sh"
LOG=$(log_file kamailio)
issue_dated early "$ACG_OPERATOR_NAME" '1 hour' '2 days'
issue_dated expired "$ACG_OPERATOR_NAME" '2 days ago' '1 hour ago'
issue_self_signed self-signed "$ACG_OPERATOR_NAME"
issue_below ten-deep "$ACG_OPERATOR_NAME" 10
issue client-only "$ACG_OPERATOR_NAME" ca clientAuth

# --- idle --------------------------------------------------------------------------

# idle NAME BYTES: a client that sends BYTES, one a second, and no more; how long it lasts.
idle() {
  perl -MIO::Socket::INET -MIO::Select -MTime::HiRes=time -e '
    my ($address, @bytes) = (shift, map { chr hex } shift =~ /../g);
    my $socket = IO::Socket::INET->new(PeerAddr => $address) or die "connect: $!";
    my ($began, $select) = (time, IO::Select->new($socket));
    while (time - $began < 20) {
      syswrite $socket, shift @bytes if @bytes;
      next unless $select->can_read(1);
      last unless sysread $socket, my $answer, 100;
    }
    printf "%.1f\n", time - $began' "$1" "$2"
}
short() { awk -v s="$1" 'BEGIN { exit !(s > 0 && s <= 5.9) }'; }
idle "$ACG_OPERATOR_TLS" '' >"$TEST_DIR/silent" &
idle "$ACG_CLOUD_TLS" 16 >"$TEST_DIR/begun" &
idle "$ACG_HTTPS" 1603010100010000fc0303aabbccddeeff00112233 >"$TEST_DIR/slow" &
wait
for kind in silent begun slow; do
  ok "a $kind client is disconnected within 5 s" short "$(<"$TEST_DIR/$kind")"
  diag "$kind: $(<"$TEST_DIR/$kind") s"
done

# --- the log -----------------------------------------------------------------------

said() { tail -n +"$1" "$LOG" | grep -F 'TLS handshake from' | grep -Fq -- "$2"; }
while IFS='|' read -r who options reason; do
  from=$(($(wc -l <"$LOG") + 1))
  # shellcheck disable=SC2086  # a list of options
  verdict "$who" "$ACG_OPERATOR_TLS" $options >/dev/null </dev/null
  poll_until 2 "the log says of $who $options: $reason" said "$from" "$reason"
done <<'END'
cloud||refused: the certificate carries no name of a peer of "operator"; subject /CN=edge.cloud.test, issuer /CN=ACG test root
stranger||refused: unable to get local issuer certificate, at depth 0 of the chain; subject /CN=trunk.operator.test, issuer /CN=Some other root
expired||refused: certificate has expired, at depth 0 of the chain; subject
early||refused: certificate is not yet valid, at depth 0 of the chain; subject
self-signed||refused: self-signed certificate, at depth 0 of the chain; subject
ten-deep||refused: certificate chain too long
client-only||refused: unsuitable certificate purpose, at depth 0 of the chain; subject
nobody||refused: peer did not return a certificate
operator|-tls1_1 -cipher ALL:@SECLEVEL=0|refused: unsupported protocol
operator|-tls1_2 -cipher AES128-SHA|refused: no shared cipher
END

# --- RPC ---------------------------------------------------------------------------

policy=$(rpc acg.tls.policy)
is "$(grep -c 'section: ' <<<"$policy")" 7 'acg.tls.policy shows each section'
is "$(grep -c 'processes: all the same' <<<"$policy")" 7 'the same in every process'
is "$(grep -c 'resumption: off' <<<"$policy")" 7 'without resumption'
like "$policy" "peers: cloud \\(server_auth, crl off\\): $ACG_CLOUD_NAME" 'with its peers'
ends=$(date -u -d "$(openssl x509 -in "$ACG_TLS_DIR/gateway.pem" -noout -enddate | cut -d= -f2)" +%FT%TZ)
is "$(grep -c "certificate_ends: $ends" <<<"$policy")" 7 'and the end of our certificate'

like "$(rpc acg.tls.check cloud "$ACG_CLOUD_PEER")" 'result: good.*version: TLSv1.3.*chain_ends: 20' 'acg.tls.check: the cloud is well'
like "$(rpc acg.tls.check cloud "$ACG_OPERATOR_PEER")" 'no name of a peer of "cloud"' 'the operator is not the cloud'
like "$(rpc acg.tls.check cloud "$ACG_IP:1")" 'connect: Connection refused' 'nobody listens'
like "$(rpc acg.tls.check nobody "$ACG_IP:1")" 'no enabled peer of that name' 'nobody of that name'
like "$(rpc acg.tls.check cloud "$ACG_CLOUD_TLS")" 'result: ' 'ourselves'

# --- no other's connection ---------------------------------------------------------

# The cloud's calls are sent where the operator is: a certificate of both is no excuse.
keep_peers
number=+4930100081
provision "$number" contoso direct_routing
reload >/dev/null
from=$(($(wc -l <"$LOG") + 1))
sql "update acg.peer set port = 1 where name = 'cloud'"
dialled_wrong() { tail -n +"$from" "$LOG" | grep -Fq 'peer cloud is dialled at port 1, not'; }
"$STACK/part" cloud-edge restart
call operator wrong-port "$(scenario uac-refused CODE=503)" "$STRANGER" "$number" &
poll_until 5 'a port that is not the peer'"'s" dialled_wrong
wait
restore_peers
done_testing
