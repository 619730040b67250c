#!/usr/bin/env bash
# The messages of RFC 4475, said to the gateway from either side: each is answered or
# dropped as the RFC says, nothing of them goes on, no worker dies, the next call works.
# shellcheck source=tests/lib/gateway.sh
. "$(dirname "$0")/../lib/gateway.sh"
# shellcheck source=tests/lib/raw.sh
. "$(dirname "$0")/../lib/raw.sh"
HERE=$(cd "$(dirname "$0")" && pwd)

provision +4930100051 contoso direct_routing after-torture
reload >/dev/null
pids() { rpc core.psx | sed -n 's/.*PID: *//p' | sort; }
alive=$(pids)

messages=$(sed 's/#.*//' "$HERE/expected" | awk 'NF { print $1 }')
is "$(wc -w <<<"$messages")" 49 'the whole set of RFC 4475'
# shellcheck disable=SC2086  # words
is "$(cd "$HERE/messages" && printf '%s\n' *.sip | sort)" "$(printf '%s.sip\n' $messages | sort)" 'each with its message'

answer cloud cloud-phone "$(scenario uas-answer)"
answer operator operator-phone "$(scenario uas-answer)"
# The same message from the other side would be a repetition while the first is remembered.
forgotten() { rpc tm.stats | grep -q 'current: 0$'; }
for side in operator cloud; do
  poll_until 10 "$side: no transaction is left" forgotten
  mapfile -t dropped < <(awk -v dir="$HERE/messages/" '$2 == "silent" { print dir $1 ".sip" }' "$HERE/expected")
  mapfile -t answered < <(awk -v dir="$HERE/messages/" 'NF && $1 != "#" && $2 != "silent" { print dir $1 ".sip" }' "$HERE/expected")
  { say "$side" 5000 "${answered[@]}"; say "$side" 500 "${dropped[@]}"; } >"$TEST_DIR/verdicts-$side"
  while read -r name verdicts why; do
    like "$(sed -n "s/^$name\.sip //p" "$TEST_DIR/verdicts-$side")" "^($verdicts)\$" "$side: $name: $why"
  done < <(sed 's/#.*//' "$HERE/expected" | awk NF)
done
# Where Content-Length leaves open where the next message begins there is no next message:
# what follows in the same breath is no request, however much it looks like one.
for name in ncl mcl01 mismatch01; do
  { sed '/^$/Q' "$HERE/messages/$name.sip" | sed 's/^l: .*/l: 0/; s/^Content-Length: [0-9].*/Content-Length: 0/'; cat; } <<EOF >"$TEST_DIR/$name"

INVITE sip:+4930199999@x SIP/2.0
Via: SIP/2.0/TLS $ACG_IP:5999;branch=z9hG4bKbehind$name
Max-Forwards: 70
From: <sip:$STRANGER@x>;tag=a
To: <sip:+4930199999@x>
Call-ID: behind-$name-$$
CSeq: 1 INVITE
Contact: <sip:a@$ACG_IP:5999;transport=tls>
Content-Length: 0

EOF
done
SAY_TO_END=1 say operator 8000 "$TEST_DIR"/{ncl,mcl01} >"$TEST_DIR/ends"
SAY_TO_END=1 say operator 2000 "$TEST_DIR/mismatch01" >>"$TEST_DIR/ends"
is "$(<"$TEST_DIR/ends")" $'ncl 400 closed\nmcl01 400 closed\nmismatch01 400 open' \
  'two Content-Length, or one that is no number, end the connection, any other fault does not'
is "$(grep -ao "call behind-[a-z0-9]*-$$ from the operator refused" "$ACG_RUN/log/kamailio.log")" \
  "call behind-mismatch01-$$ from the operator refused" 'and what follows them is not looked at'

ok 'nothing went on to the operator' nothing_arrived operator-phone
ok 'nothing went on to the cloud' nothing_arrived cloud-phone
forget cloud-phone
forget operator-phone
is "$(pids)" "$alive" 'the same processes are alive'

answer operator callee "$(scenario uas-answer)"
ok 'the next call is answered' call cloud caller "$(scenario uac-answered)" +4930100051 "$STRANGER"
answered callee
is "$(received callee '^INVITE' | header "$HEADER")" after-torture 'with its header'
done_testing
