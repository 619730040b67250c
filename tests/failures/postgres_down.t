#!/usr/bin/env bash
# With PostgreSQL gone a reload fails and says why, the numbers in force stay, calls go on,
# and their records are there once PostgreSQL is.
# shellcheck source=tests/lib/gateway.sh
. "$(dirname "$0")/../lib/gateway.sh"

number=+4930100032
provision "$number" contoso direct_routing
reload >/dev/null
in_force() { rpc acg.provision.status | sed -n 's/^\s*\(generation\|numbers\): //p' | paste -sd' '; }
generation=$(in_force)

"$STACK/part" postgres stop
like "$(reload)" 'The old numbers stay in force: cannot connect to the database' 'a reload fails and says why'
is "$(in_force)" "$generation" 'the same table is in force'
like "$(rpc acg.provision.status)" 'last_failure: cannot connect' 'the status remembers it'
answer cloud callee "$(scenario uas-answer)"
ok 'a call is answered as before' \
  call operator caller "$(scenario uac-answered)" "$STRANGER" "$number"
answered callee

"$STACK/part" postgres start
recorded() { has_record "$(call_id caller)"; }
poll_until 40 'its record is there once PostgreSQL is back' recorded
is "$(record "$(call_id caller)" 'count(*)')" 1 'once'
like "$(reload)" '^Ok' 'a reload works again'
done_testing
