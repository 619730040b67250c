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
like "$(rpc acg.number.explain '+49-30(100014)')" 'number: \+4930100014' 'visual separators are no part of it'
like "$(rpc acg.number.explain +4930199997)" 'result: not provisioned' 'a number that is not provisioned'
like "$(rpc acg.number.explain 030100014)" "no leading '\\+'" 'why a text is no number'
like "$(rpc acg.number.explain)" 'Usage' 'no argument'
done_testing
