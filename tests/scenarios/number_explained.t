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
like "$answer" 'operator_peers: operator' 'its peers at the operator'
like "$answer" 'cloud_peers: cloud' 'and in the cloud'
unlike "$answer" 'monitoring' 'and no others'
peers_are() { [ "$(rpc acg.number.explain +4930100014 | sed -n 's/.*cloud_peers: //p')" = "$1" ]; }
sql "insert into acg.peer (name, listener, certificate_names) values ('cloud-2', 'cloud', '{cloud-2.acg.test}')"
poll_until 10 'a further peer is shown' peers_are 'cloud, cloud-2'
sql "delete from acg.peer where name = 'cloud-2'"
poll_until 10 'and gone when it is' peers_are cloud
provisioner "update acg.number set enabled = false where number = '+4930100014'"
following
unlike "$(rpc acg.number.explain +4930100014)" 'peers:' 'no peers where no call passes'
provisioner "update acg.number set enabled = true where number = '+4930100014'"
like "$(rpc acg.number.explain '+49-30(100014)')" 'number: \+4930100014' 'visual separators are no part of it'
like "$(rpc acg.number.explain +4930199997)" 'result: not provisioned' 'a number that is not provisioned'
like "$(rpc acg.number.explain 030100014)" "no leading '\\+'" 'why a text is no number'
like "$(rpc acg.number.explain)" 'Usage' 'no argument'
done_testing
