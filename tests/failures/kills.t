#!/usr/bin/env bash
# Under load Kamailio, its shipper and PostgreSQL are killed at random, KILLS times: each
# call that the caller saw answered has its record, and no call has two.
# shellcheck source=tests/lib/gateway.sh
. "$(dirname "$0")/../lib/gateway.sh"

kills=${KILLS:-2} rate=${KILLS_RATE:-10}
number=+4930100034
provision "$number" contoso direct_routing
reload >/dev/null
first=$(sql 'select now()')
begin=$SECONDS

# endless LABEL ARG...: a SIPp that goes on until it is told to end.
endless() {
  local label=$1
  shift
  sipp -i "$ACG_IP" -mi "$ACG_IP" -mp $((20000 + RANDOM % 5000 * 2)) -nostdin -recv_timeout 4000 \
    -trace_msg -message_file "$TEST_DIR/$label.msg" -message_overwrite false "$@" >"$TEST_DIR/$label.out" 2>&1 &
  echo $! >"$TEST_DIR/$label.pid"
}
endless callee -sf "$(scenario uas-answer)" -p "${ACG_CLOUD_PHONE#*:}"
endless caller "$(edge_address operator)" -sf "$(scenario uac-answered)" -s "$number" -key from_user "$STRANGER" \
  -key extra 'X-Test: none' -r "$rate" -m 1000000 -cid_str "kills-%u-%p@$ACG_IP"

# The shipper, by what Kamailio says of its processes.
shipper_pid() {
  rpc core.psx | awk '/PID:/ { pid = $2 } /DSC:.*acg_retention shipper/ { print pid }'
}

# shellcheck disable=SC2046  # lists of pids
kill_one() {
  case $1 in
    0) kill -9 $(session_of kamailio) && part=kamailio ;;
    1) kill -9 $(shipper_pid) && part=kamailio ;;
    2) kill -9 $(session_of postgres) && part=postgres ;;
  esac
}
back() { "$STACK/part" "$part" restart >/dev/null 2>&1; }
done_kills=0
while [ "$done_kills" -lt "$kills" ]; do
  # Somewhere within two seconds of load.
  read -rt "0.$((RANDOM % 10))" <> <(:) || true
  read -rt 1 <> <(:) || true
  kill_one $((RANDOM % 3)) && done_kills=$((done_kills + 1))
  poll 30 back || diag "$part does not come back"
done
diag "$((SECONDS - begin)) s for the kills"
read -rt 3 <> <(:) || true
kill -USR1 "$(<"$TEST_DIR/caller.pid")"
wait "$(<"$TEST_DIR/caller.pid")" 2>/dev/null
forget callee

# The Call-IDs of INVITEs that the caller saw answered.
answered_calls() {
  perl -0777 -ne 'for (split /^-{10,}[^\n]*\n/m) {
    print "$1\n" if /message received/ && m{^SIP/2.0 200}m && /^CSeq:\s*1 INVITE/m && /^Call-ID:\s*(\S+)/m }' \
    "$TEST_DIR/caller.msg" | sort -u
}
answered_calls >"$TEST_DIR/answered"
is "$done_kills" "$kills" "$kills kills"
settled() { [ "$(sql 'select count(*) from acg.cdr_open where record is not null')" = 0 ]; }
poll_until 60 'no call stands' settled
shipped() { [[ $(rpc acg_retention.status) =~ journal_bytes:\ 0 ]]; }
poll_until 60 'the journal is empty' shipped

# The Call-IDs of all records of the number, one a line for each record, asked for in pieces
# that are smaller than what acg_retention.find shows at most.
recorded_calls() {
  grant_access
  sql "select to_char(t at time zone 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.US\"Z\"') || ' ' ||
      to_char((t + interval '5 s') at time zone 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.US\"Z\"')
    from generate_series(:'first'::timestamptz, now(), '5 s') as t" first="$first" |
    while read -r from to; do
      rpc acg_retention.find "$number" "$from" "$to" || echo "not read: $from"
    done | sed -n 's/.*"call_id":"\([^"]*\)".*/\1/p; /^not read/p'
}
recorded_calls | sort >"$TEST_DIR/recorded"
missing=$(sort -u "$TEST_DIR/recorded" | comm -23 "$TEST_DIR/answered" -)
isnt "$(wc -l <"$TEST_DIR/answered")" 0 "$(wc -l <"$TEST_DIR/answered") calls were answered"
is "$missing" '' 'each has a record'
is "$(uniq -d "$TEST_DIR/recorded" | comm -12 "$TEST_DIR/answered" -)" '' 'and no other'
is "$(sql "select count(*) from (select from acg.cdr where started_at >= :'first'
  group by call_id_tag having count(*) > 1) as twice" first="$first")" 0 'no call has two'
is "$(sql "select (select sum(calls) from acg.call_count where hour >= date_trunc('hour', :'first'::timestamptz))
  >= (select count(*) from acg.cdr where started_at >= :'first')" first="$first")" t 'and each is counted'
done_testing
