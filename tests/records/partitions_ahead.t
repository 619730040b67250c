#!/usr/bin/env bash
# Fewer than three days of partitions made ahead are an alarm: in the log, in the status
# and in a counter. A key file of another node is taken over, and reads its records.
# shellcheck source=tests/lib/gateway.sh
. "$(dirname "$0")/../lib/gateway.sh"
# shellcheck source=tests/records/recorder.sh
. "$(dirname "$0")/recorder.sh"

day=$(date -u -d '+2 days' +%Y%m%d)
log=$(log_file recorder)
in_log() { tail -n +"$from" "$log" | grep -q "$1"; }
from=$(($(wc -l 2>/dev/null <"$log" || echo 0) + 1))

sql "drop table acg.cdr_$day; create table acg.cdr_$day ()"
recorder_start "$ACG_KEY_FILE"
swept() { [ "$(recorder_status last_sweep)" != never ]; }
poll 20 swept
poll_until 20 'the log says how far partitions are made' in_log 'ALERT.*partitions of call records are made for 1 days ahead only'
ok 'and what is in the way' in_log "cdr_$day"
is "$(recorder_status days_made_ahead)" 1 'so does the status'
is "$(recorder_status partitions_short)" 1 'and it is counted'
is "$(recorder_rpc cnt.get acg_retention partitions_short | tr -d ' \t')" 1 'under the name that is documented'
stop_daemon recorder

sql "drop table acg.cdr_$day"
recorder_start "$ACG_KEY_FILE"
made() { [ "$(recorder_status days_made_ahead)" = 7 ]; }
poll_until 20 'with nothing in the way all are made' made
is "$(recorder_status partitions_short)" 0 'and there is no alarm'
stop_daemon recorder
done_testing
