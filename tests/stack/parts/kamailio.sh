# shellcheck shell=bash
# The gateway: Debian's Kamailio with our modules and kamailio-cfg/.

# run_kamailio NAME CFG [ARG...]: as every instance here is run. In the foreground, logging
# to stderr, with the tlsf memory manager (half the CPU per call of the default one).
run_kamailio() {
  local name=$1 cfg=$2
  shift 2
  daemon "$name" "$(daemon_user kamailio)" kamailio -DD -E -f "$cfg" \
    -x tlsf -Y "$ACG_SOCKETS" -m 128 -M 16 "$@"
}

# kamailio_answers SOCKET: its RPC answers.
kamailio_answers() { timeout 2 kamcmd -s "unix:$1" core.uptime >/dev/null 2>&1; }

# tls.cfg from kamailio-cfg/: the tls module's own file knows no variables, so @NAME@
# stands for the environment's NAME there. An unset one is an error, not an empty string.
kamailio_write_tls_cfg() {
  perl -pe 's{@([A-Z_]+)@}{$ENV{$1} // die "tls.cfg line $.: \@$1\@ is not set\n"}ge' \
    <"$(dirname "$ACG_KAMAILIO_CFG")/tls.cfg" >"$ACG_TLS_CFG.new" &&
    mv "$ACG_TLS_CFG.new" "$ACG_TLS_CFG"
}

# The journal's directories. What is in memory of an earlier stack in ACG_RUN, which was
# removed since, is nobody's.
make_journal() {
  if [ -n "$ACG_JOURNAL_MEMORY" ]; then
    [ -d "$ACG_JOURNAL" ] || rm -rf "$ACG_JOURNAL_MEMORY"
    own_dir 700 "$(daemon_user kamailio)" "$ACG_JOURNAL_MEMORY" || return 1
  fi
  own_dir 700 "$(daemon_user kamailio)" "$ACG_JOURNAL"
}

# Only when it is empty: a Kamailio that was killed has left its records there.
remove_journal_memory() {
  [ -n "$ACG_JOURNAL_MEMORY" ] || return 0
  compgen -G "$ACG_JOURNAL_MEMORY/*.seg" >/dev/null || rm -rf "$ACG_JOURNAL_MEMORY"
}

# The configuration reads its settings from the environment. (A subshell, to export there.)
kamailio_start() (
  demand_free kamailio tcp "$ACG_IP" "$ACG_OPERATOR_PORT" "$ACG_CLOUD_PORT" "$ACG_HTTPS_PORT" || return 1
  export "${!ACG_@}"
  make_journal &&
    own_dir 700 "$(daemon_user kamailio)" "$(dirname "$ACG_KEY_FILE")" &&
    own_dir 700 "$(daemon_user kamailio)" "$(dirname "$ACG_SNAPSHOT")" &&
    own_dir 700 "$(daemon_user kamailio)" "$ACG_CRL_DIR" &&
    kamailio_write_tls_cfg 2>>"$(log_file kamailio)" &&
    run_kamailio kamailio "$ACG_KAMAILIO_CFG"
)

kamailio_ready() {
  listening tcp "$ACG_IP" "$ACG_OPERATOR_PORT" && listening tcp "$ACG_IP" "$ACG_CLOUD_PORT" &&
    kamailio_answers "$ACG_SOCKETS/kamailio_ctl"
}
