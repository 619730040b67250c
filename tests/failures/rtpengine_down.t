#!/usr/bin/env bash
# With rtpengine gone no call is placed: the caller gets 503 at once, nobody's phone rings,
# and the attempt is recorded. With rtpengine back, calls go again.
# shellcheck source=tests/lib/gateway.sh
. "$(dirname "$0")/../lib/gateway.sh"

number=+4930100031
provision "$number" contoso direct_routing
reload >/dev/null
answer cloud first "$(scenario uas-answer)"
ok 'a first call is answered' call operator before "$(scenario uac-answered)" "$STRANGER" "$number"
answered first

"$STACK/part" rtpengine stop
answer cloud bystander "$(scenario uas-answer)"
ok 'a second call, without rtpengine, gets 503' \
  call operator during "$(scenario uac-refused CODE=503)" "$STRANGER" "$number"
ok 'the cloud has not seen it' nothing_arrived bystander
is "$(record "$(call_id during)" 'code, end_reason, reason')" '503|failed|Media Relay Unavailable' 'it is recorded'
forget bystander

"$STACK/part" rtpengine start
# The gateway tries a relay that failed again after a few seconds.
call_works() {
  answer cloud "callee-$1" "$(scenario uas-answer)"
  if call operator "caller-$1" "$(scenario uac-answered)" "$STRANGER" "$number"; then
    answered "callee-$1"
  else
    forget "callee-$1"
    return 1
  fi
}
try_call() { call_works $((++tries)); }
tries=0
poll_until 30 'with rtpengine back, calls are answered again' try_call
done_testing
