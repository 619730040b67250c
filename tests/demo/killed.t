#!/usr/bin/env bash
# Whichever part is killed while the demo runs, the demo fails, and says which it was.
set -u
here=$(cd "$(dirname "$0")" && pwd)
# shellcheck source=tests/lib/tap.sh
. "$here/../lib/tap.sh"

ACG_DEMO_RUN=${ACG_RUN:-$(cd "$here/../.." && pwd)/build/check}/killed-demo
export ACG_DEMO_RUN ACG_DEMO_IP=127.0.31.1
output=$ACG_DEMO_RUN.out

pid_now() { cut -d ' ' -f 1 "$ACG_DEMO_RUN/pid/$1" 2>/dev/null; }
talking() { grep -q 'Call established' "$ACG_DEMO_RUN/log/operator-caller.log" 2>/dev/null; }
listed() { [ -s "$ACG_DEMO_RUN/pid/$1" ]; }

# wait_until COMMAND...: within half a minute, while the demo runs.
wait_until() {
  local deadline=$((SECONDS + 30))
  until "$@"; do
    kill -0 "$demo" 2>/dev/null && [ "$SECONDS" -lt "$deadline" ] || return 1
    sleep 0.05
  done
}

# killed PART WHEN CONDITION...: PART is killed as soon as CONDITION holds.
killed() {
  local part=$1 when=$2
  shift 2
  rm -rf "$ACG_DEMO_RUN/log" "$ACG_DEMO_RUN/pid"
  mkdir -p "$ACG_DEMO_RUN"
  "$here/demo" >"$output" 2>&1 &
  demo=$!
  wait_until "$@" || diag "the demo never came to: $*"
  kill -9 "$(pid_now "$part")"
  nok "$part killed $when: the demo fails" wait "$demo"
  like "$(<"$output")" "(^|[^a-z-])$part(:| is gone)[^"$'\n'"]*$ACG_DEMO_RUN/log/$part.log" 'and names it'
  nok 'and leaves nothing running' left_running
}

left_running() { pgrep -f "$ACG_DEMO_RUN/" >/dev/null; }

for part in postgres rtpengine kamailio operator-edge cloud-edge operator-caller cloud-callee; do
  killed "$part" 'in the call' talking
done
killed postgres 'while the gateway starts' listed kamailio
killed operator-edge 'while the gateway starts' listed kamailio
done_testing
