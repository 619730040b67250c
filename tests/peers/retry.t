#!/usr/bin/env bash
# Only 408, 503 and 504 move a call to the next site: each final code from 400 to 699 is
# tried once, and each call is recorded once with what was tried.
# shellcheck source=tests/peers/sites.sh
. "$(dirname "$0")/sites.sh"

place first 5361 1
place second 5461 2
site first 5361
site second 5461
poll_until 10 'the first site is up' place_is first up
poll_until 10 'and the second' place_is second up

mapfile -t codes < <(seq 400 699)
mapfile -t ended < <(perl "$PEERS/call.pl" "$ACG_IP" "$(edge_address cloud)" "$CALLING" "retry$$" "${codes[@]/#/+4989500}")
moved='408 503 504'
wanted() { if [[ " $moved " == *" $1 "* ]]; then echo 486; else echo "$1"; fi; }
is "${#ended[@]}" 300 'every call has ended'
wrong=$(for line in "${ended[@]}"; do
  code=${line:8:3}
  [ "${line#* }" = "$(wanted "$code")" ] || echo "$line"
done)
is "$wrong" '' 'the caller is told what the last site said'
at() { sed -n "s/.*SITE INVITE +4989500\([0-9]*\) .*/\1/p" "$(log_file "$1-site")" | sort; }
is "$(at first | xargs)" "$(printf '%s\n' "${codes[@]}" | xargs)" 'each went to the first site once'
is "$(at second | xargs)" "$moved" 'only 408, 503 and 504 moved on'
is "$(place_value first state) $(place_value first failures)" 'up 3' 'a site that answers stays up'

while read -r code tried; do
  is "$(record "retry$$-+4989500$code@peers" "peer, peers_tried, code")" "$tried" "$code: the record"
done <<'END'
404 first|first:404|404
408 second|first:408,second:486|486
486 first|first:486|486
503 second|first:503,second:486|486
504 second|first:504,second:486|486
603 first|first:603|603
END
done_testing
