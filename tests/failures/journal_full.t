#!/usr/bin/env bash
# The journal is full, because nothing is shipped, or in memory because the disk takes nothing:
# calls go on, each record that is lost is counted, the log says so and why; and once there is
# room all that was written arrives.
# shellcheck source=tests/lib/gateway.sh
. "$(dirname "$0")/../lib/gateway.sh"
# shellcheck source=tests/records/recorder.sh
. "$(dirname "$0")/../records/recorder.sh"

memory=$(mktemp -d /dev/shm/acg-full.XXXXXX)
own_dir 700 "$(daemon_user kamailio)" "$memory"
trap 'stop_daemon recorder; rm -rf "$memory"' EXIT
RECORDER_MAX_MB=1

# attempts LABEL HOW_MANY: each refused by the recorder's script, which makes a record.
attempts() {
  sipp_command "$1" "$ACG_IP:$RECORDER_PORT" -sf "$(scenario uac-refused CODE=480)" -s barred -key from_user "$STRANGER" \
    -key extra 'X-Test: none' -r 400 -timeout 35 -m "$2" -cid_str "$1-%u-%p@$ACG_IP"
  "${SIPP[@]}" >"$TEST_DIR/$1.out" 2>&1
}
records() { sql "select count(*) from acg.cdr where node = 'recorder'"; }
arrived() { [ "$(records)" -ge "$1" ]; }

# fills LABEL REASON PID...: those processes hang while calls come.
fills() {
  local label=$1 reason=$2 before written lost
  shift 2
  before=$(records)
  kill -STOP "$@" 2>/dev/null # who asked the database has gone
  ok "$label: every call is handled" attempts "${label// /_}" 2900
  written=$(recorder_status records_written) lost=$(recorder_status records_lost)
  ok "$label: some records are lost" test "$lost" -gt 0
  is "$((written + lost))" 2900 "$label: and each of them is counted"
  ok "$label: a megabyte is kept" test "$written" -gt 1000
  like "$(log_of recorder)" "CALL RECORD LOST.*$reason" "$label: the log says so, and why"
  kill -CONT "$@" 2>/dev/null
  poll_until 30 "$label: what was written arrives" arrived $((before + written))
  ok "$label: a call after that" attempts after 1
  poll_until 10 "$label: is recorded again" arrived $((before + written + 1))
  is "$(($(records) - before))/$(recorder_status records_lost)" "$((written + 1))/$lost" "$label: each once, and no more are lost"
  stop_daemon recorder
}
log_of() { cat "$(log_file "$1")"; }

recorder_start "$ACG_KEY_FILE" || bail_out 'the recorder does not start'
# shellcheck disable=SC2046  # a list of pids
fills 'the journal' 'journal_max_mb' $(session_of postgres)
: >"$(log_file recorder)"
RECORDER_MEMORY=$memory recorder_start "$ACG_KEY_FILE" || bail_out 'the recorder does not start with a journal in memory'
fills 'its memory' 'journal_memory is full' "$(recorder_pid syncer)"
done_testing
