#!/usr/bin/env bash
# Kamailio that is told to stop while calls are up, ring, or go to an emergency number, ends
# in good order: with status 0, and no process of it by a signal of another kind.
# shellcheck source=tests/lib/gateway.sh
. "$(dirname "$0")/../lib/gateway.sh"

number=+4930100035
provision "$number" contoso direct_routing
long=$(scenario uac-answered)
sed -i 's/pause milliseconds="200"/pause milliseconds="60000"/' "$long"
rings=$(scenario uas-answer)
sed -i 's|<send retrans="500">|<pause milliseconds="60000"/>&|' "$rings"

# It is a child of this test, for its status.
"$STACK/part" kamailio stop
(
  export "${!ACG_@}"
  disown() { :; }
  run_kamailio kamailio "$ACG_KAMAILIO_CFG"
  wait "$(pid_of kamailio)"
  echo "$?" >"$TEST_DIR/status"
) &
kamailio=$!
poll_until 30 'Kamailio is ready' kamailio_ready

callers=()
# standing N SIDE OTHER_SIDE LABEL FROM TO CALLEE: and then there are N calls.
standing() {
  answer "$3" "$4-callee" "$7"
  call "$2" "$4" "$long" "$5" "$6" &
  callers+=($!)
  poll_until 10 "$4: the call stands" stands "$1"
}
stands() { [ "$(rpc dlg.stats_active | sed -n 's/^\s*all: //p')" = "$1" ]; }
standing 1 operator cloud answered "$STRANGER" "$number" "$(scenario uas-answer)"
is_answered() { [ -n "$(received answered 'SIP/2.0 200')" ]; }
poll_until 10 'one is answered' is_answered
standing 2 cloud operator emergency "$number" 112 "$rings"
is "$(rpc cnt.get acg_provision emergency_calls | tr -dc 0-9)" 1 'one is an emergency call'

earlier=$(wc -l <"$(log_file kamailio)")
"$STACK/part" kamailio stop
wait "$kamailio"
is "$(cat "$TEST_DIR/status")" 0 'it stops with status 0'
unlike "$(tail -n "+$((earlier + 1))" "$(log_file kamailio)")" 'by a signal|BUG|core was' 'nor any process by a signal'

"$STACK/part" kamailio start
recorded() { has_record "$(call_id answered)"; }
poll_until 20 'the call has its record' recorded
for pid in "${callers[@]}"; do
  pkill -P "$pid" sipp 2>/dev/null
  kill "$pid" 2>/dev/null
done
forget answered-callee
forget emergency-callee
done_testing
