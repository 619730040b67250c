#!/usr/bin/env bash
# A known limit: a node does not start while PostgreSQL is down, because its TLS peers have
# no snapshot yet; it says so. A damaged snapshot of the numbers is refused with a reason.
# shellcheck source=tests/lib/gateway.sh
. "$(dirname "$0")/../lib/gateway.sh"

# What screening and header rules say is in a snapshot of its own.
signalling=$ACG_SNAPSHOT.signalling
rule_in_force() { [ "$(rpc acg.header.explain "s:$number" to_operator | grep -c 'adds: X-Snapshot: kept')" = 1 ]; }
clean_up() { provisioner "DELETE FROM acg.header_rule WHERE reference = 'test'"; }
trap clean_up EXIT

number=+4930550001
provision "$number" contoso direct_routing before
provisioner "INSERT INTO acg.header_rule (number, direction, action, name, value, reference)
  VALUES (:'number', 'to_operator', 'add', 'X-Snapshot', 'kept', 'test')" number="$number"
following
rpc acg.provision.resync >/dev/null # which writes a snapshot
snapshot_of_now() { [ "$(status snapshot_failure)" = none ] && [ -s "$ACG_SNAPSHOT" ]; }
poll_until 10 'there is a snapshot' snapshot_of_now

"$STACK/part" kamailio stop
provision +4930550002 contoso zoom after
"$STACK/part" postgres stop
# Numbers and rules have their snapshots, but whom the gateway trusts (acg.peer) has none.
nok 'without PostgreSQL Kamailio does not start' "$STACK/part" kamailio start
like "$(tail -n 20 "$(log_file kamailio)")" 'acg\.peer|peers' 'and the log names the peers'

"$STACK/part" postgres start
ok 'with PostgreSQL it does' "$STACK/part" kamailio start
following
same_as_database 'what changed meanwhile is in force' +4930550000 100
ok 'and the header rules are those of the database' rule_in_force

"$STACK/part" kamailio stop
printf 'X' | dd of="$ACG_SNAPSHOT" bs=1 seek=9000 conv=notrunc 2>/dev/null
ok 'Kamailio starts with a damaged snapshot from PostgreSQL' "$STACK/part" kamailio start
like "$(rpc acg.provision.status)" 'source: database' 'the status says: from the database'
like "$(grep 'snapshot refused' "$(log_file kamailio)" | tail -n 1)" 'damaged: its checksum is wrong' 'the log says why'
rewritten() { [ "$(status snapshot_at)" != never ] && [ "$(status snapshot_failure)" = none ]; }
poll_until 10 'a good snapshot takes its place' rewritten

"$STACK/part" kamailio stop
"$STACK/part" postgres stop
rm "$ACG_SNAPSHOT" "$signalling"
"$STACK/part" postgres start
ok 'with PostgreSQL it starts again' "$STACK/part" kamailio start
following
same_as_database 'with all numbers' +4930550000 100
done_testing
