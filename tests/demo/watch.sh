# shellcheck shell=bash
# The demo watches everything it started: when a part dies, it says which, and ends.

RUNNING=() # the parts that must be alive now

watching() { RUNNING+=("$1"); }

# no_longer NAME: it may end now.
no_longer() {
  local name
  local -a rest=()
  for name in "${RUNNING[@]}"; do [ "$name" = "$1" ] || rest+=("$name"); done
  RUNNING=("${rest[@]}")
}

# The name of a part that is gone; false when all are there.
gone() { [ ${#RUNNING[@]} -gt 0 ] && first_down "${RUNNING[@]}"; }

# Has the reason been told?
EXPLAINED=no

# blame WHY: say why the demo failed. A part that is gone explains more than what went
# wrong after it.
blame() {
  local name
  # shellcheck disable=SC2034
  EXPLAINED=yes
  if name=$(gone); then
    complain "demo failed: $name is gone (killed, or crashed), see $(log_file "$name")"
  else
    complain "demo failed: $*"
  fi
}

fail() {
  blame "$@"
  exit 1
}

# wait_for SECONDS WHAT COMMAND...: until COMMAND succeeds, while every part lives.
wait_for() {
  local limit=$1 what=$2 deadline=$((SECONDS + $1))
  shift 2
  until "$@"; do
    ! gone >/dev/null || fail
    [ "$SECONDS" -lt "$deadline" ] || fail "waited $limit s for $what (logs: $ACG_RUN/log)"
    sleep 0.1
  done
}
