#!/usr/bin/env bash
# FAILOVER_CALLS (1000) calls at FAILOVER_RATE (50) a second, to three sites of equal weight
# over TLS, one of which is killed half-way: calls started two seconds later succeed at first
# try; those of that moment are retried, or end cleanly; each has one record.
# shellcheck source=tests/peers/sites.sh
. "$(dirname "$0")/../peers/sites.sh"
HERE=$(cd "$(dirname "$0")" && pwd)
calls=${FAILOVER_CALLS:-1000} rate=${FAILOVER_RATE:-50}
number=+49309$(printf %06d $((RANDOM * 30)))
provision "$number" sites direct_routing

# Each site is an edge with phones that ring for 0.3 s.
ringing=$(scenario uas-answer)
sed -i 's|<send retrans="500">|<pause milliseconds="300"/>&|' "$ringing"
phones=()
for port in 5361 5461 5561; do
  sipp -i "$ACG_IP" -p $((port + 2)) -mi "$ACG_IP" -mp $((port * 4)) -nostdin -sf "$ringing" >"$TEST_DIR/phone$port.out" 2>&1 &
  phones+=($!)
  run_site "site$port" "$STACK/edge.cfg" operator "$ACG_IP:$ACG_OPERATOR_PORT" "$ACG_IP:$((port + 2))" "tls:$ACG_IP:$port" "udp:$ACG_IP:$((port + 1))"
  place "site$port" "$port" 1
done
stop_phones() {
  kill "${phones[@]}" 2>/dev/null
  cleanup_sites
}
trap stop_phones EXIT
following
for port in 5361 5461 5561; do poll_until 15 "site$port is up" place_is "site$port" up; done

began=$(date +%s)
(cd "$TEST_DIR" && exec timeout $((calls / rate + 240)) sipp "$(edge_address cloud)" -i "$ACG_IP" -mi "$ACG_IP" -mp 31000 -nostdin \
  -sf "$HERE/failover/uac-ends.xml" -s "$STRANGER" -key from_user "$number" -r "$rate" -m "$calls" -cid_str "failover-%u-%p@$ACG_IP") >"$TEST_DIR/load.out" 2>"$TEST_DIR/load.err" &
load=$!
half() { [ "$(cat "$ACG_RUN"/log/site*-site.log | grep -c event=INVITE)" -ge $((calls / 2)) ]; }
poll_until $((calls / rate + 30)) 'half of the calls have begun' half
killed=$(date +%s.%N)
site_stop site5461
kill -9 "${phones[1]}"
wait "${phones[1]}" 2>/dev/null
ok 'the others begin, and each ends' wait "$load"
of_sipp() { sed -n "s/.*$1 *| *[0-9]* *| *\([0-9]*\) .*/\1/p" "$TEST_DIR/load.out" | tail -n 1; }
is "$(of_sipp 'Successful call') $(of_sipp 'Failed call')" "$calls 0" 'as a call does: answered, refused or given up'

# all_found: every record. One answer has 200 of them at most: two seconds' at a time.
all_found() {
  local at
  grant_access
  for ((at = began - 1; at <= began + calls / rate + 20; at += 100 / rate)); do
    rpc acg_retention.find "$number" "$(date -u -d "@$at" +%FT%TZ)" "$(date -u -d "@$((at + 100 / rate))" +%FT%TZ)"
  done | sed -n '/^{/p'
}
# Those that rang at the site when it was killed end, three minutes later, here as well.
all_there() { all_found >"$TEST_DIR/records"; [ "$(wc -l <"$TEST_DIR/records")" -ge "$calls" ]; }
poll 200 all_there
perl "$HERE/failover/judge.pl" "$calls" "$killed" $((TAP_RUN + 1)) <"$TEST_DIR/records" >"$TEST_DIR/judged"
cat "$TEST_DIR/judged"
TAP_RUN=$((TAP_RUN + 3)) TAP_FAILED=$((TAP_FAILED + $(grep -c '^not ok' "$TEST_DIR/judged")))
open() { sql "select count(*) from acg.cdr_open where record is not null"; }
none_open() { [ "$(open)" = 0 ]; }
poll_until 90 'no call is left open' none_open
done_testing
