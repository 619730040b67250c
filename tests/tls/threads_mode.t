#!/usr/bin/env bash
# The fork fix (tests/tls/concurrent.t) is the module's where the core has none, and the core's
# where it has: later versions than this one have a parameter, tls_threads_mode, that is 2 then. A
# preloaded library gives this core the variable, and says when OpenSSL's state is dropped.
# shellcheck source=tests/tls/client.sh
. "$(dirname "$0")/client.sh"
# shellcheck source=tests/tls/second_gateway.sh
. "$(dirname "$0")/second_gateway.sh"

start_with_mode() {
  LD_PRELOAD=$ACG_TOP/build/tools/core_threads_mode TLS_THREADS_MODE=$1 start <"$TEST_DIR/good"
}
says() { grep -qF "$1" "$(log_file start)"; }

while read -r mode who; do
  ok "tls_threads_mode = $mode: it starts" start_with_mode "$mode"
  case $who in
    module)
      ok "tls_threads_mode = $mode: the module drops OpenSSL's state" says 'OpenSSL state of a thread dropped'
      nok "tls_threads_mode = $mode: and does not say otherwise" says 'tls_threads_mode = 2: the core'
      ;;
    core)
      nok "tls_threads_mode = $mode: the module drops nothing" says 'OpenSSL state of a thread dropped'
      ok "tls_threads_mode = $mode: and says so" says 'tls_threads_mode = 2: the core'
      ;;
  esac
  # Where nobody drops it, this core hangs at its end, too.
  # shellcheck disable=SC2046  # a list of pids
  kill -s KILL $(session_of start)
  stop_daemon start
done <<'END'
1 module
2 core
END
done_testing
