#!/usr/bin/env bash
# What services do by their settings in SQL: calls to numbers that nobody has, calls by
# unknown callers, hold, early media, and precedence of several services.
# shellcheck source=tests/lib/gateway.sh
. "$(dirname "$0")/../lib/gateway.sh"
HERE=$(cd "$(dirname "$0")" && pwd)

clean_up() {
  sql "UPDATE acg.service SET unprovisioned = 'none', peers = '{}', early_media = 'as_is'"
  sql "UPDATE acg.deployment SET mobile_peers = '{}'"
  sql "DELETE FROM acg.service WHERE name = 'own_pbx'"
  reload >/dev/null
}
trap clean_up EXIT
set_up() { sql "$1" && reload >/dev/null; }

# taken NAME SERVICE [EXTRA]: a call to a number of nobody goes to the cloud as SERVICE.
n=0
taken() {
  n=$((n + 1))
  answer cloud "callee$n" "$(scenario uas-answer)"
  ok "$1" call operator "caller$n" "$(scenario uac-answered)" "$STRANGER" +4930620999 "${3:-}"
  answered "callee$n"
  is "$(record "$(call_id "caller$n")" 'code, service, account')" "200|$2|" "... and its record names $2"
}
refused() {
  n=$((n + 1))
  ok "$1" call "$2" "caller$n" "$(scenario uac-refused CODE="$3")" "$4" "$5" "${6:-}"
}

# --- numbers without a row, called by the operator
refused 'no service takes unprovisioned numbers: 404' operator 404 "$STRANGER" +4930620999
set_up "$(<"$ACG_TOP/sql/seeds/service_behaviour.sql")" # as shipped
taken 'a fixed-line call goes to Operator Connect' operator_connect
taken 'a call with X-MS-FMC to Phone Mobile' phone_mobile 'X-MS-FMC: APP'
set_up "UPDATE acg.deployment SET mobile_peers = '{operator}'"
taken 'a call by a mobile trunk, too' phone_mobile
set_up "UPDATE acg.service SET enabled = false WHERE name = 'phone_mobile'"
refused 'a service that is off takes nothing' operator 404 "$STRANGER" +4930620999
set_up "UPDATE acg.service SET enabled = true WHERE name = 'phone_mobile'"

# --- callers without a row, from a service
refused 'an unknown caller is refused: 403' cloud 403 +4930620998 "$STRANGER"
set_up "UPDATE acg.service SET peers = '{cloud}' WHERE name = 'zoom'"
refused 'one of Zoom with 404' cloud 404 +4930620998 "$STRANGER"
set_up "UPDATE acg.service SET peers = CASE name WHEN 'operator_connect' THEN '{cloud}'::text[] ELSE '{}' END"
answer operator callee "$(scenario uas-answer)"
ok 'one of Operator Connect may call' call cloud caller "$(scenario uac-answered)" +4930620998 "$STRANGER" "$HEADER: forged"
answered callee
is "$(received callee '^INVITE' | header "$HEADER")" '' 'without a custom header'

# --- a service of the administrator's own, hold and early media
set_up "INSERT INTO acg.service (name, description, hold, early_media) VALUES ('own_pbx', 'A PBX', 'inactive', 'ringing_alone')"
provision +4930620001 contoso own_pbx
provision +4930620002 contoso zoom
reload >/dev/null
for pair in '+4930620001 180 inactive' '+4930620002 183 sendonly'; do
  read -r number code hold <<<"$pair"
  answer cloud "early$code" "$(scenario "$HERE/uas-early-then-hold.xml")"
  ok "$number: a call with early media and a hold" call operator "held$code" "$(scenario "$HERE/uac-early-then-hold.xml" EARLY="$code")" "$STRANGER" "$number"
  answered "early$code"
  is "$(received "early$code" '^INVITE.*' | header CSeq)" '1 INVITE' "$number: the call came"
  holds=$(tr -d '\r' <"$TEST_DIR/early$code.msg" | grep -Ec "^a=$hold\$")
  is "$holds" 1 "$number: hold is $hold"
done

# --- several services on one number: the first that is enabled
provisioner "INSERT INTO acg.number_alternative (number, precedence, service_id)
  SELECT '+4930620001', 1, service_id FROM acg.service WHERE name = 'direct_routing'"
following
served() { rpc acg.number.explain +4930620001 | sed -n 's/^\s*service: //p' | head -n 1; }
is "$(served)" own_pbx 'the first service wins'
set_up "UPDATE acg.service SET enabled = false WHERE name = 'own_pbx'"
is "$(served)" direct_routing 'the next one when it is off'
provisioner "DELETE FROM acg.number_alternative WHERE number = '+4930620001'; DELETE FROM acg.number WHERE number = '+4930620001'"
done_testing
