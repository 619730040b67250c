#!/usr/bin/env bash
# Whatever becomes of a call attempt, there is one record of it, which says so: answers
# that cross a CANCEL, forks of the far end, spirals, re-INVITEs, timeouts, refusals.
# shellcheck source=tests/lib/gateway.sh
. "$(dirname "$0")/../lib/gateway.sh"
# shellcheck source=tests/records/recorder.sh
. "$(dirname "$0")/recorder.sh"
HERE=$(cd "$(dirname "$0")" && pwd)

number=+4930100662
provision "$number" contoso direct_routing
reload >/dev/null
has() { is "$(record "$(call_id "$1")" "$2")" "$3" "$4"; }
one() { has "$1" 'count(*)' 1 "$2"; }

callee crossed
ok 'a CANCEL crosses the answer' call operator crossed "$(scenario "$HERE/uac-crossed.xml")" "$STRANGER" "$number"
has crossed 'code, end_reason, cancel_crossed, talk_ms > 0' '200|bye|t|t' 'the record says both'
one crossed 'and is the only one'
forget callee

callee ringing
ok 'a call is cancelled' call operator cancelled "$(scenario "$HERE/uac-cancels.xml")" "$STRANGER" "$number"
forget callee
has cancelled 'code, end_reason, cancel_crossed, talk_ms, answered_at is null' '487|cancelled|f|0|t' 'the record says cancelled'
one cancelled 'once'

callee plain
ok 'a call is changed twice' call operator reinvites "$(scenario "$HERE/uac-reinvites.xml")" "$STRANGER" "$number"
has reinvites 'code, end_reason' '200|bye' 'the call has its record'
one reinvites 're-INVITEs add none'
forget callee

for_rule() {
  call "$1" "refused$2" "$(scenario uac-refused CODE="$2")" "$3" "$4"
  has "refused$2" 'code, code_from, end_reason, reason' "$2|gateway|failed|$5" "the gateway refuses with $2: $5"
  one "refused$2" 'once'
}
for_rule operator 404 "$STRANGER" +4930199998 'Number Not Provisioned'
for_rule operator 484 "$STRANGER" 12 'Not An E.164 Number'
for_rule cloud 403 +4930199998 "$STRANGER" 'Calling Number Not Allowed'

recorder_start "$ACG_KEY_FILE"
callee silent
ok 'nobody answers at all' recorder_call silent "$(scenario uac-refused CODE=408)" other
has silent 'code, code_from, end_reason, talk_ms, ring_ms between 900 and 9000' '408|gateway|failed|0|t' 'the record says that the time was up, and how long it took'
one silent 'once'
forget callee
callee forked
ok 'two forks answer' recorder_call forked "$(scenario "$HERE/uac-forked.xml")" other
both() { [ "$(record "$(call_id forked)" 'count(*)')" = 2 ]; }
poll_until 10 'there are two records' both
is "$(record "$(call_id forked)" "string_agg(end_reason || ' ' || to_tag || ' ' || account || ' ' || (talk_ms > 0), ', ' order by to_tag)")" \
  'bye a acme true, forked_loser b acme false' 'of the call, and of the fork that lost'
is "$(sql "select sum(calls) >= 1 from acg.call_count where node = 'recorder' and result = 'forked'")" t 'a loser is counted as one, not as an answered call'
forget callee
callee plain
ok 'a call comes by twice' recorder_call spiral "$(scenario uac-answered)" loop
has spiral 'code, end_reason' '200|bye' 'it has its record'
one spiral 'a spiral adds none'
forget callee
stop_daemon recorder

open_calls() { sql "select count(*) from acg.cdr_open where record is not null"; }
none_open() { [ "$(open_calls)" = 0 ]; }
poll_until 10 'no call is left open' none_open
done_testing
