#!/usr/bin/env bash
# A forged custom header in 50 disguises: either the message is refused, or it goes on
# without it. Nothing of it reaches the operator. Raw bytes, as no SIP stack sends them.
# shellcheck source=tests/lib/gateway.sh
. "$(dirname "$0")/../lib/gateway.sh"
# shellcheck source=tests/lib/raw.sh
. "$(dirname "$0")/../lib/raw.sh"

plan 56
provision +4930100041 contoso direct_routing genuine-value
reload >/dev/null

H=$HEADER
UP=$(tr '[:lower:]' '[:upper:]' <<<"$H")
LOW=$(tr '[:upper:]' '[:lower:]' <<<"$H")
# One a line: what stands among the headers. \n there is a line's end (CRLF), \xNN a byte.
disguises=(
  "$H: forged" "$UP: forged" "$LOW: forged" "x-Ms-oPERATOR-cONTENT: forged"
  "$H:forged" "$H : forged" "$H	: forged" "$H  	 : forged" "$H:	forged" "$H:      forged"
  "$H:\n forged" "$H:\n	forged" "$H: a\n forged" "$H: a,\n	forged" "$H : \n forged"
  "$H: a\n \n forged" "$H:\n \n forged"
  "$H: forged\n$H: forged" "$H: forged\n$UP: forged\n$LOW: forged" "$H: forged, forged" "$H: forged;a=forged"
  "$H: genuine-value\n$H: forged" "$H:\n$H: forged" "$H: \"forged\"" "$H: <forged>"
  "X-A: b\\\\x0a$H: forged" "X-A: b\\\\x0d$H: forged" "X-A: b\\\\x0a\\\\x0a$H: forged" "X-A: b\\\\x0d\\\\x0d$H: forged"
  "X-A: b\\\\x00\n$H: forged" "X-A: b\\\\x00$H: forged" "\\\\x00$H: forged" "$H\\\\x00: forged" "$H: \\\\x00forged"
  " $H: forged" "	$H: forged" "X-A: b\n $H: forged" "$H\n : forged" "$H\n	: forged" ":$H: forged"
  "$H\\\\x0b: forged" "$H\\\\x0c: forged" "\\\\x7f$H: forged" "$H\\\\xc2\\\\xa0: forged" "\\\\xef\\\\xbb\\\\xbf$H: forged"
  "$H forged" "$H; forged" "\"$H\": forged" "X-A: \\\\\\\\\\\\x0a$H: forged" "X-A: \\\\\\\\\\\\x0d$H: forged"
)
is "${#disguises[@]}" 50 'fifty disguises'

# With the length of the lines' ends as they will be.
body=$(printf '%s\n' v=0 "o=- 1 1 IN IP4 $ACG_IP" s=- "c=IN IP4 $ACG_IP" 't=0 0' 'm=audio 40000 RTP/SAVP 8' \
  'a=rtpmap:8 PCMA/8000' 'a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:WVNfX19zZW1jdGwgKCkgewkyMjA7fQp9CnVubGVz')
length=$(($(wc -c <<<"$body") + $(wc -l <<<"$body")))

files=()
for i in "${!disguises[@]}"; do
  file=$TEST_DIR/$(printf 'disguise-%02d' "$i")
  cat >"$file" <<END
INVITE sip:$STRANGER@edge.cloud.test SIP/2.0
Via: SIP/2.0/TLS $ACG_IP:5999;branch=z9hG4bKdisguise$i
Max-Forwards: 70
From: <sip:+4930100041@edge.cloud.test>;tag=d$i
To: <sip:$STRANGER@edge.cloud.test>
Call-ID: disguise-$i-$$@$ACG_IP
CSeq: 1 INVITE
Contact: <sip:+4930100041@$ACG_IP:5999;transport=tls>
$(printf '%b' "${disguises[i]}")
Content-Type: application/sdp
Content-Length: $length

$body
END
  files+=("$file")
done

address=$(phone_address operator)
sipp_command callee -sf "$SIPP_DIR/uas-counts.xml" -p "${address#*:}" -bind_local -m 1000
"${SIPP[@]}" >"$TEST_DIR/callee.out" 2>&1 &
echo $! >"$TEST_DIR/callee.pid"
poll 5 listening udp "${address%:*}" "${address#*:}" || bail_out 'SIPp does not listen'

say cloud 2000 "${files[@]}" >"$TEST_DIR/verdicts"
for i in "${!files[@]}"; do
  like "$(sed -n "s/^disguise-$(printf %02d "$i") //p" "$TEST_DIR/verdicts")" '^(400|486)$' \
    "disguise $i is refused or goes on: $(printf '%q' "${disguises[i]}")"
done

arrived=$(grep -c '^INVITE ' "$TEST_DIR/callee.msg")
is "$arrived" "$(grep -c ' 486$' "$TEST_DIR/verdicts")" 'the operator saw those that went on, and no more'
ok 'some of them did go on, and some did not' test "$arrived" -gt 15 -a "$arrived" -lt 45
is "$(tr -d '\r' <"$TEST_DIR/callee.msg" | grep -aiE "^[[:space:]]*${H}[^:]*:" | grep -aci forged)" 0 \
  'nothing forged reached the operator in a line that could be the header'
is "$(tr -d '\r' <"$TEST_DIR/callee.msg" | grep -aicE "^[[:space:]]*${H}[^:]*:")" "$arrived" 'each carries the header once'
is "$(tr -d '\r' <"$TEST_DIR/callee.msg" | grep -ac "^$H: genuine-value\$")" "$arrived" 'with the genuine value'
forget callee
done_testing
