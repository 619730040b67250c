#!/usr/bin/env bash
# The packaged Kamailio loads both modules, starts with the shipped configuration and logs
# no error while it does, and ends at the first SIGTERM, also while it starts; the modules export what Kamailio asks
# for and nothing else.
set -uo pipefail
cd "$(dirname "$0")/../.." || exit 1
# shellcheck source=tests/lib/tap.sh
. tests/lib/tap.sh
# shellcheck source=tests/stack/stack.sh
. tests/stack/stack.sh
set +e

exports=$(printf '%s\n' exports mod_register module_flags module_interface_ver module_version)
for module in acg_provision acg_retention; do
  is "$(nm -D --defined-only "build/modules/$module.so" | awk '{print $3}' | sort)" "$exports" \
    "$module exports the five symbols of a module"
done

# A gateway beside the stack's: its database and rtpengine, other ports, other directory.
dir=$ACG_RUN/load
own_dir 700 "$(daemon_user kamailio)" "$dir"
own_dir 700 "$(daemon_user kamailio)" "$dir/journal"
ACG_OPERATOR_PORT=5961 ACG_CLOUD_PORT=5963 ACG_HTTPS_PORT=5943
ACG_TLS_CFG=$dir/tls.cfg ACG_JOURNAL=$dir/journal ACG_JOURNAL_MEMORY='' ACG_NODE=load
export "${!ACG_@}" # the configuration reads them
kamailio_write_tls_cfg || bail_out 'tls.cfg could not be written'
ACG_SOCKETS=$dir
run_kamailio load "$ACG_KAMAILIO_CFG"
poll_until 20 'it starts and answers RPC' kamailio_answers "$dir/kamailio_ctl"
like "$(kamcmd -s "unix:$dir/kamailio_ctl" core.modules)" acg_provision 'acg_provision is loaded'
like "$(kamcmd -s "unix:$dir/kamailio_ctl" core.modules)" acg_retention 'acg_retention is loaded'
is "$(grep -E 'ERROR|CRITICAL|ALERT|BUG' "$(log_file load)")" '' 'its log has no line of level ERROR or above'
# ended NAME: told so once, while it may still be starting.
ended() {
  kill -s TERM "$(pid_of load)"
  poll_until 8 "$1" session_gone load
  stop_daemon load
}
ended 'it ends when it is told so once'
for round in 1 2 3 4 5 6 7 8; do
  run_kamailio load "$ACG_KAMAILIO_CFG"
  if [ $((round % 2)) = 0 ]; then read -rt "0.0$((RANDOM % 10))" <> <(:); else poll 20 kamailio_answers "$dir/kamailio_ctl"; fi
  ended "also while it starts, try $round"
done
done_testing
