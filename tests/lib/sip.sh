# shellcheck shell=bash
# Calls through the gateway with SIPp, and what came of them. Source after stack.sh.
#
# SIPp plays a phone behind the simulated far end of a SIDE, operator or cloud: a caller
# sends to the edge's UDP port, a callee listens where the edge hands over its calls.
# Every message goes into TEST_DIR, which is new for each test file.

SIPP_DIR=$(cd "$(dirname "${BASH_SOURCE[0]}")/sipp" && pwd)
TEST_DIR=$ACG_RUN/tests/$(basename "$0" .t)
rm -rf "$TEST_DIR"
mkdir -p "$TEST_DIR"

# --- asking the parts ----------------------------------------------------------

# sql QUERY [NAME=VALUE...]: rows without decoration; :'NAME' in QUERY is the quoted value.
sql() {
  local query=$1 set
  local -a sets=()
  shift
  for set; do sets+=(-v "$set"); done
  psql -X -Atq -v ON_ERROR_STOP=1 "${sets[@]}" <<<"$query"
}

# rpc COMMAND [ARG...]: on the gateway. False when it answers with an error.
rpc() { timeout 10 kamcmd -s "unix:$ACG_SOCKETS/kamailio_ctl" "$@" 2>&1; }

# --- SIPp ----------------------------------------------------------------------

edge_address() {
  case $1 in
    operator) printf '%s:%s\n' "$ACG_IP" "$ACG_OPERATOR_EDGE_UDP" ;;
    cloud) printf '%s:%s\n' "$ACG_IP" "$ACG_CLOUD_EDGE_UDP" ;;
  esac
}

phone_address() {
  case $1 in
    operator) printf '%s\n' "$ACG_OPERATOR_PHONE" ;;
    cloud) printf '%s\n' "$ACG_CLOUD_PHONE" ;;
  esac
}

# scenario NAME [PLACEHOLDER=VALUE...]: the path of a scenario with its @PLACEHOLDER@s
# filled in. NAME is a file of ./sipp (without .xml), or a path.
scenario() {
  local from=$SIPP_DIR/$1.xml to pair
  [ -e "$from" ] || from=$1
  to=$(mktemp "$TEST_DIR/$(basename "$1" .xml).XXXXXX.xml")
  cp "$from" "$to"
  shift
  for pair; do sed -i "s|@${pair%%=*}@|${pair#*=}|g" "$to"; done
  printf '%s\n' "$to"
}

# run_sipp LABEL ARG...: its messages in TEST_DIR/LABEL.msg, what it says in LABEL.out.
# Twenty seconds is the limit of any call here.
run_sipp() {
  local label=$1
  shift
  (cd "$TEST_DIR" && exec timeout --kill-after=5 40 sipp -i "${ACG_IP}" -mi "$ACG_IP" \
    -mp $((20000 + RANDOM % 5000 * 2)) -m 1 -nostdin -timeout 20 -timeout_error \
    -trace_msg -message_file "$label.msg" -trace_err -error_file "$label.err" "$@") \
    >"$TEST_DIR/$label.out" 2>&1
}

# call SIDE LABEL SCENARIO FROM TO [EXTRA]: one call attempt by a phone of SIDE. True when it
# went as the scenario says. EXTRA is a header line that the INVITE carries as well.
call() {
  run_sipp "$2" "$(edge_address "$1")" -sf "$3" -s "$5" -key from_user "$4" \
    -key extra "${6:-X-Test: none}" -cid_str "$2-%u-%p@$ACG_IP"
}

# answer SIDE LABEL SCENARIO: a phone of SIDE waits for one call, in the background.
# Wait for its end with `answered LABEL`.
answer() {
  local address
  address=$(phone_address "$1")
  run_sipp "$2" -sf "$3" -p "${address#*:}" -bind_local &
  echo $! >"$TEST_DIR/$2.pid"
  poll 5 listening udp "${address%:*}" "${address#*:}" || {
    diag "$2: SIPp does not listen: $(tail -n 3 "$TEST_DIR/$2.out")"
    return 1
  }
}

# answered LABEL: the phone has had its call, and it went as the scenario says.
answered() { wait "$(<"$TEST_DIR/$1.pid")"; }

# forget LABEL: the phone need not wait any longer.
forget() {
  local pid
  pid=$(<"$TEST_DIR/$1.pid")
  kill "$pid" 2>/dev/null || true
  wait "$pid" 2>/dev/null || true
}

# --- what came in --------------------------------------------------------------

# received LABEL REGEX: the first message that LABEL received whose first line matches.
received() {
  perl -0777 -ne '
    BEGIN { $want = shift }
    for (split /^-{10,}[^\n]*\n/m) {
      my ($message) = /^\w+ message received[^\n]*\n\s*(.*)/ms or next;
      if ($message =~ /\A[^\r\n]*(?:$want)/) { print $message =~ s/\r//gr; last }
    }' "$2" "$TEST_DIR/$1.msg"
}

# header NAME: its values in the message on stdin, one a line.
header() { sed '/^$/q' | sed -n "s/^$1[[:space:]]*:[[:space:]]*//Ip"; }

# call_id LABEL: of the call LABEL was in.
call_id() { sed -n 's/^Call-ID:[[:space:]]*//Ip' "$TEST_DIR/$1.msg" | tr -d '\r' | head -n 1; }

# record CALL_ID COLUMNS: its row of acg.cdr once it is there (10 s).
record() {
  poll 10 has_record "$1" || return 1
  sql "select $2 from acg.cdr where call_id = :'call_id'" call_id="$1"
}

has_record() { [ "$(sql "select count(*) from acg.cdr where call_id = :'call_id'" call_id="$1")" != 0 ]; }
