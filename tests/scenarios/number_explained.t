#!/usr/bin/env bash
# acg.number.explain says what a number is provisioned as, or why it is none.
# shellcheck source=tests/lib/gateway.sh
. "$(dirname "$0")/../lib/gateway.sh"

provision +4930100014 contoso operator_connect floor-3
reload >/dev/null
answer=$(rpc acg.number.explain +4930100014)
for line in 'result: found' 'account: contoso' 'service: operator_connect' \
  "header_to_operator: $HEADER" 'header_value: floor-3'; do
  like "$answer" "$line" "a provisioned number: $line"
done
for line in 'operator_peers: operator' 'operator_destinations: operator' 'cloud_peers: cloud' 'cloud_destinations: cloud'; do
  like "$answer" "$line"$'(\n|$)' "where its calls go: $line"
done

# Only where calls of this very number would go: the route of its account comes before that of
# its service, and that before the one of all.
clean_up() { sql "delete from acg.peer where name = 'cloud-2'"; } # with its destinations and routes
trap clean_up EXIT
sql "insert into acg.peer (name, listener, certificate_names) values ('cloud-2', 'cloud', '{cloud-2.acg.test}');
  insert into acg.destination (name, peer_id, host, port, enabled)
    select v.name, peer_id, '127.0.0.1', 9, true from acg.peer, (values ('cloud-2a'), ('cloud-2b')) v (name) where peer.name = 'cloud-2'"
goes_to() {
  [ "$(rpc acg.number.explain +4930100014 | sed -n 's/^\tcloud_\(peers\|destinations\): //p' | paste -sd'|')" = "$1" ]
}
route() {
  sql "insert into acg.route (destination_id, service_id, account_id, priority)
    select destination_id, (select service_id from acg.service where name = nullif(:'service', '')),
      (select account_id from acg.account where name = nullif(:'account', '')), :priority
    from acg.destination where name = :'destination'" destination="$1" service="$2" account="$3" priority="$4"
}
following
ok 'a peer and destinations without a route are not shown' goes_to 'cloud|cloud'
route cloud-2a '' '' 2
poll_until 10 'two routes of all: by priority' goes_to 'cloud, cloud-2|cloud, cloud-2a'
route cloud-2b operator_connect '' 2
poll_until 10 'its service has a route: that one alone' goes_to 'cloud-2|cloud-2b'
route cloud-2b zoom contoso 1
route cloud-2a '' contoso 2
route cloud-2b '' contoso 1
poll_until 10 'its account has two, of one peer' goes_to 'cloud-2|cloud-2b, cloud-2a'
route cloud operator_connect contoso 1
poll_until 10 'account and service' goes_to 'cloud|cloud'
sql "update acg.destination set enabled = false where name = 'cloud'"
poll_until 10 'that place is switched off: the next scope' goes_to 'cloud-2|cloud-2b, cloud-2a'
sql "update acg.destination set enabled = true where name = 'cloud'; delete from acg.route where account_id is not null"
clean_up
poll_until 10 'and all as before' goes_to 'cloud|cloud'
provisioner "update acg.number set enabled = false where number = '+4930100014'"
following
unlike "$(rpc acg.number.explain +4930100014)" 'peers:' 'no peers where no call passes'
provisioner "update acg.number set enabled = true where number = '+4930100014'"
like "$(rpc acg.number.explain '+49-30(100014)')" 'number: \+4930100014' 'visual separators are no part of it'
like "$(rpc acg.number.explain +4930199997)" 'result: not provisioned' 'a number that is not provisioned'
like "$(rpc acg.number.explain 030100014)" "no leading '\\+'" 'why a text is no number'
like "$(rpc acg.number.explain)" 'Usage' 'no argument'
done_testing
