# shellcheck shell=bash
# More sites of the operator, each a destination of its own, and calls to them from the
# cloud. Source first; the sites go and the routes come back when the test ends.
# shellcheck source=tests/lib/gateway.sh
. "$(dirname "${BASH_SOURCE[0]}")/../lib/gateway.sh"
PEERS=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
CALLING=+4930900001

# site NAME PORT [CFG]: a site starts. site_stop NAME: it ends, killed.
SITES=()
site() {
  local name=$1 pki=$ACG_RUN/pki
  SITES+=("$name")
  [ "${4:-}" = again ] || : >"$(log_file "$name-site")"
  SITE_NAME=$name EDGE_NAME=$name EDGE_GATEWAY=$ACG_IP:$ACG_OPERATOR_PORT EDGE_PHONE=$ACG_OPERATOR_PHONE \
    EDGE_CERT=$pki/operator.pem EDGE_KEY=$pki/operator.key EDGE_CA=$pki/ca.pem \
    EDGE_CTL=unix:$ACG_SOCKETS/$name-site_ctl \
    run_kamailio "$name-site" "${3:-$PEERS/site.cfg}" -l "tls:$ACG_IP:$2"
  poll 10 listening tcp "$ACG_IP" "$2"
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
