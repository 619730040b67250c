#!/usr/bin/env bash
# A call that rings when Kamailio is killed is not answered by the next Kamailio, which
# knows nothing of it: the answer would be passed on unjudged, and without a record.
# shellcheck source=tests/lib/gateway.sh
. "$(dirname "$0")/../lib/gateway.sh"

number=+4930100038
provision "$number" contoso direct_routing
reload >/dev/null

slow=$(scenario uas-answer)
sed -i 's|<send retrans="500">|<pause milliseconds="2000"/>&|' "$slow"
answer cloud callee "$slow"
call operator caller "$(scenario uac-answered)" "$STRANGER" "$number" &
caller=$!
rings() { [ -n "$(received caller 'SIP/2.0 180')" ]; }
poll_until 10 'a call rings' rings

# shellcheck disable=SC2046  # a list of pids
kill -9 $(session_of kamailio)
"$STACK/part" kamailio restart # the killed one may take a moment to be gone
dropped() { grep -q "reply 200 to INVITE dropped, call $(call_id caller)" "$(log_file kamailio)"; }
poll_until 30 'after a restart its answer is dropped, and the log says so' dropped
is "$(received caller 'SIP/2.0 200')" '' 'the caller gets no answer'
nok 'and there is no record of an answer' has_record "$(call_id caller)"
kill "$caller" 2>/dev/null
pkill -P "$caller" sipp 2>/dev/null
forget callee
done_testing
