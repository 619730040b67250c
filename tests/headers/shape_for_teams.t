#!/usr/bin/env bash
# What Teams asks of a gateway, on the wire: Allow without REFER but with NOTIFY, X-MS-SBC
# in requests and responses, +E.164 with user=phone; and not for another service. In answers
# to OPTIONS as well.
# shellcheck source=tests/lib/gateway.sh
. "$(dirname "$0")/../lib/gateway.sh"
# shellcheck source=tests/lib/raw.sh
. "$(dirname "$0")/../lib/raw.sh"
HERE=$(cd "$(dirname "$0")" && pwd)

provision +4930100121 contoso direct_routing
provision +4930100122 contoso zoom
reload >/dev/null
extra='Allow: INVITE, ACK, BYE, REFER\n      X-MS-SBC: forged/1/1'

answer cloud teams "$(scenario uas-answer)"
ok 'a call to Teams is answered' call operator caller "$(scenario "$HERE/uac-extra.xml" EXTRA="$extra")" "$STRANGER" +4930100121
answered teams
invite=$(received teams '^INVITE')
is "$(header Allow <<<"$invite")" 'INVITE, ACK, CANCEL, BYE, OPTIONS, UPDATE, PRACK, NOTIFY' 'Allow without REFER, once'
is "$(header X-MS-SBC <<<"$invite")" 'ACG/Kamailio/1.0' 'X-MS-SBC, ours alone'
is "$(received teams '^BYE' | header X-MS-SBC)" 'ACG/Kamailio/1.0' 'within the dialog, too'
like "$invite" '^INVITE sip:\+4930100121@[^;]*;user=phone SIP' '+E.164 and user=phone'
like "$(header From <<<"$invite")" "<sip:\\$STRANGER@" '+E.164 in From'
like "$(header To <<<"$invite")" '<sip:\+4930100121@' 'and in To'

answer operator op-phone "$(scenario uas-answer)"
ok 'a call from Teams is answered' call cloud teams-caller "$(scenario uac-answered)" +4930100121 "$STRANGER"
answered op-phone
is "$(received teams-caller '^SIP/2.0 200' | header X-MS-SBC)" 'ACG/Kamailio/1.0' 'X-MS-SBC in the response to Teams'
is "$(received op-phone '^INVITE' | header X-MS-SBC)" '' 'none to the operator'

answer cloud zoom "$(scenario uas-answer)"
ok 'a call to Zoom is answered' call operator zoom-caller "$(scenario "$HERE/uac-extra.xml" EXTRA='Allow: INVITE, ACK, BYE, REFER')" "$STRANGER" +4930100122
answered zoom
is "$(received zoom '^INVITE' | header Allow)" 'INVITE, ACK, BYE, REFER' 'Zoom may transfer'
is "$(received zoom '^INVITE' | header X-MS-SBC)" '' 'and gets no X-MS-SBC'

printf '%s\n' "OPTIONS sip:$ACG_SERVER_NAME SIP/2.0" "Via: SIP/2.0/TLS $ACG_IP:5999;branch=z9hG4bKo" 'Max-Forwards: 70' \
  'From: <sip:edge.cloud.test>;tag=o' "To: <sip:$ACG_SERVER_NAME>" "Call-ID: o-$$" 'CSeq: 1 OPTIONS' 'Content-Length: 0' '' >"$TEST_DIR/options"
touch "$TEST_DIR/options.raw.answer"
is "$(say cloud 1000 "$TEST_DIR/options")" 'options 200' 'OPTIONS is answered'
is "$(header X-MS-SBC <"$TEST_DIR/options.raw.answer")" 'ACG/Kamailio/1.0' 'with X-MS-SBC'
like "$(header Contact <"$TEST_DIR/options.raw.answer")" "^<sip:$ACG_SERVER_NAME:" 'and our name in Contact'

explained=$(rpc acg.header.explain +4930100121 to_cloud)
like "$explained" 'adds: X-MS-SBC: ACG/Kamailio/1.0' 'acg.header.explain says so'
like "$explained" 'header_rule_id: [0-9]+' 'by row'
nok 'a name is no number to explain' rpc acg.header.explain alice to_cloud
done_testing
