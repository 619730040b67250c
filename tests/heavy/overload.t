#!/usr/bin/env bash
# One peer sends ten times the calls per second it may: every call of the others succeeds,
# and their median setup time is at most 1.5 times that of the idle gateway.
# shellcheck source=tests/lib/gateway.sh
. "$(dirname "$0")/../lib/gateway.sh"
HERE=$(cd "$(dirname "$0")" && pwd)
LIMIT=${OVERLOAD_LIMIT:-10} CALLS=150

provision +4930690001 contoso direct_routing
clean_up() {
  sql "UPDATE acg.deployment SET peer_calls_per_second = NULL"
  reload >/dev/null
}
trap clean_up EXIT
sql "UPDATE acg.deployment SET peer_calls_per_second = $LIMIT"
reload >/dev/null

phones=()
for side in operator cloud; do
  address=$(phone_address "$side")
  sipp_command "busy-$side" -sf "$(scenario uas-counts)" -p "${address#*:}" -bind_local -m 100000 -timeout 60
  timeout 60 "${SIPP[@]:3}" >"$TEST_DIR/busy-$side.out" 2>&1 &
  phones+=($!)
  poll 5 listening udp "${address%:*}" "${address#*:}"
done

# others LABEL: below the limit, from the cloud; prints their median setup time, ms.
others() {
  sipp_command "$1" "$(edge_address cloud)" -sf "$HERE/overload/uac-timed.xml" -s "$STRANGER" -key from_user +4930690001 \
    -m "$CALLS" -r $((LIMIT * 8 / 10)) -trace_rtt -rtt_freq 1 -cid_str "$1-%u-%p@$ACG_IP" -timeout 60
  (cd "$TEST_DIR" && timeout 80 "${SIPP[@]:3}" >"$1.out" 2>&1)
  failed=$?
  cat "$TEST_DIR"/uac-timed_*_rtt.csv | awk -F';' '$2 + 0 > 0 { print $2 }' | sort -n | awk '{ v[NR] = $1 } END { print v[int((NR + 1) / 2)] }' >"$TEST_DIR/$1.median"
  rm -f "$TEST_DIR"/uac-timed_*_rtt.csv
}
others idle
is "$failed" 0 'without overload every call of the others succeeds'
idle=$(<"$TEST_DIR/idle.median")

sipp_command flood "$(edge_address operator)" -sf "$HERE/../services/uac-burst.xml" -s +4930690001 -key from_user "$STRANGER" \
  -m $((LIMIT * 10 * 30)) -r $((LIMIT * 10)) -cid_str "flood-%u-%p@$ACG_IP" -timeout 60
earlier=$(rpc cnt.get acg_provision refused_peer_rate | tr -dc 0-9)
timeout 60 "${SIPP[@]:3}" >"$TEST_DIR/flood.out" 2>&1 &
flood=$!
refusing() { [ "$(rpc cnt.get acg_provision refused_peer_rate | tr -dc 0-9)" -gt $((earlier + LIMIT * 5)) ]; }
poll_until 20 'the flood is being refused' refusing
others loaded
is "$failed" 0 'under overload every call of the others succeeds'
ok 'the flood has lasted all the while' kill -0 "$flood"
kill "$flood"
loaded=$(<"$TEST_DIR/loaded.median")
diag "median setup time of the others: $idle ms idle, $loaded ms under $((LIMIT * 10)) calls/s of a peer that may $LIMIT"
ok 'their median setup time is within 1.5 times' awk -v a="$idle" -v b="$loaded" 'BEGIN { exit !(a > 0 && b > 0 && b <= 1.5 * a) }'
kill "${phones[@]}" 2>/dev/null
done_testing
