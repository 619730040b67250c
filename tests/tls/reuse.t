#!/usr/bin/env bash
# A connection authenticated as one peer is never used for another, even where both are said
# to be at the same address: the second call fails, and the log says why.
# shellcheck source=tests/tls/client.sh
. "$(dirname "$0")/client.sh"
# shellcheck source=tests/tls/peers.sh
. "$(dirname "$0")/peers.sh"
LOG=$(log_file kamailio)

number=+4930100091
provision "$number" contoso direct_routing
move() { sql "update acg.destination set port = :port where name = 'operator'" port="$1"; }
back_to_normal() {
  move "$ACG_OPERATOR_EDGE_PORT"
  rpc dispatcher.ping_active 1 >/dev/null
}
trap back_to_normal EXIT
# The call is what finds out, not a probe.
rpc dispatcher.ping_active 0 >/dev/null
move "$ACG_CLOUD_EDGE_PORT"
moved() { rpc acg.peers | grep -A5 'name: operator$' | grep -q "$ACG_CLOUD_PEER"; }
poll_until 10 'both sides are at the address of the cloud' moved

answer cloud callee "$(scenario uas-answer)"
ok 'a call to the cloud is answered' call operator to-cloud "$(scenario uac-answered)" "$STRANGER" "$number"
answered callee
like "$(rpc acg.tls.peers)" "peer: cloud.*address: $ACG_CLOUD_PEER" 'its connection is that of the cloud'

refused() { tail -n +"$from" "$LOG" | grep -F 'a request for operator' | grep -Fq "of peer cloud of cloud"; }
from=$(($(wc -l <"$LOG") + 1))
# Dispatcher has the new place after a moment, and as one that is not up yet.
called() {
  place_is_up operator "$ACG_CLOUD_PEER"
  call cloud to-operator "$(scenario uac-refused CODE=477)" "$number" "$STRANGER"
  refused
}
poll_until 20 'a call to the operator finds the connection to be of the cloud' called
like "$(received to-operator '^SIP/2.0 [4-6]' | head -n 1)" '^SIP/2.0 [45]' 'it is refused'

back_to_normal
trap - EXIT
done_testing
