#!/usr/bin/env bash
# Calls that admission refuses: each rule with its answer, its counter and its reason in
# the record; and the same call goes on once the rule is lifted.
# shellcheck source=tests/lib/gateway.sh
. "$(dirname "$0")/../lib/gateway.sh"

OURS=+4930610001
provision "$OURS" fabrikam direct_routing
clean_up() {
  sql "DELETE FROM acg.blocked_number WHERE reference = 'test'"
  sql "UPDATE acg.deployment SET calls_to_oneself = 'refused', max_calls = NULL, users = NULL"
  sql "UPDATE acg.account SET max_calls = NULL, users = NULL WHERE name = 'fabrikam'"
  reload >/dev/null
}
trap clean_up EXIT
reload >/dev/null

counted() { rpc cnt.get acg_provision "$1" | tr -dc '0-9'; }

# refused RULE SIDE FROM TO CODE TEXT: a check of answer, counter and record.
refused() {
  local rule=$1 earlier
  earlier=$(counted "refused_$rule")
  n=$((n + 1))
  ok "$rule: $3 to $4 from the $2 gets $5" call "$2" "refused$n" "$(scenario uac-refused CODE="$5")" "$3" "$4"
  is "$(counted "refused_$rule")" "$((earlier + 1))" "$rule: counted"
  is "$(record "$(call_id "refused$n")" 'code, code_from, reason')" "$5|gateway|$6" "$rule: recorded with its reason"
}
n=0

# goes_on NAME SIDE FROM TO: the call reaches the other side.
goes_on() {
  local other=cloud
  [ "$2" = operator ] || other=operator
  n=$((n + 1))
  answer "$other" "callee$n" "$(scenario uas-answer)"
  ok "$1" call "$2" "caller$n" "$(scenario uac-answered)" "$3" "$4"
  answered "callee$n"
}

block() {
  provisioner "INSERT INTO acg.blocked_number (number, beginning, party, direction, reference)
    VALUES (:'number', :'beginning', :'party', :'direction', 'test')" number="$1" beginning="$2" party="$3" direction="$4"
  reload >/dev/null
}
unblock() {
  provisioner "DELETE FROM acg.blocked_number WHERE reference = 'test'"
  reload >/dev/null
}

# --- blocked numbers
block "$STRANGER" false caller to_cloud
refused caller operator "$STRANGER" "$OURS" 403 'Calling Number Blocked'
goes_on 'it may be called' cloud "$OURS" "$STRANGER"
unblock
goes_on 'and may call when it is no longer blocked' operator "$STRANGER" "$OURS"
block +882 true callee both
refused callee cloud "$OURS" +88299123456 403 'Called Number Blocked'
unblock
block +4989700 true either both
refused callee cloud "$OURS" "$STRANGER" 403 'Called Number Blocked'
provisioner "UPDATE acg.blocked_number SET enabled = false WHERE reference = 'test'"
reload >/dev/null
goes_on 'a block that is off blocks nothing' cloud "$OURS" "$STRANGER"
unblock

# --- a number that calls itself
refused to_itself operator "$OURS" "$OURS" 403 'Number Calls Itself'
refused to_itself cloud "$OURS" "$OURS" 403 'Number Calls Itself'
sql "UPDATE acg.deployment SET calls_to_oneself = 'allowed'"
reload >/dev/null
goes_on 'which an administrator can allow' cloud "$OURS" "$OURS"

# --- calls at once: 15 % of 7 users, rounded up, are 2
provision +4930610002 fabrikam direct_routing
sql "UPDATE acg.account SET users = 7 WHERE name = 'fabrikam'"
reload >/dev/null
busy() { [ "$(counted calls)" = "$1" ]; }
poll_until 10 'no call is left from before' busy 0
HERE=$(cd "$(dirname "$0")" && pwd)
sipp_command holds "$(edge_address cloud)" -sf "$(scenario "$HERE/uac-holds.xml")" -s "$STRANGER" \
  -key from_user "$OURS" -key extra 'X-Test: none' -m 2 -l 2 -r 10 -cid_str "holds-%u-%p@$ACG_IP"
holding=("${SIPP[@]}")
sipp_command held -sf "$(scenario uas-answer)" -p "${ACG_OPERATOR_PHONE#*:}" -bind_local -m 2
"${SIPP[@]}" >"$TEST_DIR/held.out" 2>&1 &
held=$!
poll 5 listening udp "${ACG_OPERATOR_PHONE%:*}" "${ACG_OPERATOR_PHONE#*:}"
"${holding[@]}" >"$TEST_DIR/holds.out" 2>&1 &
holds=$!
poll_until 10 'two calls of the account are up' busy 2
refused account_calls cloud +4930610002 "$STRANGER" 503 'Too Many Calls Of Account'
like "$(received "refused$n" 'SIP/2.0 503' | header Retry-After)" '^[0-9]+$' 'account_calls: says when to try again'
sql "UPDATE acg.account SET users = NULL WHERE name = 'fabrikam'"
sql "UPDATE acg.deployment SET max_calls = 2"
reload >/dev/null
refused calls operator "$STRANGER" "$OURS" 503 'Too Many Calls'
is "$(counted calls)" 2 'a refused call takes no place'
wait "$holds" "$held"
ok 'the calls of before ended well' test "$?" = 0
poll_until 10 'their places are free again' busy 0
goes_on 'and a new call goes on' cloud "$OURS" "$STRANGER"
done_testing
