# shellcheck shell=bash
# The stack as a whole: its parts in the order they start, and what can be done with each.
#
# A part NAME (with - as _ in functions) has NAME_start and NAME_ready, and may have
# NAME_after_ready (run once it is ready) and NAME_stop_signal (TERM by default).

set -euo pipefail
umask 022

STACK=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
# shellcheck source=tests/stack/env.sh
. "$STACK/env.sh"
# shellcheck source=tests/stack/lib.sh
. "$STACK/lib.sh"
for part in pki postgres rtpengine kamailio edge; do
  # shellcheck source=/dev/null
  . "$STACK/parts/$part.sh"
done
unset part

read -ra PARTS <<<"${ACG_PARTS:-postgres rtpengine operator-edge cloud-edge kamailio}"
ACG_START_LIMIT=${ACG_START_LIMIT:-60}

# own_dir MODE USER DIR: DIR exists, with that owner and mode.
own_dir() {
  mkdir -p "$3"
  if am_root; then chown "$2:$(id -g "$2")" "$3"; fi
  chmod "$1" "$3"
}

# The run directory. Kamailio makes its sockets in it, so it may write there, but not
# remove what is not its own (sticky).
make_run_dir() {
  mkdir -p "$ACG_RUN" "$ACG_RUN/log" "$ACG_RUN/pid"
  if [ ${#ACG_RUN} -gt 85 ] && [ "$ACG_SOCKETS" = "$ACG_RUN" ]; then
    mktemp -d /tmp/acg.XXXXXX >"$ACG_RUN/sockets"
    # shellcheck source=tests/stack/env.sh
    . "$STACK/env.sh"
  fi
  mkdir -p "$ACG_SOCKETS"
  local dir
  for dir in "$ACG_RUN" "$ACG_SOCKETS"; do
    if am_root; then chgrp "$(id -g "$(daemon_user kamailio)")" "$dir"; fi
    chmod 1775 "$dir"
  done
}

remove_short_sockets() {
  [ -s "$ACG_RUN/sockets" ] || return 0
  case $ACG_SOCKETS in /tmp/acg.*) rm -rf "$ACG_SOCKETS" ;; esac
  rm -f "$ACG_RUN/sockets"
}

# part_do NAME ACTION: call NAME_ACTION; true when the part has no such function.
part_do() {
  local function=${1//-/_}_$2
  declare -F "$function" >/dev/null || return 0
  "$function"
}

part_stop() { stop_daemon "$1" "$(part_do "$1" stop_signal)"; }

# Ready, or no longer alive.
part_settled() { part_do "$1" ready || ! pid_of "$1" >/dev/null; }

part_failed() {
  complain "$1: $2; its log $(log_file "$1") ends:"
  tail -n 15 "$(log_file "$1")" 2>/dev/null | sed 's/^/  | /' >&2
  return 1
}

# part_start NAME: start it and wait until it is ready. On failure say why and stop it again.
part_start() {
  local name=$1
  if pid_of "$name" >/dev/null; then return 0; fi
  part_stop "$name" # what a killed one left behind
  if part_do "$name" start || { part_failed "$name" 'cannot be started'; return 1; } &&
    { poll "$ACG_START_LIMIT" part_settled "$name" || part_failed "$name" "not ready after $ACG_START_LIMIT s"; } &&
    { pid_of "$name" >/dev/null || part_failed "$name" 'died while starting'; } &&
    { part_do "$name" after_ready || part_failed "$name" 'runs but could not be set up'; }; then
    return 0
  fi
  part_stop "$name"
  return 1
}

# first_down [NAME...]: the first part (default: of the whole stack) that does not run; false when all do.
first_down() {
  local name
  [ $# -gt 0 ] || set -- "${PARTS[@]}"
  for name; do
    if ! pid_of "$name" >/dev/null; then
      printf '%s\n' "$name"
      return 0
    fi
  done
  return 1
}

# stack_up: start what does not run. A part that fails takes those started here down with it.
stack_up() {
  local name down i
  local -a started=() before=()
  make_run_dir
  if ! pki_start; then part_failed pki 'the certificates could not be made'; return 1; fi
  for name in "${PARTS[@]}"; do
    pid_of "$name" >/dev/null || started+=("$name")
    if ! part_start "$name"; then
      # Perhaps it failed because an earlier one was killed meanwhile: say so.
      if [ ${#before[@]} -gt 0 ] && down=$(first_down "${before[@]}"); then
        complain "$down is gone, see $(log_file "$down")"
      fi
      for ((i = ${#started[@]} - 1; i >= 0; i--)); do part_stop "${started[i]}"; done
      return 1
    fi
    before+=("$name")
  done
  write_stack_env
}

stack_down() {
  local i
  rm -f "$ACG_RUN/stack.env"
  [ ! -d "$ACG_RUN/node2/pid" ] || "$STACK/node2" down
  for ((i = ${#PARTS[@]} - 1; i >= 0; i--)); do part_stop "${PARTS[i]}"; done
  remove_journal_memory
  remove_short_sockets
}

# What outside tools need, as shell assignments, complete or not there at all.
write_stack_env() {
  local pki=$PKI
  {
    assign ACG_OPERATOR_TLS "$ACG_IP:$ACG_OPERATOR_PORT"
    assign ACG_CLOUD_TLS "$ACG_IP:$ACG_CLOUD_PORT"
    assign ACG_HTTPS "$ACG_IP:$ACG_HTTPS_PORT"
    assign ACG_SERVER_NAME "$ACG_SERVER_NAME"
    assign ACG_CA "$pki/ca.pem"
    assign ACG_OPERATOR_CERT "$pki/operator.pem"
    assign ACG_OPERATOR_KEY "$pki/operator.key"
    assign ACG_CLOUD_CERT "$pki/cloud.pem"
    assign ACG_CLOUD_KEY "$pki/cloud.key"
    assign ACG_RPC "$STACK/rpc unix:$ACG_SOCKETS/kamailio_ctl"
    assign PGHOST "$PGHOST"
    assign PGPORT "$PGPORT"
    assign PGDATABASE "$PGDATABASE"
  } >"$ACG_RUN/stack.env.new"
  mv "$ACG_RUN/stack.env.new" "$ACG_RUN/stack.env"
}

assign() { printf '%s=%q\n' "$1" "$2"; }

# Only one command changes a stack at a time.
lock_stack() {
  mkdir -p "$ACG_RUN"
  exec 9>"$ACG_RUN/lock"
  flock -w 120 9 || die "another command has been changing this stack for two minutes ($ACG_RUN/lock)"
}
