#!/usr/bin/env bash
# An offer that is not SRTP with AES_CM_128_HMAC_SHA1_80 is refused with 488 before
# anyone's phone rings, from either side.
# shellcheck source=tests/lib/gateway.sh
. "$(dirname "$0")/../lib/gateway.sh"

HERE=$(cd "$(dirname "$0")" && pwd)
provision +4930100021 contoso direct_routing
reload >/dev/null
key=WVNfX19zZW1jdGwgKCkgewkyMjA7fQp9CnVubGVz
good="a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:$key"

# offer LABEL M_LINE [ATTRIBUTE...]: an SDP file with that media section.
offer() {
  local file=$TEST_DIR/$1.sdp
  printf '%s\r\n' v=0 "o=- 1 1 IN IP4 $ACG_IP" s=- "c=IN IP4 $ACG_IP" 't=0 0' "${@:2}" >"$file"
}
offer plain 'm=audio 40000 RTP/AVP 8'
offer opportunistic 'm=audio 40000 RTP/AVP 8' "$good"
offer keyless 'm=audio 40000 RTP/SAVP 8'
offer other_suite 'm=audio 40000 RTP/SAVP 8' "a=crypto:1 AES_CM_128_HMAC_SHA1_32 inline:$key"
offer null_suite 'm=audio 40000 RTP/SAVP 8' "a=crypto:1 NULL_HMAC_SHA1_80 inline:$key"
offer unencrypted 'm=audio 40000 RTP/SAVP 8' "$good UNENCRYPTED_SRTP"
offer short_key 'm=audio 40000 RTP/SAVP 8' 'a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:WVNfX19zZW1jdGwgKCkgew=='
offer dtls 'm=audio 40000 UDP/TLS/RTP/SAVP 8' 'a=setup:actpass' 'a=fingerprint:SHA-1 00:11'
offer plain_video 'm=audio 40000 RTP/SAVP 8' "$good" 'm=video 40002 RTP/AVP 96'
offer fax 'm=audio 40000 RTP/SAVP 8' "$good" 'm=image 40004 udptl t38'

answer cloud cloud-phone "$(scenario uas-answer)"
answer operator operator-phone "$(scenario uas-answer)"
for kind in plain opportunistic keyless other_suite null_suite unencrypted short_key dtls plain_video fax; do
  ok "from the operator: $kind" call operator "operator-$kind" \
    "$(scenario "$HERE/offer.xml" SDP="$TEST_DIR/$kind.sdp")" "$STRANGER" +4930100021
  ok "from the cloud: $kind" call cloud "cloud-$kind" \
    "$(scenario "$HERE/offer.xml" SDP="$TEST_DIR/$kind.sdp")" +4930100021 "$STRANGER"
done
like "$(received operator-plain '^SIP/2.0 488')" 'Warning: 3[0-9]+ ' 'the answer names the rule in a Warning'
is "$(record "$(call_id operator-plain)" 'code, end_reason')" '488|failed' 'the attempt is recorded'
ok 'no phone of the cloud rang' nothing_arrived cloud-phone
ok 'no phone of the operator rang' nothing_arrived operator-phone
forget cloud-phone
forget operator-phone
done_testing
