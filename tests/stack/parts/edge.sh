# shellcheck shell=bash
# The simulated far ends: for the operator and for the cloud service one stock Kamailio
# each, from one edge.cfg. TLS with certificates toward the gateway, UDP toward the phone.

# edge_start NAME TLS_PORT UDP_PORT GATEWAY_PORT PHONE
edge_start() {
  local name=$1
  demand_free "$name-edge" tcp "$ACG_IP" "$2" || return 1
  demand_free "$name-edge" udp "$ACG_IP" "$3" || return 1
  EDGE_NAME=$name EDGE_GATEWAY=$ACG_IP:$4 EDGE_OTHER=${ACG_OTHER_NODE:-$ACG_IP}:$4 EDGE_PHONE=$5 \
    EDGE_CERT=$PKI/$name.pem EDGE_KEY=$PKI/$name.key EDGE_CA=$PKI/ca.pem \
    EDGE_CTL=unix:$ACG_SOCKETS/$name-edge_ctl \
    run_kamailio "$name-edge" "$ACG_TOP/tests/stack/edge.cfg" -l "tls:$ACG_IP:$2" -l "udp:$ACG_IP:$3"
}

operator_edge_start() {
  edge_start operator "$ACG_OPERATOR_EDGE_PORT" "$ACG_OPERATOR_EDGE_UDP" "$ACG_OPERATOR_PORT" "$ACG_OPERATOR_PHONE"
}

cloud_edge_start() {
  edge_start cloud "$ACG_CLOUD_EDGE_PORT" "$ACG_CLOUD_EDGE_UDP" "$ACG_CLOUD_PORT" "$ACG_CLOUD_PHONE"
}

operator_edge_ready() { kamailio_answers "$ACG_SOCKETS/operator-edge_ctl"; }
cloud_edge_ready() { kamailio_answers "$ACG_SOCKETS/cloud-edge_ctl"; }

# The gateway, where it runs, sends calls there again.
gateway_sees() { kamcmd -s "unix:$ACG_SOCKETS/kamailio_ctl" acg.peers 2>/dev/null | grep -A9 "name: $1\$" | grep -q 'state: up'; }
edge_is_seen() {
  kamailio_answers "$ACG_SOCKETS/kamailio_ctl" || return 0
  [ "$(psql -X -U postgres -Atqc "select count(*) from acg.destination where name = '$1'" 2>/dev/null)" = 1 ] || return 0
  poll 20 gateway_sees "$1"
}

operator_edge_after_ready() { edge_is_seen operator; }
cloud_edge_after_ready() { edge_is_seen cloud; }
