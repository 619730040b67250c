#!/usr/bin/env bash
# PostgreSQL is stopped for OUTAGE_S seconds (600) under OUTAGE_RATE calls/s: no call is set
# up more slowly than before, and when PostgreSQL is back each call has its record, once.
# OUTAGE_CALM_S (120) seconds before are what it is compared with.
#
# How long a call takes says something only where the machine is not saturated, SIPp and the
# far ends included. Without OUTAGE_RATE it is the highest of OUTAGE_RATES (100 80 60 40 20)
# at which p99 is within OUTAGE_UNSATURATED (3) times that at 10 calls/s.
# shellcheck source=tests/lib/gateway.sh
. "$(dirname "$0")/../lib/gateway.sh"

rate=${OUTAGE_RATE:-} outage=${OUTAGE_S:-600} calm=${OUTAGE_CALM_S:-120}
number=+4930100035
provision "$number" contoso direct_routing
reload >/dev/null
caller=$(scenario uac-answered)
sed -i '0,/<send retrans="500">/s//<send retrans="500" start_rtd="1">/; s/<recv response="200" rrs="true"/& rtd="1"/' "$caller"

sipp -i "$ACG_IP" -mi "$ACG_IP" -mp 30000 -nostdin -sf "$(scenario uas-answer)" -p "${ACG_CLOUD_PHONE#*:}" \
  >"$TEST_DIR/callee.out" 2>&1 &
echo $! >"$TEST_DIR/callee.pid"

# load NAME SECONDS [RATE]: that long calls at the rate; their setup times in NAME.rtt.
load() {
  local rate=${3:-$rate}
  (cd "$TEST_DIR" && timeout $(($2 * 2 + 60)) sipp "$(edge_address operator)" -i "$ACG_IP" -mi "$ACG_IP" -mp 31000 -nostdin \
    -sf "$caller" -s "$number" -key from_user "$STRANGER" -key extra 'X-Test: none' -r "$rate" -m $(($2 * rate)) \
    -cid_str "$1-%u-%p@$ACG_IP" -trace_rtt -rtt_freq 50 -trace_stat -stf "$1.csv" -fd 600 >"$1.out" 2>&1
    mv "$(basename "$caller" .xml)"_*_rtt.csv "$1.rtt")
}
# p99 NAME: milliseconds.
p99() { awk -F';' 'NR > 1 { print $2 }' "$TEST_DIR/$1.rtt" | sort -n | awk '{ v[NR] = $1 } END { printf "%.2f", v[int(NR * 0.99)] }'; }
# ended NAME HOW: how many calls SIPp calls Successful, or Failed.
ended() { sed -n "s/.*$2 call *| *[0-9]* *| *\([0-9]*\).*/\1/p" "$TEST_DIR/$1.out" | tail -n 1; }

# unsaturated RATE: the machine carries it.
unsaturated() {
  load "try$1" 15 "$1"
  diag "$1 calls/s: $(ended "try$1" Failed) failed, setup p99 $(p99 "try$1") ms"
  [ "$(ended "try$1" Failed)" = 0 ] &&
    awk -v a="$(p99 "try$1")" -v b="$(p99 try10)" -v times="${OUTAGE_UNSATURATED:-3}" 'BEGIN { exit !(a > 0 && a <= times * b) }'
}
if [ -z "$rate" ]; then
  unsaturated 10 || true
  for rate in ${OUTAGE_RATES:-100 80 60 40 20}; do unsaturated "$rate" && break; done
fi

load calm "$calm"
diag "$rate calls/s: setup p99 $(p99 calm) ms with the database"
is "$(ended calm Failed)" 0 "$(ended calm Successful) calls with the database"
shipped() { [[ $(rpc acg_retention.status) =~ journal_bytes:\ 0 ]]; }
poll_until 30 'their records are shipped' shipped
stored=$(sql 'select count(*) from acg.cdr')
counted=$(sql 'select sum(calls) from acg.call_count')

"$STACK/part" postgres stop
load outage "$outage"
waiting=$(rpc acg_retention.status | sed -n 's/.*journal_bytes: //p')
"$STACK/part" postgres start
is "$(ended outage Failed)" 0 "$(ended outage Successful) calls without it, $outage s, $waiting bytes in the journal"
begin=$SECONDS
poll_until 300 'all records are shipped' shipped
diag "caught up in $((SECONDS - begin)) s"
# What SIPp has begun, whatever became of it.
calls=$(sed -n 's/.*Total Calls created *| *| *\([0-9]*\).*/\1/p' "$TEST_DIR/outage.out" | tail -n 1)
is "$(sql "select count(*) - $stored from acg.cdr")" "$calls" 'there are as many records as calls'
is "$(sql "select count(*) from (select call_id_tag from acg.cdr group by 1 having count(*) > 1) as twice")" 0 'no call has two'
is "$(sql "select sum(calls) - $counted from acg.call_count")" "$calls" 'each is counted once'
is "$(rpc acg_retention.status | sed -n 's/.*records_lost: //p')" 0 'none is lost'
diag "setup p99: $(p99 calm) ms before, $(p99 outage) ms without the database"
ok 'no call is set up more slowly: p99 within 1.1 times' \
  awk -v a="$(p99 outage)" -v b="$(p99 calm)" 'BEGIN { exit !(a > 0 && a <= 1.1 * b) }'
forget callee
done_testing
