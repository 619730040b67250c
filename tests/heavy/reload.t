#!/usr/bin/env bash
# RELOADS (200) reloads of tls.cfg under 50 calls a second over TLS: no call fails, and
# shared memory does not grow with them. The curve is printed.
# shellcheck source=tests/tls/client.sh
. "$(dirname "$0")/../tls/client.sh"
# shellcheck source=tests/tls/tls_cfg.sh
. "$(dirname "$0")/../tls/tls_cfg.sh"
# shellcheck source=tests/heavy/processes.sh
. "$(dirname "$0")/processes.sh"
reloads=${RELOADS:-200}
had=$(processes)
number=+4930100096
provision "$number" contoso direct_routing
reload >/dev/null

sipp -i "$ACG_IP" -p "${ACG_CLOUD_PHONE#*:}" -sf "$(scenario uas-refuse CODE=486)" -nostdin >/dev/null 2>&1 &
phone=$!
trap 'kill "$phone" "$caller" 2>/dev/null' EXIT
sipp -i "$ACG_IP" -sf "$(scenario uac-refused CODE=486)" -s "$number" -key from_user "$STRANGER" \
  -key extra 'X-Test: none' -m 100000 -r 50 -l 200 -nostdin -trace_stat -stf "$TEST_DIR/calls.csv" -fd 1 \
  "$(edge_address operator)" >"$TEST_DIR/sipp.out" 2>&1 &
caller=$!
poll 10 test -s "$TEST_DIR/calls.csv"

taken=0
for ((i = 1; i <= reloads; i++)); do
  [[ $(reload_tls) != Ok* ]] || taken=$((taken + 1))
  if ((i % 20 == 0)); then echo "$i $(shm_used)" | tee -a "$TEST_DIR/curve" | sed 's/^/# reloads, bytes: /' >&2; fi
done
kill -USR1 "$caller"
wait "$caller"
column() { awk -F';' -v want="$1" 'NR == 1 { for (i = 1; i <= NF; i++) if ($i == want) at = i } END { print $at }' "$TEST_DIR/calls.csv"; }
is "$taken" "$reloads" "$reloads reloads are taken"
is "$(column 'FailedCall(C)')" 0 'no call failed'
ok 'there were calls' test "$(column 'SuccessfulCall(C)')" -gt $((reloads / 2))
diag "$(column 'SuccessfulCall(C)') calls"
growth=$(awk '$1 == 40 { a = $2 } { b = $2 } END { print b - a }' "$TEST_DIR/curve")
ok 'shared memory grows by less than 512 KiB from the 40th to the last' test "$growth" -lt 524288
diag "growth from the 40th reload to the last: $growth bytes"
is "$(processes)" "$had" 'the gateway has the processes it had'
done_testing
