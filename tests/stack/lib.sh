# shellcheck shell=bash
# Running processes safely: messages, polling, users, pid files. Source env.sh first.

note() { printf '%s\n' "$*"; }
complain() { printf '%s\n' "$*" >&2; }
die() { complain "$@"; exit 1; }

# poll SECONDS COMMAND...: run COMMAND until it succeeds; false when the time is up.
poll() {
  local deadline=$((SECONDS + $1))
  shift
  until "$@"; do
    [ "$SECONDS" -lt "$deadline" ] || return 1
    sleep 0.1
  done
}

# listening tcp|udp IP PORT: is a socket bound there? Read from the kernel: to connect
# would leave a broken handshake in the listener's log.
listening() {
  local a b c d state=0A
  [ "$1" = tcp ] || state=07
  IFS=. read -r a b c d <<<"$2"
  grep -qi " $(printf '%02X%02X%02X%02X:%04X' "$d" "$c" "$b" "$a" "$3") [0-9A-F:]* $state " "/proc/net/$1"
}

# demand_free PART tcp|udp IP PORT...: a part must not be taken for ready because a stranger answers.
demand_free() {
  local part=$1 proto=$2 ip=$3 port
  shift 3
  for port in "$@"; do
    if listening "$proto" "$ip" "$port"; then
      complain "$part: $proto $ip:$port is already in use: stop what listens there, or set ACG_IP or the port"
      return 1
    fi
  done
}

# --- users -------------------------------------------------------------------

am_root() { [ "$(id -u)" = 0 ]; }

# daemon_user NAME: the user a daemon runs as: its own where we are root, else ourselves.
daemon_user() {
  if ! am_root; then
    id -un
  elif id -u "$1" >/dev/null 2>&1; then
    printf '%s\n' "$1"
  else
    echo nobody
  fi
}

# The capability that reads past a closed directory: containers drop the first of them.
passing_capability() {
  local bounding
  bounding=$(sed -n 's/^CapBnd:[[:space:]]*//p' /proc/self/status)
  if ((0x$bounding & 4)); then echo dac_read_search; else echo dac_override; fi
}

# reaches USER: can USER read the clone, the modules and the run directory as they are?
# They may lie under a 0700 home, or come from a clone made with umask 077.
reaches() {
  # shellcheck disable=SC2016  # expanded by the inner shell
  setpriv --reuid "$1" --regid "$(id -g "$1")" --init-groups -- \
    sh -c 'cd "$1" && shift && for f; do [ ! -e "$f" ] || [ -r "$f" ] || exit 1; done' \
    sh "$ACG_RUN" "$ACG_TOP/tests/stack" "${BASH_SOURCE[0]}" "$ACG_KAMAILIO_CFG" \
    "$ACG_MODULES" "$ACG_MODULES"/*.so 2>/dev/null
}

# user_prefix USER: the words to put before a command to run it as USER, one a line.
user_prefix() {
  if ! am_root || [ "$1" = root ]; then return; fi
  printf '%s\n' setpriv --reuid "$1" --regid "$(id -g "$1")" --init-groups
  if ! reaches "$1"; then
    local capability
    capability=$(passing_capability)
    printf '%s\n' "--inh-caps=+$capability" "--ambient-caps=+$capability"
  fi
  echo --
}

as_user() {
  local -a prefix
  mapfile -t prefix < <(user_prefix "$1")
  shift
  "${prefix[@]}" "$@"
}

# --- processes ---------------------------------------------------------------

# When PID started, in clock ticks since boot: with the pid it names one process for ever.
# False for a process that is gone or a zombie.
start_time() {
  local stat
  { stat=$(<"/proc/$1/stat"); } 2>/dev/null || return 1
  # shellcheck disable=SC2086  # split the fields after the name, which may hold spaces
  set -- ${stat##*) }
  [ "$1" != Z ] || return 1
  printf '%s\n' "${20}"
}

pid_file() { printf '%s\n' "$ACG_RUN/pid/$1"; }
log_file() { printf '%s\n' "$ACG_RUN/log/$1.log"; }

# daemon NAME USER COMMAND...: start COMMAND detached, in a session of its own, with its
# output in NAME's log and its pid and start time in NAME's pid file. (9 is `up`'s lock.)
# ACG_RESOLV_CONF, where set, is its /etc/resolv.conf.
daemon() {
  local name=$1 user=$2 pid
  local -a prefix within=()
  shift 2
  mapfile -t prefix < <(user_prefix "$user")
  ulimit -c 0 # a core would hold keys
  [ -z "${ACG_RESOLV_CONF:-}" ] || within=("$STACK/with_resolver" "$ACG_RESOLV_CONF")
  setsid "${within[@]}" "${prefix[@]}" "$@" </dev/null >>"$(log_file "$name")" 2>&1 9>&- &
  pid=$!
  disown "$pid" # the shell need not announce its death
  printf '%s %s\n' "$pid" "$(start_time "$pid" || echo gone)" >"$(pid_file "$name")"
}

# pid_of NAME: the pid of the running NAME; false when it does not run. A pid that now
# belongs to another process does not count.
pid_of() {
  local pid started
  { read -r pid started <"$(pid_file "$1")"; } 2>/dev/null || return 1
  [ "$(start_time "$pid")" = "$started" ] || return 1
  printf '%s\n' "$pid"
}

# The processes NAME left behind in its session, its first one included, and the first one's
# children that made sessions of their own (PostgreSQL's do).
session_of() {
  local pid started now
  { read -r pid started <"$(pid_file "$1")"; } 2>/dev/null || return 0
  now=$(start_time "$pid" || true)
  # A pid taken over by a stranger proves that our session is gone.
  if [ -n "$now" ] && [ "$now" != "$started" ]; then return 0; fi
  ps -e -o pid=,ppid=,sid=,stat= |
    awk -v leader="$pid" '($2 == leader || $3 == leader) && $4 !~ /^Z/ { print $1 }'
}

session_gone() { [ -z "$(session_of "$1")" ]; }

# stop_daemon NAME [SIGNAL]: ask, wait, insist. Nothing to do is success.
stop_daemon() {
  local name=$1 signal=${2:-TERM} pid
  if pid=$(pid_of "$name"); then
    kill -s "$signal" "$pid" 2>/dev/null || true
    poll 10 session_gone "$name" || complain "$name: did not stop within 10 s, killed"
  fi
  # shellcheck disable=SC2046  # a list of pids
  session_gone "$name" || kill -s KILL $(session_of "$name") 2>/dev/null || true
  poll 5 session_gone "$name" || { complain "$name: cannot be killed"; return 1; }
  rm -f "$(pid_file "$name")"
}
