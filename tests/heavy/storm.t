#!/usr/bin/env bash
# Eight clients at four TCP workers: STORM_COUNT (10,000) mutual handshakes accepted and as
# many dialled, in TLS 1.2 and 1.3, with reloads in between, and no process of the gateway is
# lost. To make it dial, a far end hangs up after each answer.
# shellcheck source=tests/tls/client.sh
. "$(dirname "$0")/../tls/client.sh"
# shellcheck source=tests/tls/tls_cfg.sh
. "$(dirname "$0")/../tls/tls_cfg.sh"
# shellcheck source=tests/tls/peers.sh
. "$(dirname "$0")/../tls/peers.sh"
# shellcheck source=tests/heavy/processes.sh
. "$(dirname "$0")/processes.sh"
count=${STORM_COUNT:-10000}
had=$(processes)
ok 'the gateway runs' test -n "$had"

done_so_far() { sed -n 's/^handshakes=\([0-9]*\) refused=0 unanswered=0 .*/\1/p' "$TEST_DIR/accepted" | awk '{ n += $1 } END { print n + 0 }'; }
began=$SECONDS reloads=0 accepted=0
while [ "$accepted" -lt "$count" ] && [ $((SECONDS - began)) -lt 900 ]; do
  storm operator 8 20 >>"$TEST_DIR/accepted" &
  for _ in 1 2 3; do [[ $(reload_tls) != Ok* ]] || reloads=$((reloads + 1)); done
  wait $! || break
  accepted=$(done_so_far)
done
ok "$count handshakes were accepted, every one answered" test "$accepted" -ge "$count"
diag "$accepted handshakes and $reloads reloads in $((SECONDS - began)) s"
is "$(processes)" "$had" 'the gateway has the processes it had'

"$STACK/part" cloud-edge stop
# shellcheck disable=SC2153  # of stack.env
"$ACG_TOP/build/tools/handshake_far_end" "$ACG_CLOUD_PEER" "$ACG_CA" "$ACG_CLOUD_CERT" \
  "$ACG_CLOUD_KEY" >"$TEST_DIR/dialled" 2>"$TEST_DIR/far-end-says" &
far_end=$!
back_to_normal() {
  kill "$far_end" 2>/dev/null
  rpc dispatcher.ping_active 1 >/dev/null
  "$STACK/part" cloud-edge start
}
trap back_to_normal EXIT
poll 5 listening tcp "${ACG_CLOUD_PEER%:*}" "${ACG_CLOUD_PEER#*:}"
number=+4930100095
provision "$number" contoso direct_routing
reload >/dev/null
# Calls at the same moment share a connection, and one that meets the far end hanging up fails, which
# takes the far end out of service: it is put back all the time. What counts is handshakes, so there
# are calls until there were enough of them.
rpc dispatcher.ping_active 0 >/dev/null
dialled_so_far() {
  kill -USR1 "$far_end"
  awk -F'[= ]' 'END { print $2 + 0 }' "$TEST_DIR/dialled"
}
began=$SECONDS reloads=0
sipp -i "$ACG_IP" -sf "$(scenario uac-refused CODE=486)" -s "$number" -key from_user "$STRANGER" \
  -key extra 'X-Test: none' -m $((count * 10)) -r 200 -l 300 -nostdin \
  "$(edge_address operator)" >"$TEST_DIR/sipp.out" 2>&1 &
caller=$!
while kill -0 "$caller" 2>/dev/null && [ "$(dialled_so_far)" -lt "$count" ] && [ $((SECONDS - began)) -lt 900 ]; do
  [[ $(reload_tls) != Ok* ]] || reloads=$((reloads + 1))
  for _ in {1..20}; do
    place_is_up cloud "$ACG_CLOUD_PEER"
    sleep 0.1
  done
done
kill "$caller"
wait "$caller" 2>/dev/null
kill "$far_end"
wait "$far_end" 2>/dev/null
result=$(tail -n 1 "$TEST_DIR/dialled")
ok "$count handshakes were dialled" test "$(awk -F'[= ]' '{ print $2 }' <<<"$result")" -ge "$count"
like "$result" ' failed=0 tls1\.2=[1-9][0-9]* tls1\.3=[1-9]' 'in both versions, and none failed'
passed || diag "$(head -n 20 "$TEST_DIR/far-end-says")"
ok 'there were reloads' test "$reloads" -gt 0
diag "$result, $reloads reloads, in $((SECONDS - began)) s"
is "$(processes)" "$had" 'the gateway has the processes it had'
done_testing
