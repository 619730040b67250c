#!/usr/bin/env bash
# With journal_memory no process that handles calls has a file of the disk open; what is in
# memory outlives kill -9 of all of Kamailio and a mover that hangs, each record arrives once;
# and when Kamailio ends in good order nothing is left in memory.
# shellcheck source=tests/lib/gateway.sh
. "$(dirname "$0")/../lib/gateway.sh"

memory=$ACG_JOURNAL_MEMORY
number=+4930100039
provision "$number" contoso direct_routing
trap 'forget callee; restart' EXIT
restart() { "$STACK/part" kamailio restart; }

# calls LABEL HOW_MANY: answered ones, by their Call-IDs.
calls() {
  sipp "$(edge_address operator)" -i "$ACG_IP" -mi "$ACG_IP" -mp 30000 -nostdin -sf "$(scenario uac-answered)" -s "$number" \
    -key from_user "$STRANGER" -key extra 'X-Test: none' -r 20 -m "$2" -cid_str "$1-%u-%p@$ACG_IP" >"$TEST_DIR/$1.out" 2>&1
}
sipp -i "$ACG_IP" -mi "$ACG_IP" -mp 20000 -nostdin -sf "$(scenario uas-answer)" -p "${ACG_CLOUD_PHONE#*:}" >"$TEST_DIR/callee.out" 2>&1 &
echo $! >"$TEST_DIR/callee.pid"

process() { rpc core.psx | awk -v name="$1" '/PID:/ { pid = $2 } /DSC:/ && index($0, name) { print pid }'; }
stored() { [ "$(sql 'select count(*) from acg.cdr')" -eq "$1" ]; }
segments() { find "$1" -name '*.seg' | wc -l; }
has_files_in() { readlink "/proc/$1"/fd/* 2>/dev/null | grep -c "^$2/"; }

already=$(sql 'select count(*) from acg.cdr') began=$(sql 'select now()')
ok 'calls are made' calls first 20
poll_until 15 'each has its record' stored $((already + 20))
in_memory=0 on_disk=0
for pid in $(process 'tcp receiver') $(process 'udp receiver') $(process timer); do
  in_memory=$((in_memory + $(has_files_in "$pid" "$memory")))
  on_disk=$((on_disk + $(has_files_in "$pid" "$ACG_JOURNAL")))
done
ok 'whoever handles calls writes to memory' test "$in_memory" -gt 0
is "$on_disk" 0 'and to no disk'
is "$(find "$memory" -name '*.seg' -printf '%f\n' | sort | xargs)" "$(find "$ACG_JOURNAL" -name '*.seg' -printf '%f\n' | sort | xargs)" \
  'whose files have the same names'

# --- the mover hangs, then all of Kamailio is killed
kill -STOP "$(process 'acg_retention syncer')"
ok 'calls are made while nothing is moved' calls second 20
bytes() { cat "$1"/*.seg | wc -c; }
ok 'their records are in memory alone' test "$(bytes "$memory")" -gt "$(bytes "$ACG_JOURNAL")"
# shellcheck disable=SC2046  # a list of pids
kill -9 $(session_of kamailio)
ok 'Kamailio is killed and starts again' restart
poll_until 20 'they arrive' stored $((already + 40))
is "$(sql "select count(*) from (select call_id_tag from acg.cdr where started_at > :'began' group by 1 having count(*) > 1) as twice" began="$began")" 0 'none twice'
is "$(sql "select count(*) from acg.cdr_open where record is not null")" 0 'and none is taken for a call that was cut off'
emptied() { [ "$(segments "$memory")" = 0 ]; }
poll_until 10 'the files of the run before leave memory' emptied

# --- a call that ended in memory alone, and the next mover comes late
held=$(scenario uac-answered)
sed -i 's/pause milliseconds="200"/pause milliseconds="3000"/' "$held"
stands() { [ "$(sql 'select count(*) from acg.cdr_open where record is not null')" = 1 ]; }
stands_no_more() { ! stands; }
call operator held "$held" "$STRANGER" "$number" &
caller=$!
poll_until 10 'a call stands' stands
kill -STOP "$(process 'acg_retention syncer')"
ok 'it ends while nothing is moved' wait "$caller"
flock "$memory/mover.lock" sh -c "until [ -e '$TEST_DIR/move' ]; do sleep 0.1; done" &
# shellcheck disable=SC2046  # a list of pids
kill -9 $(session_of kamailio)
restart
connected() { [[ $(rpc acg_retention.status) =~ database:\ connected ]]; }
poll_until 10 'the shipper of the next run is there' connected
nok 'it does not take the call for one that was cut off' poll 2 stands_no_more
touch "$TEST_DIR/move"
poll_until 20 'once its end is moved it stands no more' stands_no_more
is "$(record "$(call_id held)" 'code, end_reason, talk_ms > 2000')" '200|bye|t' 'and its record says how it ended'

# --- the end in good order
already=$(sql 'select count(*) from acg.cdr')
ok 'calls are made' calls third 20
"$STACK/part" kamailio stop
is "$(segments "$memory")" 0 'Kamailio stopped: nothing is left in memory'
ok 'but on the disk, or shipped' test "$(segments "$ACG_JOURNAL")" -gt 0 -o "$(sql 'select count(*) from acg.cdr')" -eq $((already + 20))
ok 'and starts again' restart
poll_until 20 'each call has its record' stored $((already + 20))

# --- no memory
mkdir -m 700 "$TEST_DIR/on-disk"
if am_root; then chown "$(daemon_user kamailio)" "$TEST_DIR/on-disk"; fi
"$STACK/part" kamailio stop
nok 'a directory on a disk is refused' env ACG_JOURNAL_MEMORY="$TEST_DIR/on-disk" "$STACK/part" kamailio start
ok 'with the reason' grep -q "journal_memory = $TEST_DIR/on-disk: no memory file system" "$(log_file kamailio)"
done_testing
