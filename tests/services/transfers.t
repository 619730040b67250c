#!/usr/bin/env bash
# REFER never reaches the operator's network, and the cloud where its service wants it; the
# methods that are no calls' get 405; Min-SE, Session-Expires and 422 pass as they are.
# shellcheck source=tests/lib/gateway.sh
. "$(dirname "$0")/../lib/gateway.sh"
# shellcheck source=tests/lib/raw.sh
. "$(dirname "$0")/../lib/raw.sh"
HERE=$(cd "$(dirname "$0")" && pwd)

OURS=+4930650001
provision "$OURS" contoso zoom
clean_up() {
  sql "UPDATE acg.service SET refer = 'refused' WHERE name = 'zoom'"
  reload >/dev/null
}
trap clean_up EXIT
reload >/dev/null

# referred NAME SIDE FROM TO CODE: in a call, the caller's REFER gets CODE.
referred() {
  local name=$1 side=$2 other=cloud
  [ "$side" = operator ] || other=operator
  answer "$other" "$name-callee" "$(scenario "$HERE/uas-refer.xml")"
  ok "$name: REFER in a call of the $side gets $5" call "$side" "$name" "$(scenario "$HERE/uac-refer.xml" CODE="$5")" "$3" "$4"
  answered "$name-callee"
}
came() { grep -ac '^REFER ' "$TEST_DIR/$1-callee.msg"; }
referred from_cloud cloud "$OURS" "$STRANGER" 405
is "$(came from_cloud)" 0 'the operator sees no REFER'
nok 'and Allow in the answer names none' grep -q REFER <<<"$(received from_cloud 'SIP/2.0 405' | header Allow)"
referred from_operator operator "$STRANGER" "$OURS" 405
is "$(came from_operator)" 0 'nor does the cloud'
sql "UPDATE acg.service SET refer = 'to_cloud' WHERE name = 'zoom'"
reload >/dev/null
referred to_zoom operator "$STRANGER" "$OURS" 202
is "$(came to_zoom)" 1 'a service that wants it gets it'
referred from_zoom cloud "$OURS" "$STRANGER" 405
is "$(came from_zoom)" 0 'the operator never'

# --- session timers
answer cloud small "$(scenario "$HERE/uas-session.xml")"
ok 'Session-Expires too small: 422 passes' call operator session "$(scenario uac-refused CODE=422)" "$STRANGER" "$OURS" \
  $'Supported: timer\r\nSession-Expires: 90;refresher=uac'
answered small
is "$(received small '^INVITE' | header Session-Expires)" '90;refresher=uac' 'Session-Expires as it came'
is "$(received session 'SIP/2.0 422' | header Min-SE)" 1200 'Min-SE as it came'

# --- methods
for side in operator cloud; do
  files=()
  for method in MESSAGE SUBSCRIBE REGISTER PUBLISH FOO; do
    printf '%s\n' "$method sip:$OURS@$ACG_SERVER_NAME SIP/2.0" "Via: SIP/2.0/TLS $ACG_IP:5999;branch=z9hG4bK$method$side" 'Max-Forwards: 70' \
      "From: <sip:$STRANGER@$ACG_IP>;tag=m" "To: <sip:$OURS@$ACG_SERVER_NAME>" "Call-ID: $method-$side-$$" "CSeq: 1 $method" 'Content-Length: 0' '' >"$TEST_DIR/$method"
    files+=("$TEST_DIR/$method")
  done
  is "$(say "$side" 1000 "${files[@]}" | xargs)" 'MESSAGE 405 SUBSCRIBE 405 REGISTER 405 PUBLISH 405 FOO 405' "other methods from the $side: 405"
done
done_testing
