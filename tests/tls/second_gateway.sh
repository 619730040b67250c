# shellcheck shell=bash
# A gateway beside the stack's: its database and rtpengine, other ports, other directory. For
# what is tried at the start. Source after client.sh.

dir=$TEST_DIR/gateway
own_dir 700 "$(daemon_user kamailio)" "$dir"
own_dir 700 "$(daemon_user kamailio)" "$dir/journal"
export "${!ACG_@}"
export ACG_OPERATOR_PORT=5861 ACG_CLOUD_PORT=5863 ACG_HTTPS_PORT=5843 ACG_NODE=start \
  ACG_TLS_CFG=$dir/tls.cfg ACG_JOURNAL=$dir/journal ACG_JOURNAL_MEMORY=''
# shellcheck disable=SC2034  # for run_kamailio
ACG_SOCKETS=$dir
kamailio_write_tls_cfg || bail_out 'tls.cfg could not be written'
mv "$ACG_TLS_CFG" "$TEST_DIR/good"

trap 'stop_daemon start' EXIT
settled() { kamailio_answers "$dir/kamailio_ctl" || ! pid_of start >/dev/null; }

# start: with the tls.cfg on stdin. True when it serves.
start() {
  cat >"$ACG_TLS_CFG"
  : >"$(log_file start)"
  run_kamailio start "$ACG_KAMAILIO_CFG"
  poll 20 settled
  kamailio_answers "$dir/kamailio_ctl"
}
