#!/usr/bin/env bash
# An operator's own network may do without SRTP (ACG_OPERATOR_MEDIA=rtp): plain RTP there,
# SRTP toward the cloud all the same, and no SRTP offer taken for plain.
# shellcheck source=tests/lib/gateway.sh
. "$(dirname "$0")/../lib/gateway.sh"

number=+4930100033
provision "$number" contoso direct_routing
ACG_OPERATOR_MEDIA=rtp "$STACK/part" kamailio restart || bail_out 'the gateway does not start with ACG_OPERATOR_MEDIA=rtp'

# plain SCENARIO [PLACEHOLDER=VALUE...]: the same with plain RTP in its SDP.
plain() {
  local file
  file=$(scenario "$@")
  sed -i 's|RTP/SAVP|RTP/AVP|; /a=crypto/d' "$file"
  printf '%s\n' "$file"
}

answer cloud callee "$(scenario uas-answer)"
ok 'a plain RTP call of the operator is answered' \
  call operator caller "$(plain uac-answered)" "$STRANGER" "$number"
answered callee
offer=$(received callee '^INVITE')
like "$offer" 'm=audio [0-9]+ RTP/SAVP' 'the cloud is offered SRTP'
is "$(grep -c '^a=crypto:[0-9]* AES_CM_128_HMAC_SHA1_80 inline:' <<<"$offer")" 1 'with the one suite'
is "$(grep -c '^a=crypto' <<<"$offer")" 1 'and no other'
is "$(record "$(call_id caller)" 'inbound_media, outbound_media')" \
  'RTP|SRTP AES_CM_128_HMAC_SHA1_80' 'the record says which leg was which'

answer operator trunk "$(plain uas-answer)"
ok 'a call to the operator is answered in plain RTP' \
  call cloud cloud-caller "$(scenario uac-answered)" "$number" "$STRANGER"
answered trunk
unlike "$(received trunk '^INVITE')" 'crypto|SAVP' 'the operator is offered plain RTP'
like "$(received cloud-caller '^SIP/2.0 200')" 'a=crypto:1 AES_CM_128_HMAC_SHA1_80' 'the cloud is answered with SRTP'

ok 'a plain offer from the cloud is refused still' \
  call cloud clear "$(plain uac-refused CODE=488)" "$number" "$STRANGER"

"$STACK/part" kamailio restart
ok 'and the gateway is back as it was' "$STACK/status"
done_testing
