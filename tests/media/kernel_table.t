#!/usr/bin/env bash
# rtpengine-conf/rtpengine-kernel.conf: the same settings as rtpengine.conf, but for the
# kernel's table. Where the kernel has the module it starts; where it has not, rtpengine
# says so and does not start, whereas rtpengine.conf needs no module.
set -uo pipefail
# shellcheck source=tests/lib/gateway.sh
. "$(dirname "$0")/../lib/gateway.sh"

conf=$ACG_TOP/rtpengine-conf
mkdir -p "$TEST_DIR"

settings() { grep -v '^#' "$conf/$1" | sed '/^$/d'; }
differences() { diff <(settings rtpengine.conf) <(settings rtpengine-kernel.conf) | sed -n 's/^[<>] //p' | paste -sd' '; }

# starts FILE: an rtpengine with it answers; what it said is in $TEST_DIR/log.
starts() {
  local pid answered=1
  rtpengine --config-file="$conf/$1" --config-section=rtpengine --interface="$ACG_IP" \
    --listen-ng="$ACG_IP:22310" --port-min=29000 --port-max=29099 >"$TEST_DIR/log" 2>&1 &
  pid=$!
  poll 5 answers_or_gone "$pid"
  ! ng_answers || answered=0
  kill "$pid" 2>/dev/null
  wait "$pid" 2>/dev/null
  return "$answered"
}
ng_answers() { [ "$(ACG_NG_PORT=22310 ng 'd7:command4:pinge' 2>/dev/null)" = 'd6:result4:ponge' ]; }
answers_or_gone() { ng_answers || ! kill -0 "$1" 2>/dev/null; }

is "$(differences)" 'table = -1 no-fallback = false table = 0 no-fallback = true' 'the two files differ in two settings'
ok 'rtpengine.conf needs no kernel module' starts rtpengine.conf
if [ -e /proc/rtpengine ]; then
  ok 'rtpengine-kernel.conf starts where the kernel has the module' starts rtpengine-kernel.conf
else
  nok 'rtpengine-kernel.conf does not start where the kernel has no module' starts rtpengine-kernel.conf
  like "$(<"$TEST_DIR/log")" 'FAILED TO CREATE KERNEL TABLE 0.*Userspace fallback disallowed' 'and rtpengine says why'
fi
done_testing
