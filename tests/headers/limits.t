#!/usr/bin/env bash
# What is too large is answered so, and goes no further.
# shellcheck source=tests/lib/gateway.sh
. "$(dirname "$0")/../lib/gateway.sh"
# shellcheck source=tests/lib/raw.sh
. "$(dirname "$0")/../lib/raw.sh"

provision +4930100091 contoso direct_routing
reload >/dev/null
repeat() { printf "%0$2d" 0 | sed "s/0/$1/g"; }

# message LABEL: the message on stdin, @...@ filled in, with @BODY@ and its length.
message() {
  local body=${body-} uri=${uri:-sip:$STRANGER@edge.cloud.test} contact=${contact:-<sip:a@b.example>} from=${from:-sip:+4930100091@edge.cloud.test}
  {
    printf '%s\n' "INVITE $uri SIP/2.0" "Via: SIP/2.0/TLS $ACG_IP:5999;branch=z9hG4bK$1" 'Max-Forwards: 70' "From: <$from>;tag=$1" \
      "To: <sip:$STRANGER@edge.cloud.test>" "Call-ID: $1-$$" 'CSeq: 1 INVITE' "Contact: $contact" "${extra:-X-Test: none}" \
      "Content-Type: ${type:-application/sdp}" "Content-Length: ${#body}" ''
    printf '%s' "$body"
  } >"$TEST_DIR/$1"
}
body=v=0 message fits
uri=sip:$(repeat a 260)@edge.cloud.test message uri
uri="sip:+49@edge.cloud.test;$(repeat a 240)" message uri_params
extra="X-Long: $(repeat x 10300)" message size
body=$(repeat b 10300) message body_size
contact="<sip:$(repeat c 250)@b.example>" message contact
from="sip:$(repeat f 260)@edge.cloud.test" message from_user
from="sip:+4930100091@$(repeat d 60).$(repeat d 60).$(repeat d 60).$(repeat d 60).$(repeat d 20).example" message from_domain
extra="X-$(repeat h 31): a" message header_name
extra="Supported: $(repeat o 33)" message option_tag
extra="Require: $(repeat 'tag, ' 60)end" message option_tags
type="application/$(repeat t 60)" message body_name
uri=news:$STRANGER message scheme

say cloud 1000 "$TEST_DIR"/{fits,uri,uri_params,size,body_size,contact,from_user,from_domain,header_name,option_tag,option_tags,body_name,scheme} \
  >"$TEST_DIR/verdicts"
verdict() { is "$(sed -n "s/^$1 //p" "$TEST_DIR/verdicts")" "$2" "$3"; }
verdict fits 488 'a message of ordinary size is judged by its offer'
verdict uri 414 'Request-URI beyond 256 bytes'
verdict uri_params 414 'with its parameters'
verdict size 513 'message beyond 10 KB'
verdict body_size 513 'with its body'
verdict contact 400 'Contact URI beyond 256 bytes'
verdict from_user 400 'userinfo beyond 256 bytes'
verdict from_domain 400 'domain in From beyond 255 bytes'
verdict header_name 400 'header name beyond 32 bytes'
verdict option_tag 400 'option tag beyond 32 bytes'
verdict option_tags 400 'option tags beyond 256 bytes'
verdict body_name 400 'body type beyond 64 bytes'
verdict scheme 416 'a scheme nobody calls by'
done_testing
