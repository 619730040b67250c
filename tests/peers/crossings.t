#!/usr/bin/env bash
# What crosses while a call moves from place to place: see crossings.pl.
# shellcheck source=tests/peers/sites.sh
. "$(dirname "$0")/sites.sh"

place first 5361 1
place second 5461 2
wire first operator 5361
wire second operator 5461
wire caller cloud 5561
set_answer_timeout() { rpc cfg.set_now_int tm fr_timer "$1" >/dev/null; }
give_back() {
  set_answer_timeout 5000
  cleanup_sites
}
trap give_back EXIT
set_answer_timeout 1000
poll 10 place_is first up && poll 10 place_is second up
# Its output is that of this test.
perl "$PEERS/crossings.pl" "$CALLING"
