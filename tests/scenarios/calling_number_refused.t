#!/usr/bin/env bash
# A call from the cloud whose calling number is not ours is refused with 403, reaches
# nobody, and is recorded.
# shellcheck source=tests/lib/gateway.sh
. "$(dirname "$0")/../lib/gateway.sh"

answer operator bystander "$(scenario uas-answer)"
for from in "$STRANGER" anonymous; do
  ok "a call of $from is refused" \
    call cloud "of-$from" "$(scenario uac-refused CODE=403)" "$from" +498970000002
  is "$(record "$(call_id "of-$from")" 'code, direction, end_reason, reason')" \
    '403|to_operator|failed|Calling Number Not Allowed' 'its record says so'
done
ok 'the operator has seen neither call' nothing_arrived bystander
forget bystander
done_testing
