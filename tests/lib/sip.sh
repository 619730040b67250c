# shellcheck shell=bash
# Calls through the gateway with SIPp, and what came in. Source after stack.sh and tap.sh.
#
# SIPp plays a phone behind the simulated far end of a SIDE, operator or cloud: a caller
# sends to the edge's UDP port, a callee listens where the edge hands over its calls.
# Every message goes into TEST_DIR, which is new for each test file.

SIPP_DIR=$(cd "$(dirname "${BASH_SOURCE[0]}")/sipp" && pwd)
TEST_DIR=$ACG_RUN/tests/$(basename "$0" .t)
rm -rf "$TEST_DIR"
mkdir -p "$TEST_DIR"
# shellcheck source=tests/lib/ask.sh
. "$(dirname "${BASH_SOURCE[0]}")/ask.sh"

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

# media_port: the first of sixteen UDP ports that nobody has.
media_port() {
  local port
  while port=$((20000 + RANDOM % 625 * 16)); do
    grep -q "$(printf ': *[0-9A-F]*:%03X[0-9A-F] ' $((port / 16)))" /proc/net/udp || break
  done
  printf '%s\n' "$port"
}

# sipp_command LABEL ARG...: sets SIPP to the command. Its messages go into
# TEST_DIR/LABEL.msg. Twenty seconds is the limit of any call here.
sipp_command() {
  local file=$TEST_DIR/$1
  shift
  SIPP=(timeout --kill-after=5 40 sipp -i "$ACG_IP" -mi "$ACG_IP"
    -mp "$(media_port)" -m 1 -nostdin -timeout 20 -timeout_error
    -trace_msg -message_file "$file.msg" -trace_err -error_file "$file.err" "$@")
}

# call SIDE LABEL SCENARIO FROM TO [EXTRA]: one call attempt by a phone of SIDE. True when it
# went as the scenario says. EXTRA is a header line that the INVITE carries as well.
call() {
  sipp_command "$2" "$(edge_address "$1")" -sf "$3" -s "$5" -key from_user "$4" \
    -key extra "${6:-X-Test: none}" -cid_str "$2-%u-%p@$ACG_IP"
  "${SIPP[@]}" >"$TEST_DIR/$2.out" 2>&1
}

# answer SIDE LABEL SCENARIO: a phone of SIDE waits for one call, in the background.
# Wait for its end with `answered LABEL`.
answer() {
  local address
  address=$(phone_address "$1")
  sipp_command "$2" -sf "$3" -p "${address#*:}" -bind_local
  "${SIPP[@]}" >"$TEST_DIR/$2.out" 2>&1 &
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

# call_id LABEL: of the call LABEL was in.
call_id() { sed -n 's/^Call-ID:[[:space:]]*//Ip' "$TEST_DIR/$1.msg" | tr -d '\r' | head -n 1; }
