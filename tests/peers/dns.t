#!/usr/bin/env bash
# A destination that is a name: NAPTR leads to SRV, SRV to hosts, in order of priority and by
# weight; one that is down is passed by; certificates are checked against the peer's name, not
# those of the hosts (RFC 3263, 5922). The DNS server is dnsmasq.
# shellcheck source=tests/peers/sites.sh
. "$(dirname "$0")/sites.sh"
NAME=$ACG_OPERATOR_NAME

# zone LINE...: what DNS says from now on.
zone() {
  stop_daemon dnsmasq
  printf '%s\n' port=53 "listen-address=$ACG_IP" bind-interfaces no-resolv no-hosts local=/test/ "$@" >"$TEST_DIR/dnsmasq.conf"
  daemon dnsmasq "$(id -un)" dnsmasq --keep-in-foreground --user= --group= --pid-file= --conf-file="$TEST_DIR/dnsmasq.conf"
  poll 5 listening udp "$ACG_IP" 53
}
hosts=("host-record=sip.operator.test,$ACG_IP" "host-record=sip2.operator.test,$ACG_IP" "host-record=sip3.operator.test,$ACG_IP")
services=(
  # UDP is not for us; of two ways to TLS the lower order is.
  "naptr-record=$NAME,5,1,s,SIP+D2U,,_sip._udp.operator.test"
  "naptr-record=$NAME,20,1,s,SIPS+D2T,,_sips._tcp.worse.test"
  "naptr-record=$NAME,10,1,s,SIPS+D2T,,_sips._tcp.operator.test"
  "srv-host=_sip._udp.operator.test,sip3.operator.test,5060,1,1"
  "srv-host=_sips._tcp.worse.test,sip3.operator.test,5999,1,1")

printf 'nameserver %s\noptions timeout:1 attempts:1\n' "$ACG_IP" >"$TEST_DIR/resolv.conf"
clean_up() {
  cleanup_sites
  stop_daemon dnsmasq
  "$STACK/part" kamailio restart
}
trap clean_up EXIT
zone "${hosts[@]}" "${services[@]}" srv-host=_sips._tcp.operator.test,sip.operator.test,5361,10,5 \
  srv-host=_sips._tcp.operator.test,sip2.operator.test,5461,20,5 \
  srv-host=_sips._tcp.srv.operator.test,sip2.operator.test,5461,1,1 \
  "host-record=host.operator.test,$ACG_IP" "host-record=two.operator.test,$ACG_IP" "host-record=two.operator.test,127.0.0.99" \
  srv-host=_sips._tcp.off.operator.test
site first 5361
site second 5461
ACG_RESOLV_CONF=$TEST_DIR/resolv.conf "$STACK/part" kamailio restart

# named DESTINATION HOST [PORT]: the row; only the first has a route.
named() {
  sql "insert into acg.destination (name, peer_id, host, port)
    select :'name', peer_id, :'host', nullif(:'port', '')::int from acg.peer where name = 'operator'" name="$1" host="$2" port="${3:-}"
}
named operator-net "$NAME"
sql "insert into acg.route (destination_id, account_id) select destination_id, account_id
  from acg.destination d, acg.account a where d.name = 'operator-net' and a.name = 'sites'"
named srv srv.operator.test
named host host.operator.test
named port host.operator.test 5461
named two two.operator.test 5461
named off off.operator.test
named nobody nobody.operator.test

# --- addresses
# shown DESTINATION WHAT: of each of its addresses.
shown() { rpc acg.peers | awk -v name="$1" -v what="$2:" '$1 == "name:" { is = $2 == name } is && $1 == what { print $2 }' | sort | xargs; }
at() { local all; all=$(shown "$1" address); all=${all//sip:/}; printf '%s\n' "${all//;transport=tls/}"; }
both() { [ "$(shown operator-net state)" = 'up up' ]; }
poll_until 15 'the hosts of the service are up' both
resolved() { [ "$(at "$destination")" = "$addresses" ]; }
while IFS='|' read -r destination addresses name; do
  poll 10 resolved
  is "$(at "$destination")" "$addresses" "$name"
done <<END
operator-net|$ACG_IP:5361 $ACG_IP:5461|NAPTR, SRV, hosts
srv|$ACG_IP:5461|without NAPTR: SRV of _sips._tcp
host|$ACG_IP:5061|without SRV: the host, at port 5061
port|$ACG_IP:5461|with a port: the host, there
two|127.0.0.99:5461 $ACG_IP:5461|each address of a host
END
named_all() { [ -n "$(shown off state)" ] && [ -n "$(shown nobody state)" ]; }
poll 10 named_all
is "$(shown off state) $(shown nobody state)" 'unresolved unresolved' 'a service that is not offered, and an unknown name, have none'

# --- calls
logged() { grep -c "SITE INVITE $2 " "$(log_file "$1-site")"; }
is "$(try_number one +4989600486)" '+4989600486 486' 'a call'
is "$(logged first +4989600486) $(logged second +4989600486)" '1 0' 'goes to the host of the lower priority'
is "$(try_number two +4989601503)" '+4989601503 486' 'one that this has no capacity for'
is "$(logged first +4989601503) $(logged second +4989601503)" '1 1' 'goes to the next'
is "$(tried two)" operator-net:503,operator-net:486 'and the record says so'
site_stop first
is "$(try_number three +4989602486)" '+4989602486 486' 'with the first host down'
is "$(logged second +4989602486)" 1 'a call goes to the next'

# --- certificates
cp "$ACG_RUN/pki/ca".{pem,key} "$TEST_DIR"
pki_issue "$TEST_DIR" ca operator sip.operator.test >/dev/null 2>&1
chown "$(daemon_user kamailio)" "$TEST_DIR/operator.key"
SITE_PKI=$TEST_DIR site first 5361
refused() { rpc acg.peers | grep -A12 "address: sip:$ACG_IP:5361;" | grep -q 'tls_error: the certificate carries no name of a peer of "operator"'; }
poll_until 70 'a host that proves to be itself, and not of the peer, is refused' refused
is "$(try_number four +4989603486)" '+4989603486 486' 'a call'
is "$(logged first +4989603486) $(logged second +4989603486)" '0 1' 'goes past it'
site_stop first
site first 5361
poll_until 70 'it is up again with a certificate of the peer' both

# --- changes
# asks_again: a change of any row has the names asked for.
asks_again() { sql "update acg.destination set reference = '$1' where name = 'operator-net'"; }
zone "${hosts[@]}" "${services[@]}" srv-host=_sips._tcp.operator.test,sip.operator.test,5361,10,30 \
  srv-host=_sips._tcp.operator.test,sip2.operator.test,5461,10,10 srv-host=_sips._tcp.operator.test,sip3.operator.test,5561,10,0
asks_again weights
third() { [ "$(at operator-net)" = "$ACG_IP:5361 $ACG_IP:5461 $ACG_IP:5561" ]; }
poll_until 10 'a host that is added is known' third
site third 5561
mapfile -t numbers < <(seq -f '+49896%05g486' 10000 10199)
is "$(perl "$PEERS/call.pl" "$ACG_IP" "$(edge_address cloud)" "$CALLING" "weights$$" "${numbers[@]}" | grep -c ' 486$')" 200 '200 calls'
shares=$(for site in first second third; do grep -c 'SITE INVITE +4989610' "$(log_file $site-site)"; done | xargs)
diag "by weights 30, 10, 0: $shares"
read -r a b c <<<"$shares"
ok 'go to hosts of one priority by their weights' test "$((a + b + c))" = 200 -a "$a" -ge 120 -a "$b" -ge 25 -a "$b" -le 80 -a "$c" -le 8

stop_daemon dnsmasq
asks_again nobody-answers
complains() { tail -n 200 "$(log_file kamailio)" | grep -q "destination operator-net: DNS has no address for $NAME"; }
poll_until 20 'without DNS' complains
is "$(at operator-net)" "$ACG_IP:5361 $ACG_IP:5461 $ACG_IP:5561" 'a destination keeps the addresses it has'
is "$(try_number five +4989604486)" '+4989604486 486' 'and gets calls'
done_testing
