#!/usr/bin/env bash
# A site that is down is left out after one failed call, and is back by a probe; one that
# asks for time is given it; the probes are ours by name.
# shellcheck source=tests/peers/sites.sh
. "$(dirname "$0")/sites.sh"

place first 5361 1
place second 5461 2
site first 5361
site second 5461
poll_until 10 'the first site is up' place_is first up
poll_until 10 'and the second' place_is second up
probed() { grep -q "SITE OPTIONS from sip:$ACG_SERVER_NAME contact <sip:$ACG_SERVER_NAME:$ACG_OPERATOR_PORT;transport=tls>" "$(log_file first-site)"; }
poll_until 5 'OPTIONS come from our name, with our name in Contact' probed

is "$(try_number one +4989600486)" '+4989600486 486' 'a call'
is "$(tried one)" first:486 'goes to the first site'

site_stop first
is "$(try_number two +4989600486)" '+4989600486 486' 'a call while the first site is gone'
is "$(tried two)" first:477,second:486 'goes to the second at once'
poll_until 3 'the first is down' place_is first down
like "$(place_value first reason)" 'a call could not be sent|OPTIONS: ' 'and the reason is known'
is "$(try_number three +4989600486)" '+4989600486 486' 'the next call'
is "$(tried three)" second:486 'leaves it out'
counted() { [[ $(rpc cnt.get acg_provision peers_down) =~ [1-9] ]]; }
poll_until 3 'a counter says that it is down' counted
site first 5361
poll_until 15 'it is up by a probe' place_is first up
is "$(try_number four +4989600486)" '+4989600486 486' 'the next call'
is "$(tried four)" first:486 'goes there'

# shellcheck disable=SC2046  # a list of pids
kill -STOP $(session_of first-site)
is "$(try_number five +4989600486)" '+4989600486 486' 'a call while the first site says nothing'
is "$(tried five)" first:408,second:486 'goes to the second'
poll_until 3 'and the first is down' place_is first down
# shellcheck disable=SC2046  # a list of pids
kill -CONT $(session_of first-site)
poll_until 15 'it is up again' place_is first up

is "$(try_number six +4989607503)" '+4989607503 486' 'a call to a site that asks for 3 s'
ok 'which is left alone' place_is first paused
is "$(try_number seven +4989600486)" '+4989600486 486' 'the next call'
is "$(tried seven)" second:486 'leaves it out'
poll_until 6 'until the time is over' place_is first up
is "$(try_number eight +4989600486)" '+4989600486 486' 'the next call'
is "$(tried eight)" first:486 'goes there'

sql "update acg.destination set enabled = false where name in ('first', 'second')"
# Dispatcher has its new list a moment after the rows are gone.
none() {
  [ "$(place_value first state)" = '' ] && [ "$(place_value second state)" = '' ] &&
    ! rpc dispatcher.list | grep -Eq ':(5361|5461);'
}
poll_until 10 'destinations can be switched off' none
site_stop first
site_stop second
sql "update acg.destination set enabled = true where name in ('first', 'second')"
# One that came back may be probed when its turn comes: a minute (ds_ping_interval).
poll_until 75 'both are down' place_is first down
poll_until 15 'both' place_is second down
is "$(try_number nine +4989600486)" '+4989600486 503' 'with no site up a call ends with 503 at once'
done_testing
