#!/usr/bin/env bash
# rtpengine's control socket by rtpengine-conf/ng-tunnel (DTLS with certificates): the probe
# and calls go through it; an end with another name, of another root, or without a tunnel
# gets nothing; when an end was restarted calls go on.
set -uo pipefail
# shellcheck source=tests/lib/gateway.sh
. "$(dirname "$0")/../lib/gateway.sh"

tunnel=$ACG_TOP/rtpengine-conf/ng-tunnel
pki=$ACG_RUN/pki
local_end=$ACG_IP:22301 public=$ACG_IP:22302
mkdir -p "$TEST_DIR"
number=+4930100063

# gateway_end NAME ROOT EXPECTED: with the certificate NAME; the other end must be EXPECTED.
gateway_end() {
  setsid "$tunnel" gateway "$local_end" "$public" "$pki/$1.pem" "$pki/$1.key" "$pki/$2.pem" "$3" >>"$TEST_DIR/gateway.log" 2>&1 &
  gateway_pid=$!
  poll 5 listening udp "$ACG_IP" 22301
}

# The certificate that the tests have for the cloud service plays rtpengine's host.
rtpengine_end() {
  setsid "$tunnel" rtpengine "$public" "$ACG_IP:$ACG_NG_PORT" "$pki/cloud.pem" "$pki/cloud.key" "$pki/ca.pem" "$ACG_SERVER_NAME" >>"$TEST_DIR/rtpengine.log" 2>&1 &
  rtpengine_pid=$!
  poll 5 listening udp "$ACG_IP" 22302
}

# With the sessions that it has.
end() {
  kill -- "-$1" 2>/dev/null
  wait "$1" 2>/dev/null
}
answers() { [ "$(ACG_NG_PORT=22301 ng 'd7:command4:pinge' 2>/dev/null)" = 'd6:result4:ponge' ]; }
node_is() { rpc acg.media.nodes | grep -q "state: $1"; }

# a_call: answered by the far end, refused by nobody.
a_call() {
  answer cloud callee "$(scenario uas-refuse CODE=486)" || return 1
  call operator caller "$(scenario uac-refused CODE=486)" "$STRANGER" "$number" && answered callee && return
  diag "the caller says: $(tail -n 2 "$TEST_DIR/caller.err" 2>/dev/null)"
  forget callee
  return 1
}

trap 'end "$gateway_pid"; end "$rtpengine_pid"; "$STACK/part" kamailio restart' EXIT
is "$("$tunnel" gateway x 2>&1 | wc -l)" 2 'without its words it says how it is used'
like "$("$tunnel" gateway a b /nowhere "$pki/ca.pem" "$pki/ca.pem" x 2>&1)" 'cannot read /nowhere' 'a file that is missing is named'

rtpengine_end
gateway_end operator ca "$ACG_CLOUD_NAME"
nok "a gateway by another name gets no answer" answers
end "$gateway_pid"
gateway_end stranger ca "$ACG_CLOUD_NAME"
nok 'nor one with a certificate of another root' answers
end "$gateway_pid"
gateway_end gateway ca trunk.operator.test
nok 'and the gateway speaks to no rtpengine by another name' answers
end "$gateway_pid"
gateway_end gateway stranger-ca "$ACG_CLOUD_NAME"
nok 'nor to one whose root it does not know' answers
end "$gateway_pid"
gateway_end gateway ca "$ACG_CLOUD_NAME"
ok 'who proves the names is answered' answers

provision "$number" contoso zoom
ACG_RTPENGINE=udp:$local_end "$STACK/part" kamailio restart || bail_out 'the gateway does not start'
poll_until 10 'the probe went through the tunnel' node_is good
ok 'and a call' a_call
end "$rtpengine_pid"
rtpengine_end
poll_until 20 "calls go on when the other end was restarted" a_call
done_testing
