# shellcheck shell=bash
# More sites of the operator, each a destination of its own, and calls to them from the
# cloud. Source first; the sites go and the routes come back when the test ends.
# shellcheck source=tests/lib/gateway.sh
. "$(dirname "${BASH_SOURCE[0]}")/../lib/gateway.sh"
PEERS=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
CALLING=+4930900001

# run_site NAME CFG SIDE GATEWAY PHONE ADDRESS...: a far end of that side starts, with its
# certificate, from SITE_PKI where set.
SITES=()
run_site() {
  local name=$1 cfg=$2 pki=${SITE_PKI:-$ACG_RUN/pki} address
  local -a listen=()
  SITES+=("$name")
  : >"$(log_file "$name-site")"
  for address in "${@:6}"; do listen+=(-l "$address"); done
  SITE_NAME=$name EDGE_NAME=$name EDGE_GATEWAY=$4 EDGE_OTHER=$4 EDGE_PHONE=$5 \
    EDGE_CERT=$pki/$3.pem EDGE_KEY=$pki/$3.key EDGE_CA=$ACG_RUN/pki/ca.pem \
    EDGE_CTL=unix:$ACG_SOCKETS/$name-site_ctl run_kamailio "$name-site" "$cfg" "${listen[@]}"
  address=${6##*:}
  poll 10 listening tcp "$ACG_IP" "$address"
}

# site NAME PORT: one of the operator that refuses calls. site_stop NAME: it ends, killed.
site() { run_site "$1" "$PEERS/site.cfg" operator "$ACG_IP:$ACG_OPERATOR_PORT" "$ACG_OPERATOR_PHONE" "tls:$ACG_IP:$2"; }

# wire NAME SIDE PORT: one that passes on what comes, from TLS at PORT to a phone at
# PORT + 2, and from UDP at PORT + 1 to the gateway.
wire() {
  local gateway=$ACG_IP:$ACG_OPERATOR_PORT
  [ "$2" = operator ] || gateway=$ACG_IP:$ACG_CLOUD_PORT
  run_site "$1" "$PEERS/wire.cfg" "$2" "$gateway" "$ACG_IP:$(($3 + 2))" "tls:$ACG_IP:$3" "udp:$ACG_IP:$(($3 + 1))"
}
site_stop() {
  local -a pids
  mapfile -t pids < <(session_of "$1-site")
  [ ${#pids[@]} = 0 ] || kill -KILL "${pids[@]}"
  stop_daemon "$1-site"
}

# place NAME PORT PRIORITY: the row, and the only kind of rows for calls of account sites.
place() {
  sql "begin; insert into acg.destination (name, peer_id, host, port)
      select :'name', peer_id, :'ip', :port from acg.peer where name = 'operator';
    insert into acg.route (destination_id, account_id, priority)
      select destination_id, account_id, :priority from acg.destination d, acg.account a
      where d.name = :'name' and a.name = 'sites'; commit" name="$1" port="$2" priority="$3" ip="$ACG_IP"
}

cleanup_sites() {
  local name
  for name in "${SITES[@]}"; do
    pid_of "$name-site" >/dev/null && kill -CONT "$(pid_of "$name-site")" 2>/dev/null
    site_stop "$name"
  done
  sql "delete from acg.destination where name not in ('operator', 'cloud')"
}
trap cleanup_sites EXIT

# place_state NAME VALUE: one value of acg.peers.
place_value() { rpc acg.peers | sed -n "/name: $1\$/,/^}/s/^\s*$2: //p" | head -n 1; }
place_is() { [ "$(place_value "$1" state)" = "$2" ]; }

# try_number LABEL NUMBER: one call there; prints how it ended. The record says the rest.
try_number() { # the Call-ID is new in each run
  perl "$PEERS/call.pl" "$ACG_IP" "$(edge_address cloud)" "$CALLING" "$1-$$" "$2"
}
tried() { record "$1-$$@peers" peers_tried; }

provision "$CALLING" sites direct_routing
following
