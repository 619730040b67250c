#!/usr/bin/env bash
# An operator with a number plan of its own: numbers in its national form are found, and
# reach the cloud as +E.164; calls to it are written in its form. Nothing is guessed
# without a plan.
# shellcheck source=tests/lib/gateway.sh
. "$(dirname "$0")/../lib/gateway.sh"

provision +4930100101 contoso direct_routing
plan() { sql "UPDATE acg.number_plan SET $1 WHERE peer = 'operator'"; reload >/dev/null; }
trap "plan \"country_code = NULL, national_prefix = '', international_prefix = '', output_form = 'e164'\"" EXIT
reload >/dev/null

ok 'without a plan 030... is no number' call operator none "$(scenario uac-refused CODE=484)" "$STRANGER" 030100101
plan "country_code = '49', national_prefix = '0', international_prefix = '00', output_form = 'national'"

for form in 030100101 004930100101 +4930100101 '+49-30-100101' %2B4930100101; do
  answer cloud "callee$form" "$(scenario uas-answer)"
  ok "$form is answered" call operator "caller$form" "$(scenario uac-answered)" 089700001 "$form"
  answered "callee$form"
  invite=$(received "callee$form" '^INVITE')
  like "$invite" '^INVITE sip:\+4930100101@edge\.cloud\.test;user=phone ' "$form: the cloud is asked for +E.164"
  like "$(header From <<<"$invite")" 'sip:\+4989700001@' "$form: and called by +E.164"
  is "$(record "$(call_id "caller$form")" 'number, callee, caller')" "+4930100101|$form|089700001" "$form: the record has both forms"
done

answer operator callee "$(scenario uas-answer)"
ok 'a call to the operator is answered' call cloud caller "$(scenario uac-answered)" +4930100101 +498970000001
answered callee
like "$(received callee '^INVITE')" '^INVITE sip:08970000001@trunk\.operator\.test;user=phone ' 'it is written in the national form'
like "$(received callee '^INVITE' | header From)" 'sip:030100101@' 'From, too'
answer operator code "$(scenario uas-answer)"
ok 'a service code is answered' call cloud code-caller "$(scenario uac-answered)" +4930100101 '*21#'
answered code
like "$(received code '^INVITE')" '^INVITE sip:\*21%23@' 'with its # escaped'
done_testing
