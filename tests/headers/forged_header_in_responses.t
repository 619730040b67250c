#!/usr/bin/env bash
# Responses, too, lose what they forge, and carry the called number's own value.
# shellcheck source=tests/lib/gateway.sh
. "$(dirname "$0")/../lib/gateway.sh"
HERE=$(cd "$(dirname "$0")" && pwd)

provision +4930100064 contoso direct_routing genuine
provision +4930100065 contoso phone_mobile not-for-mobile
reload >/dev/null

answer cloud callee "$(scenario "$HERE/uas-extra.xml" EXTRA="$HEADER: forged")"
ok 'a call from the operator is answered' call operator caller "$(scenario uac-answered)" "$STRANGER" +4930100064
answered callee
for code in 180 200; do
  is "$(received caller "^SIP/2.0 $code" | header "$HEADER")" genuine "the $code carries the genuine value alone"
done
is "$(grep -aci forged "$TEST_DIR/caller.msg")" 0 'nothing forged, not in the answer to BYE either'

answer cloud refusing "$(scenario "$HERE/uas-refuse-extra.xml" EXTRA="$HEADER: forged")"
ok 'a refusal gets through' call operator refused "$(scenario uac-refused CODE=486)" "$STRANGER" +4930100064
answered refusing
is "$(received refused '^SIP/2.0 486' | header "$HEADER")" genuine 'with the genuine value alone'

answer cloud mobile "$(scenario "$HERE/uas-extra.xml" EXTRA="$HEADER: forged")"
ok 'a call to Phone Mobile is answered' call operator to-mobile "$(scenario uac-answered)" "$STRANGER" +4930100065
answered mobile
is "$(grep -aic "^$HEADER" "$TEST_DIR/to-mobile.msg")" 0 'whose responses carry none'

answer operator op-phone "$(scenario "$HERE/uas-extra.xml" EXTRA="$HEADER: forged")"
ok 'a call from the cloud is answered' call cloud cloud-caller "$(scenario uac-answered)" +4930100064 "$STRANGER"
answered op-phone
is "$(grep -aic "^$HEADER" "$TEST_DIR/cloud-caller.msg")" 0 'the cloud sees the header in no response'
done_testing
