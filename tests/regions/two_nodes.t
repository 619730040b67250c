#!/usr/bin/env bash
# Two gateway nodes in two regions, with one database: each sends calls to the sites of its
# region first. When one is overloaded, says nothing or is killed, an operator's call goes on
# through the other; calls there do not notice; no number, rule or record is lost.
# shellcheck source=tests/lib/gateway.sh
. "$(dirname "$0")/../lib/gateway.sh"
HERE=$(cd "$(dirname "$0")" && pwd)
node2() { "$STACK/node2" "$@"; }
node2_up() { ACG_PROOF_OF_LIFE=600 node2 up >"$TEST_DIR/up.out" 2>&1; }
NODE2_IP=$(node2 run printenv ACG_IP)
OURS=+4930900101 TALKER=+4930100061 LATER=+4930900102

clean_up() {
  sql "update acg.number set header_value = null where number = '$OURS'"
  kill "${phones[@]}" 2>/dev/null
  "$STACK/part" kamailio start
  "$STACK/part" rtpengine start
  node2 down
  sql "delete from acg.destination where name like '%2'; update acg.destination set region = null;
    delete from acg.number where number in ('$LATER', '$TALKER')"
  "$STACK/part" operator-edge restart
} >/dev/null
trap clean_up EXIT

# --- two nodes: the operator has a site in each region, the cloud service is everywhere, and
# has a place of its own for the one call that is watched
"$STACK/up" >/dev/null
ACG_OTHER_NODE=$NODE2_IP "$STACK/part" operator-edge restart
provision "$OURS" contoso direct_routing
provision "$TALKER" talkers direct_routing
sql "begin;
  update acg.destination set region = 1 where name = 'operator';
  insert into acg.destination (name, peer_id, host, port, region)
    select name || '2', peer_id, :'ip', port, case name when 'operator' then 2 end from acg.destination;
  insert into acg.route (destination_id) select destination_id from acg.destination where name = 'operator2';
  insert into acg.route (destination_id, account_id) select destination_id, account_id
    from acg.destination d, acg.account a where d.name = 'cloud2' and a.name = 'talkers';
  commit" ip="$NODE2_IP"
ok 'a second node starts' node2_up
sees() { "$@" acg.peers | awk -v RS= '/state: up/' RS='}' | grep -c 'name:'; }
sees_all() { [ "$(sees rpc)" = 4 ] && [ "$(sees node2 rpc)" = 4 ]; }
poll_until 20 'each node sees each place' sees_all

phones=()
for address in "$ACG_OPERATOR_PHONE" "$ACG_CLOUD_PHONE" "$NODE2_IP:${ACG_OPERATOR_PHONE#*:}"; do
  sipp -i "${address%:*}" -p "${address#*:}" -mi "${address%:*}" -mp $((30000 + 100 * ${#phones[@]})) -nostdin \
    -sf "$SIPP_DIR/uas-answer.xml" >"$TEST_DIR/phone${#phones[@]}.out" 2>&1 &
  phones+=($!)
  poll 5 listening udp "${address%:*}" "${address#*:}"
done

# through EDGE LABEL FROM TO: an answered call; went LABEL: by which node to which place.
through() { sipp_command "$2" "$1" -sf "$(scenario uac-answered)" -s "$4" -key from_user "$3" -key extra 'X-Test: none' \
  -cid_str "$2-%u-%p@$ACG_IP" && "${SIPP[@]}" >"$TEST_DIR/$2.out" 2>&1; }
went() { record "$(call_id "$1")" "count(*) over () || ' ' || node, peers_tried, code, end_reason"; }
edge2() { printf '%s:%s\n' "$NODE2_IP" "$1"; }

# --- regions
ok 'a call of the cloud by way of the first node' through "$(edge_address cloud)" one "$OURS" "$STRANGER"
is "$(went one)" "1 node1|operator:200|200|bye" "goes to the operator's site there"
ok 'one by way of the second' through "$(edge2 "$ACG_CLOUD_EDGE_UDP")" two "$OURS" "$STRANGER"
is "$(went two)" "1 node2|operator2:200|200|bye" "goes to the operator's site there"
node2 part operator-edge stop
ok 'with no site in its region' through "$(edge2 "$ACG_CLOUD_EDGE_UDP")" three "$OURS" "$STRANGER"
like "$(went three)" '^1 node2\|(operator2:477,)?operator:200\|200\|bye$' 'a node takes the one of the other region'
node2 part operator-edge start
kill "${phones[2]}"
wait "${phones[2]}" 2>/dev/null

# --- a call on each of them
node2 run "$HERE/talk.pl" "$TEST_DIR/stop" >"$TEST_DIR/talk.out" 2>&1 &
talk=$!
talking() { grep -q ^talking "$TEST_DIR/talk.out"; }
poll_until 10 'a call stands on the second node' talking
long=$(scenario uac-answered)
sed -i 's/pause milliseconds="200"/pause milliseconds="120000"/' "$long"
call operator standing "$long" "$STRANGER" "$OURS" &
stands() { [ "$(sql "select count(*) from acg.cdr_open where node = 'node1' and record is not null")" = 1 ]; }
poll_until 10 'and on the first' stands

# --- the first has no capacity, then says nothing, then is gone
from_operator() { through "$(edge_address operator)" "$1" "$STRANGER" "${2:-$OURS}"; }
ok 'a call of the operator' from_operator normal
is "$(went normal)" '1 node1|cloud:200|200|bye' 'goes through the first node'
"$STACK/part" rtpengine stop
ok 'when that has no capacity' from_operator overloaded
by_node() { record "$(call_id "$1")" "node, code" | sort | xargs; }
is "$(by_node overloaded)" 'node1|503 node2|200' 'the next try, through the second, succeeds'
"$STACK/part" rtpengine start
# shellcheck disable=SC2046  # a list of pids
kill -STOP $(session_of kamailio)
ok 'when the first says nothing' from_operator silent
is "$(node2 rpc acg.peers >/dev/null; sql "select count(*) from acg.cdr_open where node = 'node1' and record is not null")" 1 'its own call stands'
# shellcheck disable=SC2046  # a list of pids
kill -9 $(session_of kamailio)
poll 10 session_gone kamailio
for i in 1 2 3 4 5; do ok "when the first is killed, call $i" from_operator "killed$i"; done

# --- what is changed meanwhile
sql "update acg.number set header_value = 'changed-meanwhile' where number = '$OURS'"
provision "$LATER" contoso direct_routing
knows() { "$@" acg.number.list "$OURS" 2 | sed '/^$/d'; }
wanted="$OURS contoso direct_routing changed-meanwhile found
$LATER contoso direct_routing - found"
second_knows() { [ "$(knows node2 rpc)" = "$wanted" ]; }
poll_until 10 'what is changed in SQL meanwhile is in force at the second node' second_knows
ok 'a number that is new' from_operator later "$LATER"

# --- it comes back
"$STACK/part" kamailio start
is "$(knows rpc)" "$wanted" 'and at the first once it is back'
first_sees() { [ "$(sees rpc)" = 4 ]; }
poll_until 20 'which sees each place' first_sees
again() { from_operator "again$SECONDS" && [[ $(went "again$SECONDS") == '1 node1|'* ]]; }
poll_until 20 'and gets calls' again
was_lost() { [[ $(found "$(call_id standing)") == *'"lost"'* ]]; }
poll_until 20 'the call that it had has a record' was_lost
is "$(went standing)" '1 node1|cloud:200|200|lost' 'which says lost, once'
for i in 1 2 3 4 5; do is "$(went "killed$i")" '1 node2|cloud:200|200|bye' "the record of call $i is there, once"; done
is "$(by_node silent)" 'node2|200' 'and that of the call it said nothing to'
is "$(went one)" "1 node1|operator:200|200|bye" 'and what it recorded before'

# --- the call through the second has not noticed
touch "$TEST_DIR/stop"
ok 'the call through the second node ends as it should' wait "$talk"
read -r _ sent <<<"$(sed -n 's/^hung up, of \([0-9]*\) .*/x \1/p' "$TEST_DIR/talk.out")"
is "$(tail -n 1 "$TEST_DIR/talk.out")" "hung up, of $sent each way: $sent and $sent" 'and not one of its packets was missing'
is "$(record "$(sed -n 's/^talking //p' "$TEST_DIR/talk.out")" 'count(*) over (), node, peer, code, end_reason')" \
  '1|node2|cloud2|200|bye' 'it has its record'
open() { sql "select count(*) from acg.cdr_open where record is not null"; }
none_open() { [ "$(open)" = 0 ]; }
poll_until 10 'no call is left open' none_open
done_testing
