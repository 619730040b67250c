#!/usr/bin/env bash
# A call that stands when Kamailio is killed leaves a record that says lost, once, and
# without a talk time.
# shellcheck source=tests/lib/gateway.sh
. "$(dirname "$0")/../lib/gateway.sh"

number=+4930100033
provision "$number" contoso direct_routing
reload >/dev/null

long=$(scenario uac-answered)
sed -i 's/pause milliseconds="200"/pause milliseconds="60000"/' "$long"
answer cloud callee "$(scenario uas-answer)"
call operator caller "$long" "$STRANGER" "$number" &
caller=$!
stands() { [ "$(sql 'select count(*) from acg.cdr_open where record is not null')" = 1 ]; }
poll_until 10 'an answered call is noted while it stands' stands

# shellcheck disable=SC2046  # a list of pids
kill -9 $(session_of kamailio)
"$STACK/part" kamailio restart # the killed one may take a moment to be gone
recorded() { has_record "$(call_id caller)"; }
poll_until 20 'after a restart it has a record' recorded
is "$(record "$(call_id caller)" 'code, end_reason, ended_at is null, talk_ms is null, account, number')" \
  "200|lost|t|t|contoso|$number" 'which says lost'
is "$(record "$(call_id caller)" 'count(*)')" 1 'once'
nok 'and it stands no more' stands
kill "$caller" 2>/dev/null
pkill -P "$caller" sipp 2>/dev/null
forget callee
done_testing
