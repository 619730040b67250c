#!/usr/bin/env bash
# Calls each second of a peer, a network and an account: what is above gets 503 with
# Retry-After, is counted and recorded; a moment later there is room again.
# shellcheck source=tests/lib/gateway.sh
. "$(dirname "$0")/../lib/gateway.sh"

provision +4930680001 rated direct_routing
clean_up() {
  sql "UPDATE acg.deployment SET peer_calls_per_second = NULL, subnet_calls_per_second = NULL"
  sql "UPDATE acg.account SET calls_per_second = NULL WHERE name = 'rated'"
  reload >/dev/null
}
trap clean_up EXIT
counted() { rpc cnt.get acg_provision "$1" | tr -dc '0-9'; }

# burst LABEL: ten calls at once, each to be busy or refused; how many got 503.
burst() {
  sipp_command "$1" "$(edge_address operator)" -sf "$HERE/uac-burst.xml" -s +4930680001 -key from_user "$STRANGER" \
    -m 10 -r 100 -l 10 -cid_str "$1-%u-%p@$ACG_IP"
  "${SIPP[@]}" >"$TEST_DIR/$1.out" 2>&1
  grep -ac '^SIP/2.0 503' "$TEST_DIR/$1.msg"
}
HERE=$(cd "$(dirname "$0")" && pwd)
sipp_command busy -sf "$(scenario uas-counts)" -p "${ACG_CLOUD_PHONE#*:}" -bind_local -m 1000
"${SIPP[@]}" >"$TEST_DIR/busy.out" 2>&1 &
busy=$!
poll 5 listening udp "${ACG_CLOUD_PHONE%:*}" "${ACG_CLOUD_PHONE#*:}"
reload >/dev/null
is "$(burst free)" 0 'without limits all pass'

limited() { # RULE SQL REASON
  local earlier
  sql "$2"
  reload >/dev/null
  earlier=$(counted "refused_$1")
  is "$(burst "$1")" 7 "$1: of ten at once with 3 a second, 7 are refused"
  is "$(counted "refused_$1")" "$((earlier + 7))" "$1: they are counted"
  like "$(received "$1" 'SIP/2.0 503' | header Retry-After)" '^[0-9]+$' "$1: told when to try again"
  is "$(record "$(received "$1" 'SIP/2.0 503' | header Call-ID)" 'code, reason')" "503|$3" "$1: recorded with the reason"
  clean_up
}
limited peer_rate 'UPDATE acg.deployment SET peer_calls_per_second = 3' 'Too Many Calls Per Second Of Peer'
limited subnet_rate 'UPDATE acg.deployment SET subnet_calls_per_second = 3' 'Too Many Calls Per Second Of Network'
limited account_rate "UPDATE acg.account SET calls_per_second = 3 WHERE name = 'rated'" 'Too Many Calls Per Second Of Account'
kill "$busy"
wait "$busy"
done_testing
