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
for side in operator cloud; do
  mapfile -t dropped < <(awk -v dir="$HERE/messages/" '$2 == "silent" { print dir $1 ".sip" }' "$HERE/expected")
  mapfile -t answered < <(awk -v dir="$HERE/messages/" 'NF && $1 != "#" && $2 != "silent" { print dir $1 ".sip" }' "$HERE/expected")
  { say "$side" 5000 "${answered[@]}"; say "$side" 500 "${dropped[@]}"; } >"$TEST_DIR/verdicts-$side"
  while read -r name verdicts why; do
    like "$(sed -n "s/^$name\.sip //p" "$TEST_DIR/verdicts-$side")" "^($verdicts)\$" "$side: $name: $why"
  done < <(sed 's/#.*//' "$HERE/expected" | awk NF)
done
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
