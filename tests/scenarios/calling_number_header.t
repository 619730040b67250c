#!/usr/bin/env bash
# A call to the operator carries the custom header with the calling number's own value,
# once; another value in SQL, and the next call carries that one.
# shellcheck source=tests/lib/gateway.sh
. "$(dirname "$0")/../lib/gateway.sh"

number=+4930100002

# The header values that the operator receives with a call of $number.
values_received() {
  answer operator "callee-$1" "$(scenario uas-answer)"
  ok "call $1 is answered" call cloud "caller-$1" "$(scenario uac-answered)" "$number" "$STRANGER"
  answered "callee-$1"
  received "callee-$1" '^INVITE' | header "$HEADER" >"$TEST_DIR/values-$1"
}

provision "$number" contoso direct_routing site-42_A
reload >/dev/null
values_received first
is "$(<"$TEST_DIR/values-first")" site-42_A 'the value of the number, once'
is "$(record "$(call_id caller-first)" 'direction, number, account, service')" \
  "to_operator|$number|contoso|direct_routing" 'the record names the calling number'

provision "$number" contoso direct_routing another-value
reload >/dev/null
values_received second
is "$(<"$TEST_DIR/values-second")" another-value 'after a change in SQL, the other value'
done_testing
