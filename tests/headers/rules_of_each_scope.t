#!/usr/bin/env bash
# Header rules in SQL, on the wire: what each scope adds, replaces and removes on the way
# to the operator; that others' calls and the other direction have none of it.
# shellcheck source=tests/lib/gateway.sh
. "$(dirname "$0")/../lib/gateway.sh"
HERE=$(cd "$(dirname "$0")" && pwd)

provision +4930100061 contoso direct_routing site-1
provision +4930100062 fabrikam zoom
rule() {
  provisioner "INSERT INTO acg.header_rule (number, account_id, service_id, peer, direction, message, method, action, name, value, reference)
    VALUES (nullif(:'number', ''), (SELECT account_id FROM acg.account WHERE name = :'account'),
      (SELECT service_id FROM acg.service WHERE name = :'service'), nullif(:'peer', ''), :'direction', :'message',
      nullif(:'method', ''), :'action', :'name', nullif(:'value', ''), 'test')" \
    number="${number:-}" account="${account:-}" service="${service:-}" peer="${peer:-}" direction="${direction:-to_operator}" \
    message="${message:-both}" method="${method:-}" action="$1" name="$2" value="${3:-}"
}
trap 'provisioner "DELETE FROM acg.header_rule WHERE reference = '\''test'\''"; reload >/dev/null' EXIT

number=+4930100061 rule add X-Number '<{number}> {header_value}'
account=contoso rule add X-Account '{account}/{service} {direction}'
service=direct_routing rule replace X-Service 'direct'
peer=operator rule remove Diversion
message=request method=INVITE rule add X-Deployment 'all'
rule replace Subject 'call'
rule remove History-Info
number=+4930100061 rule pass History-Info
account=fabrikam rule remove P-Preferred-Identity
account=fabrikam rule remove Remote-Party-ID
message=response method=BYE rule add X-Bye-Answer 'yes'
account=contoso rule pass Subject
reload >/dev/null

extra='X-Service: forged\n      x-sERVICE : forged\n      Diversion: <sip:secret@example.com>\n      s: from-phone\n      History-Info: <sip:a@b.example>;index=1\n      P-Preferred-Identity: <sip:a@b.example>\n      Remote-Party-ID: <sip:a@b.example>'
answer operator callee "$(scenario uas-answer)"
ok 'a call is answered' call cloud caller "$(scenario "$HERE/uac-extra.xml" EXTRA="$extra")" +4930100061 "$STRANGER"
answered callee
invite=$(received callee '^INVITE')
is "$(header X-Number <<<"$invite")" '<+4930100061> site-1' 'the rule of the number'
is "$(header X-Account <<<"$invite")" 'contoso/direct_routing to_operator' 'the rule of the account'
is "$(header X-Service <<<"$invite")" direct 'the rule of the service replaces what came'
is "$(header Diversion <<<"$invite")" '' 'the rule of the peer removes'
is "$(header X-Deployment <<<"$invite")" all 'the rule of the deployment'
is "$(header s <<<"$invite")$(header Subject <<<"$invite")" from-phone 'pass leaves alone what a wider rule replaces'
like "$(header History-Info <<<"$invite")" "^<sip:a@$ACG_SERVER_NAME>;index=1" 'History-Info passes by rule, without the host'
is "$(header P-Preferred-Identity <<<"$invite")$(header Remote-Party-ID <<<"$invite")" "<sip:a@$ACG_SERVER_NAME><sip:a@$ACG_SERVER_NAME>" 'so do P-Preferred-Identity and Remote-Party-ID, without a rule'
for method in ACK BYE; do
  request=$(received callee "^$method")
  is "$(header X-Number <<<"$request")" '<+4930100061> site-1' "$method within the dialog: the rule of the number"
  is "$(header X-Deployment <<<"$request")" '' "$method: not the rule of INVITE"
  is "$(header Diversion <<<"$request")" '' "$method: removed there, too"
  is "$(header "$HEADER" <<<"$request")" site-1 "$method: the custom header"
done
is "$(grep -ac 'secret' "$TEST_DIR/callee.msg")" 0 'nothing of what was removed'

# The same rules, dry: by whichever command, with the row and what it does.
explained=$(rpc acg.number.explain +4930100061)
to_operator=${explained#*headers_to_operator}
row() { sql "SELECT header_rule_id FROM acg.header_rule WHERE name = '$1' AND reference = 'test' ORDER BY 1 LIMIT 1"; }
for name in X-Number X-Account X-Service Diversion X-Deployment; do
  like "$(grep -A 8 -m 1 "header: $name" <<<"$to_operator")" "header_rule_id: $(row "$name")" "acg.number.explain names the row of $name"
done
like "$(grep -A 3 -m 1 'header: Subject' <<<"$to_operator")" 'action: pass' 'and that Subject is passed'
like "$to_operator" 'adds: X-Number: <\+4930100061> site-1' 'what it would add'
like "$(grep -A 2 -m 1 'header: Diversion' <<<"$to_operator")" 'removes: all' 'and what it would remove'
like "$to_operator" 'message: response' 'in responses as well'
unlike "${explained%%headers_to_operator*}" 'X-Number|adds: X-MS-Operator' 'and to the cloud none of it'
is "$(rpc acg.header.explain +4930100061 to_operator | grep -c 'adds: X-Number: <+4930100061> site-1')" 1 'acg.header.explain says the same'
is "$(rpc acg.header.explain +4930100061 to_operator request BYE | grep -c X-Deployment)" 0 'of BYE, not what is for INVITE'

answer operator other "$(scenario uas-answer)"
ok "another account's call is answered" call cloud other-caller "$(scenario "$HERE/uac-extra.xml" EXTRA="${extra#*secret*n      }")" +4930100062 "$STRANGER"
answered other
invite=$(received other '^INVITE')
is "$(header X-Number <<<"$invite")$(header X-Account <<<"$invite")$(header X-Service <<<"$invite")" '' 'has none of their headers'
is "$(header X-Deployment <<<"$invite")" all "but the deployment's"
is "$(header Subject <<<"$invite")" call 'and its Subject'
for name in History-Info P-Preferred-Identity Remote-Party-ID; do
  is "$(header "$name" <<<"$invite")" '' "$name is removed by rule"
done

answer cloud cloud-phone "$(scenario "$HERE/uas-extra.xml" EXTRA='X-Service: forged')"
ok 'a call to the cloud is answered' call operator op-caller "$(scenario uac-answered)" "$STRANGER" +4930100061
answered cloud-phone
invite=$(received cloud-phone '^INVITE')
is "$(header X-Number <<<"$invite")$(header X-Deployment <<<"$invite")$(header "$HEADER" <<<"$invite")" '' 'the cloud gets none of it'
for code in 180 200; do
  response=$(received op-caller "^SIP/2.0 $code")
  is "$(header X-Number <<<"$response")" '<+4930100061> site-1' "the $code to the operator: the rule of the called number"
  is "$(header X-Service <<<"$response")" direct "the $code: replaced"
  is "$(header "$HEADER" <<<"$response")" site-1 "the $code: the custom header"
  is "$(header X-Deployment <<<"$response")$(header X-Bye-Answer <<<"$response")" '' "the $code: not the rule of requests, nor that of BYE"
done
is "$(perl -0777 -ne 'for (split /^-{10,}[^\n]*\n/m) { print $1 if /message received[^\n]*\n\s*(.*^CSeq: 2 BYE.*)/ms }' "$TEST_DIR/op-caller.msg" | header X-Bye-Answer)" yes 'the rule of responses to BYE'
done_testing
