# shellcheck shell=bash
# TAP for tests written in bash. Source it, check things, end with done_testing.
#
# A check prints one line and always returns true, so that a script with `set -e` goes on;
# where the rest makes no sense without it, say so:
#   is "$(one)" 1 'one is one'
#   passed || bail_out 'nothing works without one'

TAP_RUN=0
TAP_FAILED=0
TAP_LAST=0

# Did the last check hold?
passed() { return "$TAP_LAST"; }

# plan N: optional, first: then done_testing complains when there were not N checks.
plan() { TAP_PLAN=$1; }

diag() { printf '# %s\n' "${*//$'\n'/$'\n# '}" >&2; }

pass() {
  TAP_RUN=$((TAP_RUN + 1)) TAP_LAST=0
  printf 'ok %d - %s\n' "$TAP_RUN" "$1"
}

fail() {
  local i=0
  TAP_RUN=$((TAP_RUN + 1)) TAP_FAILED=$((TAP_FAILED + 1)) TAP_LAST=1
  printf 'not ok %d - %s\n' "$TAP_RUN" "$1"
  while [ "${BASH_SOURCE[i]}" = "${BASH_SOURCE[0]}" ]; do i=$((i + 1)); done
  diag "failed: $1 (${BASH_SOURCE[i]##*/} line ${BASH_LINENO[i - 1]})"
}

# ok NAME COMMAND...: COMMAND succeeds. nok: it fails.
ok() { local name=$1; shift; if "$@"; then pass "$name"; else fail "$name"; fi; }
nok() { local name=$1; shift; if "$@"; then fail "$name"; else pass "$name"; fi; }

# is GOT WANTED NAME
is() {
  if [ "$1" = "$2" ]; then pass "$3"; else
    diag "     got: $1"
    diag "expected: $2"
    fail "$3"
  fi
}

# isnt GOT UNWANTED NAME
isnt() {
  if [ "$1" != "$2" ]; then pass "$3"; else
    diag "got what was not wanted: $1"
    fail "$3"
  fi
}

# like GOT REGEX NAME: an extended regular expression matches somewhere in GOT.
like() {
  if [[ $1 =~ $2 ]]; then pass "$3"; else
    diag "         got: $1"
    diag "wanted match: $2"
    fail "$3"
  fi
}

unlike() {
  if [[ ! $1 =~ $2 ]]; then pass "$3"; else
    diag "           got: $1"
    diag "unwanted match: $2"
    fail "$3"
  fi
}

# poll_until SECONDS NAME COMMAND...: COMMAND succeeds before the time is up.
poll_until() {
  local limit=$1 name=$2 deadline=$((SECONDS + $1))
  shift 2
  until "$@" >/dev/null 2>&1; do
    if [ "$SECONDS" -ge "$deadline" ]; then
      diag "not within $limit s: $*"
      fail "$name"
      return
    fi
    sleep 0.1
  done
  pass "$name"
}

# bail_out WHY: nothing after this makes sense in this file.
bail_out() {
  fail "$1"
  done_testing
}

# done_testing: the plan, and the exit status. A script that dies before it has no plan,
# which the runner counts as a failure.
done_testing() {
  printf '1..%d\n' "${TAP_PLAN:-$TAP_RUN}"
  [ "$TAP_FAILED" = 0 ] && [ "${TAP_PLAN:-$TAP_RUN}" = "$TAP_RUN" ] || exit 1
  exit 0
}
