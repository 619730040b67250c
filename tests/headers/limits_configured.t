#!/usr/bin/env bash
# Each limit can be set (ACG_LIMITS), and what is beyond it is answered by its own code: 413
# for a body, 513 for a message, 414 for a Request-URI, 400 elsewhere.
# shellcheck source=tests/lib/gateway.sh
. "$(dirname "$0")/../lib/gateway.sh"
# shellcheck source=tests/lib/raw.sh
. "$(dirname "$0")/../lib/raw.sh"

ACG_LIMITS='body=400,message=1500 request_uri=60,contact_uri=40,userinfo=20,from_domain=30,header_name=14,option_tag=6,option_tags=20,body_name=20' \
  "$STACK/part" kamailio restart || bail_out 'the gateway does not start with ACG_LIMITS'
repeat() { printf "%0$2d" 0 | sed "s/0/$1/g"; }
message() {
  {
    printf '%s\n' "OPTIONS sip:${user:-+49}@${host:-edge.cloud.test} SIP/2.0" "Via: SIP/2.0/TLS $ACG_IP:5999;branch=z9hG4bK$1" 'Max-Forwards: 70' \
      "From: <sip:${from:-+49@edge.test}>;tag=$1" 'To: <sip:+49@edge.test>' "Call-ID: $1-$$" 'CSeq: 1 OPTIONS' "Contact: <sip:${contact:-a@b.test}>" \
      "${extra:-Subject: none}" "Content-Type: ${type:-text/plain}" "Content-Length: ${#body}" ''
    printf '%s' "$body"
  } >"$TEST_DIR/$1"
}
body=x
message fits
body=$(repeat b 400) message body_fits
body=$(repeat b 401) message body
extra="Subject: $(repeat s 1400)" message size
host=$(repeat a 70) message uri
user=$(repeat u 21) message user
contact=$(repeat c 40)@b message contact
from=$(repeat f 21)@b message from_user
from=a@$(repeat f 31) message from_domain
extra="X-$(repeat h 20): a" message name
extra='Supported: 1234567' message tag
extra='Supported: a, b, c, d, e, f, g, h, i' message tags
type=text/$(repeat t 20) message type
said=(fits body_fits body size uri user contact from_user from_domain name tag tags type)
say cloud 3000 "${said[@]/#/$TEST_DIR/}" >"$TEST_DIR/verdicts"
is "$(tr '\n' ' ' <"$TEST_DIR/verdicts")" \
  'fits 200 body_fits 200 body 413 size 513 uri 414 user 414 contact 400 from_user 400 from_domain 400 name 400 tag 400 tags 400 type 400 ' \
  'each limit has its answer, and what is within it passes'

ACG_LIMITS='size=1' ACG_START_LIMIT=20 "$STACK/part" kamailio restart >/dev/null 2>&1
nok 'a limit that is none stops the start' "$STACK/part" kamailio pid
like "$(grep -a 'limit "size=1"' "$ACG_RUN/log/kamailio.log")" 'expected name=bytes' 'and the log says what was expected'
"$STACK/part" kamailio restart
ok 'the gateway is back as it was' "$STACK/status"
done_testing
