#!/usr/bin/env bash
# Emergency calls: the dial strings of the cloud's plan, with the caller's location byte for
# byte, exempt from screening, blocks and every limit, to places of their own; never taken
# from the operator.
# shellcheck source=tests/lib/gateway.sh
. "$(dirname "$0")/../lib/gateway.sh"
HERE=$(cd "$(dirname "$0")" && pwd)

provision +4930660001 contoso direct_routing
clean_up() {
  sql "DELETE FROM acg.blocked_number WHERE reference = 'test'"
  sql "UPDATE acg.deployment SET max_calls = NULL, peer_calls_per_second = NULL"
  sql "UPDATE acg.number_plan SET emergency_numbers = DEFAULT"
  sql "DELETE FROM acg.destination WHERE reference = 'test'"
  stop_daemon psap
  reload >/dev/null
}
trap clean_up EXIT
reload >/dev/null
counted() { rpc cnt.get acg_provision "$1" | tr -dc '0-9'; }

# emergency NAME FROM TO: the call reaches the operator.
emergency() {
  answer operator "$1-callee" "$(scenario uas-answer)"
  ok "$1: $3 is answered" call cloud "$1" "$(scenario "$HERE/uac-located.xml")" "$2" "$3"
  answered "$1-callee"
}
earlier=$(counted emergency)
for code in 911 933 112; do emergency "to$code" +4930660001 "$code"; done
is "$(counted emergency)" "$((earlier + 3))" 'they have a counter of their own'
is "$(record "$(call_id to911)" 'code, emergency, reason')" '200|t|Emergency Call' 'and records that say so'

# location LABEL WHAT: of the INVITE that LABEL has sent or received, from the part's type to
# the last delimiter, as hexadecimal bytes. Line by line SIPp's log is the message itself.
location() {
  perl -0777 -ne '
    BEGIN { $what = shift }
    for (split /^-{10,}[^\n]*\n/m) {
      next unless /^\w+ message $what[^\n]*\n\s*INVITE /m;
      print unpack("H*", $1) and last if /(Content-Type: application\/pidf\+xml.*--acg-test--)/s;
    }' "$2" "$TEST_DIR/$1.msg"
}
like "$(location to911 sent)" '^436f6e74656e74.*4bc3b66c6e' 'a location is sent, in UTF-8'
is "$(location to911-callee received)" "$(location to911 sent)" 'it arrives byte for byte'
invite=$(received to911-callee '^INVITE')
like "$(header Content-Type <<<"$invite")" '^multipart/mixed; *boundary=acg-test$' 'in the body it came in'
is "$(grep -c '^c=IN IP4' <<<"$invite")" 1 'beside one SDP'
is "$(grep -c 'inline:WVNfX19zZW1jdGwgKCkgewkyMjA7fQp9CnVubGVz' <<<"$invite")" 0 'which is the gateway'\''s own'

# --- exempt
sql "INSERT INTO acg.blocked_number (number, reference) VALUES ('+4930660001', 'test')"
sql "UPDATE acg.deployment SET max_calls = 0, peer_calls_per_second = 1"
reload >/dev/null
emergency blocked +4930660001 911
emergency unknown +4930660999 112
ok 'another call is refused' call cloud limited "$(scenario uac-refused CODE=403)" +4930660001 "$STRANGER"

# --- never to the cloud
refused=$(counted refused_emergency)
clean_up
for code in 911 112; do
  ok "$code from the operator is refused" call operator "loops$code" "$(scenario uac-refused CODE=403)" "$STRANGER" "$code"
done
is "$(counted refused_emergency)" "$((refused + 2))" 'and counted'
is "$(record "$(call_id loops911)" reason)" "Emergency Calls Are The Operator's" 'with its reason'

# --- an administrator's own dial strings
sql "UPDATE acg.number_plan SET emergency_numbers = '{110}' WHERE peer = 'cloud'"
reload >/dev/null
emergency own +4930660001 110
idle() { [ "$(counted emergency_calls)" = 0 ]; }
poll_until 10 'none is counted as going on' idle
clean_up

# --- a destination of their own: the centre's trunk, and one that by mistake is the cloud's
trunk() {
  EDGE_NAME=psap EDGE_GATEWAY=$ACG_IP:$ACG_OPERATOR_PORT EDGE_PHONE=$ACG_OPERATOR_PHONE \
    EDGE_CERT=$ACG_RUN/pki/operator.pem EDGE_KEY=$ACG_RUN/pki/operator.key EDGE_CA=$ACG_RUN/pki/ca.pem \
    EDGE_CTL=unix:$ACG_SOCKETS/psap_ctl \
    run_kamailio psap "$STACK/edge.cfg" -l "tls:$ACG_IP:5361" -l "udp:$ACG_IP:5362"
  poll 10 listening tcp "$ACG_IP" 5361
}
place() { # NAME PEER PORT: for emergency calls alone
  sql "WITH d AS (INSERT INTO acg.destination (name, peer_id, host, port, reference)
      SELECT :'name', peer_id, :'ip', :port, 'test' FROM acg.peer WHERE name = :'peer' RETURNING destination_id)
    INSERT INTO acg.route (destination_id, weight, emergency) SELECT destination_id, 1000, true FROM d" name="$1" peer="$2" port="$3" ip="$ACG_IP"
}
trunk
place psap operator 5361
place mistake cloud "$ACG_CLOUD_EDGE_PORT"
is_up() { rpc acg.peers | grep -A12 "name: $1\$" | grep -q 'state: up'; }
poll_until 10 'the centre is up' is_up psap
emergency centre +4930660001 112
is "$(record "$(call_id centre)" 'peer, peers_tried')" 'psap|psap:200' 'it went to the centre'
is "$(location centre-callee received)" "$(location centre sent)" 'with its location byte for byte'
answer operator usual-callee "$(scenario uas-answer)"
ok 'another call' call cloud usual "$(scenario uac-answered)" +4930660001 "$STRANGER"
answered usual-callee
is "$(record "$(call_id usual)" peer)" operator 'goes where all calls go'
stop_daemon psap
emergency without +4930660001 112
is "$(record "$(call_id without)" 'peer, code')" 'operator|200' 'and so does an emergency call when the centre is gone'
done_testing
