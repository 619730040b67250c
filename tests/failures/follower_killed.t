#!/usr/bin/env bash
# The process that follows the database is killed: calls go on, the numbers stay in
# force, another process takes over, and what changed meanwhile arrives.
# shellcheck source=tests/lib/gateway.sh
. "$(dirname "$0")/../lib/gateway.sh"

number=+4930540001
provision "$number" contoso direct_routing
following
kamailio=$("$STACK/part" kamailio pid)
pid=$(status follower_pid)
kill -KILL "$pid"
provision +4930540002 contoso zoom new
answer cloud callee "$(scenario uas-answer)"
ok 'a call is answered meanwhile' \
  call operator caller "$(scenario uac-answered)" "$STRANGER" "$number"
answered callee
another() { local now; now=$(status follower_pid) && [ "$now" != "$pid" ] && [ "$(status connected)" = yes ]; }
poll_until 10 'another process follows' another
following
same_as_database 'what changed meanwhile is in force' +4930540000 100
is "$("$STACK/part" kamailio pid)" "$kamailio" 'Kamailio itself has gone on'
is "$(status last_load_reason)" 'the process that followed had died' 'the status says why all was read again'
done_testing
