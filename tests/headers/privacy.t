#!/usr/bin/env bash
# Identities by trust (RFC 3325): a trusted peer gets what the caller asserts, privacy or
# not; a peer outside the trust domain gets neither identity nor From of a caller who
# wants privacy, and what it asserts itself counts for nothing. The record has the number.
# shellcheck source=tests/lib/gateway.sh
. "$(dirname "$0")/../lib/gateway.sh"
HERE=$(cd "$(dirname "$0")" && pwd)

provision +4930100081 contoso direct_routing
provision +4930100082 contoso direct_routing
trust() { sql "UPDATE acg.identity_policy SET trusted = :'trusted' WHERE peer = :'peer'" peer="$1" trusted="$2"; reload >/dev/null; }
trap 'trust operator true; trust cloud true' EXIT
reload >/dev/null
private='P-Asserted-Identity: <sip:+4930100081@x>, <tel:+4930100081>\n      P-Preferred-Identity: <sip:+4930100081@x>\n      Remote-Party-ID: <sip:+4930100081@x>;privacy=full\n      Privacy: id'

# placed LABEL EXTRA: a call with these headers, as the operator receives it.
placed() {
  answer operator "$1" "$(scenario uas-answer)"
  ok "$1: answered" call cloud "$1-caller" "$(scenario "$HERE/uac-extra.xml" EXTRA="$2")" +4930100081 "$STRANGER"
  answered "$1"
  received "$1" '^INVITE' >"$TEST_DIR/$1.invite"
}

placed trusted "$private"
like "$(header P-Asserted-Identity <"$TEST_DIR/trusted.invite")" '\+4930100081@.*tel:\+4930100081' 'a trusted peer gets all identities'
like "$(header From <"$TEST_DIR/trusted.invite")" '\+4930100081@' 'and From'

trust operator false
placed untrusted "$private"
for name in P-Asserted-Identity P-Preferred-Identity Remote-Party-ID; do
  is "$(header "$name" <"$TEST_DIR/untrusted.invite")" '' "an untrusted one gets no $name"
done
like "$(header From <"$TEST_DIR/untrusted.invite")" '^"Anonymous" <sip:anonymous@anonymous.invalid>;tag=' 'From is anonymous'
is "$(grep -ac 4930100081 "$TEST_DIR/untrusted.msg")" 0 'the number is nowhere, in no message of the call'
is "$(record "$(call_id untrusted-caller)" 'number, caller')" '+4930100081|+4930100081' 'the record has it'
unlike "$(received untrusted-caller '^SIP/2.0 200')" nonymous 'the caller sees its own From in the answer'

placed open 'P-Asserted-Identity: <sip:+4930100081@x>\n      Privacy: none'
like "$(header P-Asserted-Identity <"$TEST_DIR/open.invite")" 4930100081 'a caller who wants no privacy is shown to an untrusted peer'
trust operator true

trust cloud false
placed disbelieved 'P-Asserted-Identity: <sip:+4930100082@x>'
is "$(header P-Asserted-Identity <"$TEST_DIR/disbelieved.invite")" '' 'what an untrusted cloud asserts goes no further'
is "$(record "$(call_id disbelieved-caller)" number)" +4930100081 'and does not decide'
done_testing
