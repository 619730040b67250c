#!/usr/bin/env bash
# A call that fails at the operator's first site goes to the second: each sees each header
# once, and neither sees a forged one.
# shellcheck source=tests/lib/gateway.sh
. "$(dirname "$0")/../lib/gateway.sh"
HERE=$(cd "$(dirname "$0")" && pwd)

provision +4930100063 contoso direct_routing genuine
provisioner "INSERT INTO acg.header_rule (direction, message, action, name, value, reference)
  VALUES ('to_operator', 'request', 'add', 'X-Once', '{number}', 'test')"
reload >/dev/null
# The same far end once more.
sql "begin; insert into acg.destination (name, peer_id, host, port)
    select 'second', peer_id, host, port from acg.destination where name = 'operator';
  insert into acg.route (destination_id, priority)
    select destination_id, 2 from acg.destination where name = 'second'; commit"
clean_up() {
  provisioner "DELETE FROM acg.header_rule WHERE reference = 'test'"
  sql "delete from acg.destination where name = 'second'"
  reload >/dev/null
}
trap clean_up EXIT
second_is_up() { rpc acg.peers | grep -A8 'name: second$' | grep -q 'state: up'; }
poll_until 10 'there is a second site' second_is_up

answer operator callee "$(scenario "$HERE/uas-failover.xml")"
ok 'the call is answered at the second site' \
  call cloud caller "$(scenario uac-answered)" +4930100063 "$STRANGER" "$HEADER: forged"$'\r\n'"X-Once: mine"
answered callee
is "$(grep -ac '^INVITE ' "$TEST_DIR/callee.msg")" 2 'two sites were tried'
is "$(tr -d '\r' <"$TEST_DIR/callee.msg" | grep -ac "^$HEADER: genuine\$")" 4 'INVITE twice, ACK and BYE: the custom header once in each'
is "$(grep -aic "^$HEADER" "$TEST_DIR/callee.msg")" 4 'and no other of its name'
is "$(grep -ac '^X-Once: +4930100063' "$TEST_DIR/callee.msg")" 4 'so with the header of a rule'
is "$(grep -aci forged "$TEST_DIR/callee.msg")" 0 'nothing forged'
is "$(record "$(call_id caller)" 'code, account')" '200|contoso' 'one record, of an answered call'

answer operator busy "$(scenario uas-refuse CODE=486 REASON='Busy Here')"
ok 'a 486 is final' call cloud caller2 "$(scenario uac-refused CODE=486)" +4930100063 "$STRANGER"
answered busy
is "$(grep -ac '^INVITE ' "$TEST_DIR/busy.msg")" 1 'no second site is asked'
done_testing
