#!/usr/bin/env bash
# A call that the far end refuses ends with its code, and is recorded as failed.
# shellcheck source=tests/lib/gateway.sh
. "$(dirname "$0")/../lib/gateway.sh"

provision +4930100013 contoso zoom
reload >/dev/null
answer cloud callee "$(scenario uas-refuse CODE=486 REASON='Busy Here')"
ok 'the caller gets the 486' \
  call operator caller "$(scenario uac-refused CODE=486)" "$STRANGER" +4930100013
ok 'from the far end' answered callee
is "$(record "$(call_id caller)" 'code, end_reason, answered_at is null, talk_ms, account, service')" \
  '486|failed|t|0|contoso|zoom' 'the record says failed with 486'
done_testing
