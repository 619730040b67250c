#!/usr/bin/env bash
# Each field that only the routing script knows arrives in the record, quality also where
# it becomes known after the BYE; and the peer and the quality arrive in the statistics.
# shellcheck source=tests/lib/gateway.sh
. "$(dirname "$0")/../lib/gateway.sh"
# shellcheck source=tests/records/recorder.sh
. "$(dirname "$0")/recorder.sh"

ok 'a second node starts with the keys of the first' recorder_start "$ACG_KEY_FILE"
callee plain
ok 'a call about which all is known' recorder_call full "$(scenario uac-answered)" full
id=$(call_id full)
field() { is "$(record "$id" "$1")" "$2" "$1"; }
field peer cloud2
field peers_tried 'cloud1:503,cloud2:200'
field codec PCMA/8000
field emergency t
field correlation chain-1
field 'mos, loss_percent, jitter_ms, packets' '4.2|1.5|12|1234'
field 'inbound_tls, outbound_tls' 'TLSv1.3 TLS_AES_256_GCM_SHA384|TLSv1.2 ECDHE-RSA-AES128-GCM-SHA256'
field 'inbound_media, outbound_media' 'SRTP AES_CM_128_HMAC_SHA1_80|RTP'
field 'code, code_from, end_reason' '200|far_end|bye'
field "direction, account, service, number, node" 'to_cloud|acme|zoom|+493010|recorder'
field 'talk_ms between 200 and 2000' t
is "$(sql "select bool_or(calls > 0), bool_or(mos_calls > 0), bool_or(mos_bins[6] > 0) from acg.call_count where node = 'recorder' and peer = 'cloud2'")" \
  't|t|t' 'the statistics have the peer and the quality'

ok 'a call about which little is known' recorder_call little "$(scenario uac-answered)" other
id=$(call_id little)
field "coalesce(peer, peers_tried, codec, outbound_tls, inbound_media, 'nothing')" nothing
field 'emergency, correlation = record_id::text' 'f|t'

# The quality of a call that the gateway ends itself is what was known then.
recorder_call barred "$(scenario uac-refused CODE=480)" barred
id=$(call_id barred)
field 'code, code_from, end_reason, reason, talk_ms' '480|gateway|failed|Rule Nine|0'
forget callee
stop_daemon recorder
done_testing
