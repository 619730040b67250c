#!/usr/bin/env bash
# SOAK_SECONDS (600) of answered, failed, cancelled, held and transferred calls at SOAK_RATE
# (5) a second in all: counters and records equal SIPp's own counts exactly, the memory of
# every process stays flat. The curve is in ACG_RUN/tests/soak/memory.csv.
#
# A process grows to what the busiest moment so far has asked of it: rtpengine's threads have
# an arena of malloc's each. So a minute at four times the rate comes first, and is not judged.
# shellcheck source=tests/lib/gateway.sh
. "$(dirname "$0")/../lib/gateway.sh"
SCENARIOS=$(cd "$(dirname "$0")/soak" && pwd)
seconds=${SOAK_SECONDS:-600} rate=${SOAK_RATE:-5}
KINDS=(answered failed cancelled held transferred)
each=$((seconds * rate / ${#KINDS[@]}))
export TEST_LIMIT=$((seconds + 420))

counted() { rpc cnt.get "$1" "$2" | tr -dc '0-9'; }

# --- memory --------------------------------------------------------------------
processes() {
  local pid
  for pid in $("$STACK/part" kamailio pid) $("$STACK/part" rtpengine pid); do
    printf '%s\n' "$pid"
    descendants "$pid"
  done
}
descendants() {
  local child
  for child in $(pgrep -P "$1"); do printf '%s\n' "$child"; descendants "$child"; done
}
# A line "second,pid,KiB" for the memory of each process that no file stands behind, and pid 0
# for what Kamailio's processes share. (Pages of libraries count as a process's own or not by
# who else has them mapped at the moment.)
sample() {
  local pid
  for pid in "${PIDS[@]}"; do
    awk -v s="$SECONDS" -v p="$pid" '/^Anonymous:/ { print s "," p "," $2 }' "/proc/$pid/smaps_rollup"
  done
  printf '%s,0,%s\n' "$SECONDS" "$(($(rpc core.shmmem | sed -n 's/^\s*real_used: //p') / 1024))"
}
# grown FILE: what grew by more than 3 % and 256 KiB from the second quarter to the last.
grown() {
  awk -F, '{ if ($1 > last) last = $1; s[NR] = $1; p[NR] = $2; v[NR] = $3 }
    END {
      for (i = 1; i <= NR; i++) {
        if (s[i] >= last / 4 && s[i] < last / 2) { a[p[i]] += v[i]; an[p[i]]++ }
        if (s[i] >= last * 3 / 4) { b[p[i]] += v[i]; bn[p[i]]++ }
      }
      for (q in a) if (an[q] && bn[q]) {
        early = a[q] / an[q]; late = b[q] / bn[q]
        if (late > early * 1.03 && late > early + 256) print "process " q ": " int(early) " to " int(late) " KiB"
      }
    }' "$1"
}

# --- calls ---------------------------------------------------------------------
for i in 1 2 3 4 5; do provision "+493064000$i" soak direct_routing; done
reload >/dev/null
poll_until 40 'no call is left from before' test "$(counted acg_provision calls)" = 0

soak() { # LABEL ARG...: SIPp for as long as it takes
  local file=$TEST_DIR/$1
  shift
  exec timeout --kill-after=5 $((seconds + 240)) sipp -i "$ACG_IP" -mi "$ACG_IP" -nostdin -trace_err \
    -error_file "$file.err" -trace_stat -stf "$file.csv" -fd 30 "$@" >"$file.out" 2>&1
}
soak uas -sf "$SCENARIOS/uas.xml" -p "${ACG_CLOUD_PHONE#*:}" -bind_local -mp 20000 &
uas=$!
callers=()
trap 'kill "$uas" "${callers[@]}" 2>/dev/null' EXIT
poll 5 listening udp "${ACG_CLOUD_PHONE%:*}" "${ACG_CLOUD_PHONE#*:}"
mapfile -t PIDS < <(processes)
# calls LABEL EACH RATE: of every kind EACH, RATE a second in all.
calls() {
  local kind i=0
  callers=()
  for kind in "${KINDS[@]}"; do
    i=$((i + 1))
    soak "$1$kind" "$(edge_address operator)" -sf "$SCENARIOS/uac-$kind.xml" -s "+493064000$i" -key from_user "$STRANGER" \
      -key extra 'X-Test: soak' -m "$2" -r "$3" -rp $((${#KINDS[@]} * 1000)) -mp $((22000 + i * 1000)) -p $((6100 + i)) &
    callers+=($!)
  done
}
idle() { [ "$(counted acg_provision calls)" = 0 ]; }

calls warm- $((60 * 4 * rate / ${#KINDS[@]})) $((4 * rate))
wait "${callers[@]}"
poll_until 60 'the first minute is over' idle
found=$(counted acg_provision found)
from=$(sql 'select now()')
SECONDS=0
calls '' "$each" "$rate"
# A sample, and then nothing to wait for but time.
over() {
  local pid
  for pid in "${callers[@]}"; do kill -0 "$pid" 2>/dev/null && return 1; done
  return 0
}
until over; do
  sample >>"$TEST_DIR/memory.csv"
  poll 15 over || true
done

i=0
for kind in "${KINDS[@]}"; do
  wait "${callers[i]}"
  is "$?" 0 "$kind: every call went as the scenario says"
  i=$((i + 1))
done
kill "$uas"
wait "$uas"

# successful KIND: by SIPp's own count.
successful() {
  tail -n 1 "$TEST_DIR/$1.csv" | awk -F';' -v head="$(head -n 1 "$TEST_DIR/$1.csv")" \
    '{ n = split(head, name, ";"); for (j = 1; j <= n; j++) if (name[j] == "SuccessfulCall(C)") print $j }'
}
total=0
for kind in "${KINDS[@]}"; do
  is "$(successful "$kind")" "$each" "$kind: SIPp counts $each calls"
  total=$((total + $(successful "$kind")))
done

# --- counters and records --------------------------------------------------------
poll_until 60 'the gateway counts no call any more' idle
is "$(($(counted acg_provision found) - found))" "$total" 'its counter of calls equals SIPp'\''s'
records() { sql "select count(*) from acg.cdr where started_at >= :'from' and $1" from="$from"; }
complete() { [ "$(records "service = 'direct_routing'")" -ge "$total" ]; }
poll_until 30 'the records are there' complete
is "$(records true)" "$total" 'one record for each call'
is "$(records "code = 200 and end_reason = 'bye'")" "$((3 * each))" 'answered, held and transferred ones'
is "$(records "code = 486 and end_reason = 'failed'")" "$each" 'failed ones'
is "$(records "code = 487 and end_reason = 'cancelled'")" "$each" 'cancelled ones'
is "$(rpc dlg.stats_active | sed -n 's/^\s*all: //p')" 0 'no dialog is left'

# --- memory ----------------------------------------------------------------------
is "$(grown "$TEST_DIR/memory.csv")" '' 'the memory of every process is flat'
for pid in "${PIDS[@]}"; do test -e "/proc/$pid" || echo "$pid is gone"; done >"$TEST_DIR/gone"
is "$(cat "$TEST_DIR/gone")" '' 'the same processes from beginning to end'
diag "memory, KiB, at the beginning, half-way and at the end (0: shared):"
diag "$(awk -F, '{ s[$2] = s[$2] " " $3; n[$2]++ } END { for (p in s) { split(s[p], v, " "); print p ": " v[1] " " v[int((n[p] + 1) / 2)] " " v[n[p]] } }' "$TEST_DIR/memory.csv")"
done_testing
