#!/usr/bin/env bash
# A call from the operator goes to the service of the called number: the cloud's phone
# rings, the call is answered, and its record says what it was.
# shellcheck source=tests/lib/gateway.sh
. "$(dirname "$0")/../lib/gateway.sh"

number=+4930100001
provision "$number" contoso direct_routing site-7
reload >/dev/null

answer cloud callee "$(scenario uas-answer)"
ok 'the call is answered and hung up' \
  call operator caller "$(scenario uac-answered)" "$STRANGER" "$number"
ok 'the cloud service had the call' answered callee

invite=$(received callee '^INVITE')
like "$invite" "^INVITE sip:\\$number@" 'the called number is kept'
is "$(header "$HEADER" <<<"$invite")" '' 'no custom header toward the cloud'

row=$(record "$(call_id caller)" "direction, number, account, service, code, end_reason, answered_at is not null")
is "$row" "to_cloud|$number|contoso|direct_routing|200|bye|t" 'its record says what it was'
like "$(record "$(call_id caller)" 'inbound_tls, outbound_tls')" \
  '^TLSv1\.3 TLS_AES_256_GCM_SHA384\|TLSv1\.3 TLS_AES_256_GCM_SHA384$' 'and how it was encrypted'
is "$(record "$(call_id caller)" 'inbound_media, outbound_media')" \
  'SRTP AES_CM_128_HMAC_SHA1_80|SRTP AES_CM_128_HMAC_SHA1_80' 'signalling and media'
is "$(record "$(call_id caller)" 'count(*)')" 1 'one call, one record'
done_testing
