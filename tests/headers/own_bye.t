#!/usr/bin/env bash
# A BYE of the gateway's own shows each end what it was shown before: an anonymous caller
# stays anonymous to an untrusted peer, the caller sees its own From; and it carries the
# headers that every message of the call carries.
# shellcheck source=tests/lib/gateway.sh
. "$(dirname "$0")/../lib/gateway.sh"
HERE=$(cd "$(dirname "$0")" && pwd)

provision +4930100141 contoso direct_routing own-bye
trust() { sql "UPDATE acg.identity_policy SET trusted = :'trusted' WHERE peer = :'peer'" peer="$1" trusted="$2"; reload >/dev/null; }
trap 'trust operator true' EXIT
# ended LABEL: the gateway hangs up the call of LABEL.
ended() {
  local id call
  call=$(call_id "$1")
  id=$(rpc dlg.list | tr -d '\t' | awk -v id="$call" '/^h_entry:/ { e = $2 } /^h_id:/ { h = $2 } $0 == "call-id: " id { print e, h; exit }')
  # shellcheck disable=SC2086  # two words
  [ -n "$id" ] && rpc dlg.end_dlg $id >/dev/null
}
answered_by_now() { grep -q '^ACK ' "$TEST_DIR/$1.msg"; }

# hung_up LABEL FROM TO CALLING CALLED EXTRA: a call that the gateway ends.
hung_up() {
  answer "$3" "$1-callee" "$(scenario uas-answer)"
  call "$2" "$1-caller" "$(scenario "$HERE/uac-hung-up.xml" EXTRA="$6")" "$4" "$5" &
  local caller=$!
  poll 10 answered_by_now "$1-callee"
  ok "$1: the gateway hangs up" ended "$1-caller"
  ok "$1: the caller is hung up on" wait "$caller"
  ok "$1: the callee is hung up on" answered "$1-callee"
}

trust operator false
hung_up private cloud operator +4930100141 "$STRANGER" 'Privacy: id'
bye=$(received private-callee '^BYE')
like "$(header From <<<"$bye")" '^"Anonymous" <sip:anonymous@anonymous.invalid>;tag=' 'the callee still does not learn who called'
is "$(grep -ac 4930100141 "$TEST_DIR/private-callee.msg")" 0 'the number is in no message to it'
is "$(header To <<<"$bye" | sed 's/;tag.*//')" "$(received private-callee '^INVITE' | header To)" 'To is what it was'
is "$(header "$HEADER" <<<"$bye")" own-bye 'with the custom header'
is "$(received private-caller '^BYE' | header To | sed 's/;tag.*//')" "$(sed -n 's/^From: *//p' "$TEST_DIR/private-caller.msg" | head -n 1 | sed 's/;tag.*//' | tr -d '\r')" 'the caller sees what it wrote'
is "$(received private-caller '^BYE' | header X-MS-SBC)" ACG/Kamailio/1.0 'and X-MS-SBC'
is "$(received private-caller '^BYE' | header "$HEADER")" '' 'but no custom header'
trust operator true

hung_up open operator cloud "$STRANGER" +4930100141 'X-Test: none'
for end in From To; do
  is "$(received open-callee '^BYE' | header "$end" | sed 's/;tag.*//')" "$(received open-callee '^INVITE' | header "$end" | sed 's/;tag.*//')" "$end to the callee is what it was"
done
is "$(received open-callee '^BYE' | header X-MS-SBC)" ACG/Kamailio/1.0 'X-MS-SBC to the cloud'
is "$(received open-caller '^BYE' | header "$HEADER")" own-bye 'the custom header to the operator, who called'
done_testing
