#!/usr/bin/env bash
# What a call's record says of its end: who made the response, and whether the caller had
# cancelled.
# shellcheck source=tests/lib/gateway.sh
. "$(dirname "$0")/../lib/gateway.sh"

number=+4930100063
provision "$number" contoso direct_routing
reload >/dev/null

answer cloud callee "$(scenario uas-refuse CODE=486)"
call operator refused "$(scenario uac-refused CODE=486)" "$STRANGER" "$number"
answered callee
is "$(record "$(call_id refused)" 'code, code_from')" '486|far_end' 'a refusal by the far end'
call operator unknown "$(scenario uac-refused CODE=404)" "$STRANGER" +4930199997
is "$(record "$(call_id unknown)" 'code, code_from')" '404|gateway' 'a refusal by the gateway'
answer cloud callee2 "$(scenario uas-answer)"
call operator caller "$(scenario uac-answered)" "$STRANGER" "$number"
answered callee2
is "$(record "$(call_id caller)" 'code_from, cancel_crossed, emergency, correlation = record_id::text')" \
  'far_end|f|f|t' 'an answer by the far end'
# Who connects on loopback has the stack's address or the kernel's.
like "$(record "$(call_id caller)" 'inbound_address, outbound_address')" \
  "^127\.[0-9.]+:[0-9]+\|$ACG_IP:$ACG_CLOUD_EDGE_PORT$" 'it has the addresses of both ends'
is "$(sql 'select count(*) from acg.cdr_open')" 0 'no call stands'
done_testing
