# shellcheck shell=bash
# Lookups from the routing script beside htable, and at a million beside mtree and pdt. Source
# from run: bench_script is one of its parts.

SCRIPT_COUNTS=${ACG_BENCH_COUNTS:-1000 100000 1000000 $NUMBERS}
SCRIPT_ROUNDS=${ACG_BENCH_ROUNDS:-60}
# mtree and pdt take more than a kilobyte a number: up to here.
SCRIPT_TREES=1000000
SCRIPT_DIR=$PWD/bench/numbers

# The same numbers, as the modules of Kamailio read them.
script_views() {
  sql "set client_min_messages = warning; drop schema if exists bench cascade; create schema bench;
    create view bench.htable as select number::varchar as key_name, 0 as key_type, 0 as value_type,
      a.name::varchar as key_value, 0 as expires from acg.number join acg.account a using (account_id);
    create view bench.mtree as select substr(number, 2)::varchar as tprefix, a.name::varchar as tvalue
      from acg.number join acg.account a using (account_id);
    create view bench.pdt as select '*'::varchar as sdomain, substr(number, 2)::varchar as prefix, a.name::varchar as domain
      from acg.number join acg.account a using (account_id);
    grant usage on schema bench to acg_gateway;
    grant select on bench.htable, bench.mtree, bench.pdt to acg_gateway" >/dev/null
}

script_bench_ready() { kamailio_answers "$ACG_SOCKETS/kamailio_ctl"; }
# htable as it serves best: as many slots as numbers.
script_bench_start() (
  local slots megabytes=$((200 + SCRIPT_COUNT / 4000))
  local -a trees=()
  slots=$(awk -v n="$SCRIPT_COUNT" 'BEGIN { for (b = 1; 2 ^ b < n / 1.3; b++); print b }')
  if [ "$SCRIPT_COUNT" -le "$SCRIPT_TREES" ]; then
    trees=(-A PREFIX_TREES)
    megabytes=$((megabytes + SCRIPT_COUNT / 180))
  fi
  export ACG_HTABLE="numbers=>size=$slots;dbtable=bench.htable;autoexpire=0;"
  export "${!ACG_@}"
  kamailio_write_tls_cfg &&
    daemon script_bench "$(daemon_user kamailio)" kamailio -DD -E -f "$SCRIPT_DIR/script.cfg" -x tlsf \
      -Y "$ACG_SOCKETS" -m "$megabytes" -M 64 "${trees[@]}"
)

script_worker() {
  rpc core.psx | awk '/PID:/ { pid = $2 } /udp receiver/ { print pid; exit }'
}

# script_ratio METRIC OURS PEER PEER_NS: how many times faster than the peer.
script_ratio() {
  emit "$1$DENSE" "$2" ns "$3" "$4" "$(perl -e 'printf "%.3f", $ARGV[1] / $ARGV[0]' "$2" "$4")"
}

# script_measure COUNT LARGEST
script_measure() {
  local SCRIPT_COUNT=$1 NUMBERS=$1 name ns
  local -A net=()
  local -a contenders=(acg=loop htable=loop)
  [ "$1" -gt "$SCRIPT_TREES" ] || contenders+=(mtree=digits pdt=uri)
  fill_database || return 1
  ACG_START_LIMIT=400 part_start script_bench || return 1
  while read -r name ns; do net[$name]=$ns; done < <("$SCRIPT_DIR/script.pl" "$ACG_IP" "$(script_worker)" "$1" \
    "$SCRIPT_ROUNDS" "${contenders[@]}")
  stop_daemon script_bench
  [ "${net[acg]:-}" ] || return 1
  script_ratio "lookup_vs_htable_$1" "${net[acg]}" htable "${net[htable]}"
  [ "$1" != "$2" ] || script_ratio lookup_vs_htable "${net[acg]}" htable "${net[htable]}"
  [ "$1" = "$SCRIPT_TREES" ] || return 0
  script_ratio lookup_vs_mtree "${net[acg]}" mtree "${net[mtree]}"
  script_ratio lookup_vs_pdt "${net[acg]}" pdt "${net[pdt]}"
}

bench_script() {
  local count largest=${SCRIPT_COUNTS##* }
  pki_start && part_start postgres && script_views || return 1
  for count in $SCRIPT_COUNTS; do script_measure "$count" "$largest" || return 1; done
}
