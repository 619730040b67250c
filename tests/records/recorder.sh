# shellcheck shell=bash
# The recorder: a second node beside the gateway, see recorder.cfg. Source after gateway.sh.
RECORDER_PORT=5171
RECORDER_DIR=$TEST_DIR/recorder

# recorder_start [KEY_IMPORT]: with the gateway's keys, or others; with its database, or RECORDER_DB;
# with a journal in memory, RECORDER_MEMORY, and bounded by RECORDER_MAX_MB, when they are set.
recorder_start() {
  own_dir 700 "$(daemon_user kamailio)" "$RECORDER_DIR" &&
    own_dir 700 "$(daemon_user kamailio)" "$RECORDER_DIR/journal" || return 1
  RECORDER_CTL=unix:$ACG_SOCKETS/recorder_ctl RECORDER_DB=${RECORDER_DB:-$ACG_DB} RECORDER_JOURNAL=$RECORDER_DIR/journal \
    RECORDER_KEYS=$RECORDER_DIR/keys RECORDER_IMPORT=${1-$ACG_KEY_FILE} RECORDER_MODULES=$ACG_MODULES \
    RECORDER_MEMORY=${RECORDER_MEMORY:-} RECORDER_MAX_MB=${RECORDER_MAX_MB:-1024} \
    RECORDER_CALLEE=$ACG_CLOUD_PHONE run_kamailio recorder "$(dirname "${BASH_SOURCE[0]}")/recorder.cfg" \
    -l "udp:$ACG_IP:$RECORDER_PORT"
  poll 15 kamailio_answers "$ACG_SOCKETS/recorder_ctl"
}
recorder_rpc() { "$STACK/rpc" "unix:$ACG_SOCKETS/recorder_ctl" "$@"; }

# recorder_call LABEL SCENARIO TO: a call attempt by way of the recorder.
recorder_call() {
  sipp_command "$1" "$ACG_IP:$RECORDER_PORT" -sf "$2" -s "$3" -key from_user "$STRANGER" -key extra 'X-Test: none' \
    -cid_str "$1-%u-%p@$ACG_IP"
  "${SIPP[@]}" >"$TEST_DIR/$1.out" 2>&1
}

# callee MODE: see the program; ended by `forget callee`.
callee() {
  "$(dirname "${BASH_SOURCE[0]}")/callee" "$1" "${ACG_CLOUD_PHONE%:*}" "${ACG_CLOUD_PHONE#*:}" 2>"$TEST_DIR/callee.err" &
  echo $! >"$TEST_DIR/callee.pid"
  poll 5 listening udp "${ACG_CLOUD_PHONE%:*}" "${ACG_CLOUD_PHONE#*:}"
}

# recorder_status NAME: one value of its acg_retention.status.
recorder_status() { recorder_rpc acg_retention.status | sed -n "s/^\s*$1: //p"; }

# recorder_pid NAME: of its process acg_retention NAME.
recorder_pid() { recorder_rpc core.psx | awk -v name="acg_retention $1" '/PID:/ { pid = $2 } index($0, name) { print pid }'; }
