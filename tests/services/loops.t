#!/usr/bin/env bash
# Calls that went through here counted: what comes back unchanged is a loop (482), what was
# forwarded to another number is not, unless it comes for the third time. Max-Forwards.
# shellcheck source=tests/lib/gateway.sh
. "$(dirname "$0")/../lib/gateway.sh"
# shellcheck source=tests/lib/raw.sh
. "$(dirname "$0")/../lib/raw.sh"

OURS=+4930630001
provision "$OURS" contoso direct_routing
reload >/dev/null

# The way of a call as its callee sees it.
answer cloud callee "$(scenario uas-answer)"
ok 'a call through the gateway' call operator caller "$(scenario uac-answered)" "$STRANGER" "$OURS"
answered callee
via=$(received callee '^INVITE' | header Via)
like "$via" "SIP/2.0/TLS $ACG_IP:$ACG_CLOUD_PORT" 'the gateway is in its Via'

SDP=$'v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\nm=audio 20000 RTP/SAVP 8\r\na=rtpmap:8 PCMA/8000\r\na=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:WVNfX19zZW1jdGwgKCkgewkyMjA7fQp9CnVubGVz\r\n'

# invite NAME TO MAX_FORWARDS VIA...: the call comes in again from the operator, to OURS.
invite() {
  local name=$1 to=$2 hops=$3 v
  shift 3
  {
    printf '%s\n' "INVITE sip:$OURS@$ACG_SERVER_NAME SIP/2.0" "Via: SIP/2.0/TLS $ACG_IP:5999;branch=z9hG4bK$name"
    for v; do printf 'Via: %s\n' "$v"; done
    printf '%s\n' "Max-Forwards: $hops" "From: <sip:$STRANGER@$ACG_IP>;tag=$name" "To: <sip:$to@$ACG_SERVER_NAME>" \
      "Call-ID: $name-$$" 'CSeq: 1 INVITE' "Contact: <sip:$STRANGER@$ACG_IP:5999;transport=tls>" 'Content-Type: application/sdp' "Content-Length: ${#SDP}" ''
    printf '%s' "$SDP"
  } >"$TEST_DIR/$name"
  say operator 1000 "$TEST_DIR/$name" | sed "s/^$name //"
}
mapfile -t vias <<<"$via"
again="SIP/2.0/TLS $ACG_IP:$ACG_CLOUD_PORT;branch=z9hG4bKearlier"

counted=$(rpc cnt.get acg_provision refused_loop | tr -dc 0-9)
is "$(invite back "$OURS" 60 "${vias[@]}")" 482 'it comes back to the same number: a loop'
is "$(record "back-$$" 'code, code_from, reason')" '482|gateway|Loop Detected' 'its record says so'
is "$(invite third +4930630999 60 "$again" "$again")" 482 'it comes for the third time: a loop'
is "$(rpc cnt.get acg_provision refused_loop | tr -dc 0-9)" "$((counted + 2))" 'both are counted'
for name in forwarded other; do
  case $name in
    forwarded) to=+4930630999 way=$again what='forwarded to another number it is none' ;;
    other) to=$OURS way="SIP/2.0/TLS 192.0.2.1:$ACG_CLOUD_PORT;branch=z9hG4bKx" what="nor is another one's Via" ;;
  esac
  answer cloud "busy-$name" "$(scenario uas-refuse CODE=486)"
  is "$(invite "$name" "$to" 60 "$way")" 486 "$what: it is busy"
  answered "busy-$name"
done
is "$(invite spent "$OURS" 0)" 483 'Max-Forwards 0: 483'
done_testing
