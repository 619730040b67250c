#!/usr/bin/env bash
# A node starts while PostgreSQL is down, from the snapshots of its last known numbers,
# signalling and peers, says so, and catches up when PostgreSQL is there. A damaged
# snapshot is refused, and without any there is no start.
# shellcheck source=tests/lib/gateway.sh
. "$(dirname "$0")/../lib/gateway.sh"

# What screening and header rules say is in a snapshot of its own.
signalling=$ACG_SNAPSHOT.signalling
rule_in_force() { [ "$(rpc acg.header.explain "s:$number" to_operator | grep -c 'adds: X-Snapshot: kept')" = 1 ]; }
# And so is whom the gateway lets connect.
peers=$ACG_SNAPSHOT.peers
knows_peer() { grep -qE "peers: (.*; )?$1 \\(" <<<"$(rpc acg.tls.policy)"; }
clean_up() {
  provisioner "DELETE FROM acg.header_rule WHERE reference = 'test'"
  sql "DELETE FROM acg.peer WHERE reference = 'test'"
}
trap clean_up EXIT

number=+4930550001
provision "$number" contoso direct_routing before
provisioner "INSERT INTO acg.header_rule (number, direction, action, name, value, reference)
  VALUES (:'number', 'to_operator', 'add', 'X-Snapshot', 'kept', 'test')" number="$number"
following
rpc acg.provision.resync >/dev/null # which writes a snapshot
snapshot_of_now() { [ "$(status snapshot_failure)" = none ] && [ -s "$ACG_SNAPSHOT" ]; }
poll_until 10 'there is a snapshot' snapshot_of_now
bytes=$(status bytes)
loads=$(grep -c 'all read from the database' "$(log_file kamailio)")

"$STACK/part" kamailio stop
provision +4930550002 contoso zoom after
sql "INSERT INTO acg.peer (name, listener, certificate_names, reference)
  VALUES ('late', 'cloud', '{late.example.net}', 'test')"
"$STACK/part" postgres stop
ok 'Kamailio starts without PostgreSQL' "$STACK/part" kamailio start
like "$(rpc acg.provision.status)" 'source: snapshot' 'the status says: from the snapshot'
is "$(status bytes)" "$bytes" 'and that it takes as much memory as before'
like "$(rpc acg.provision.status)" 'connected: no' 'and not connected'
like "$(rpc acg.provision.status)" 'last_failure: cannot connect' 'and why'
ok 'the header rules are those of the last time' rule_in_force
ok 'so are the peers' knows_peer operator
nok 'a later one is not known yet' knows_peer late
answer cloud callee "$(scenario uas-answer)"
ok 'a call is answered' call operator caller "$(scenario uac-answered)" "$STRANGER" "$number"
answered callee

"$STACK/part" postgres start
connected() { [ "$(status connected)" = yes ]; }
poll_until 30 'it follows PostgreSQL once that is there' connected
following
same_as_database 'what changed meanwhile is in force' +4930550000 100
poll_until 10 'so is a peer that is new' knows_peer late
is "$(status full_loads)" 0 'by what had changed, not by reading everything'
is "$(grep -c 'all read from the database' "$(log_file kamailio)")" "$loads" 'as the log says'

"$STACK/part" kamailio stop
printf 'X' | dd of="$ACG_SNAPSHOT" bs=1 seek=9000 conv=notrunc 2>/dev/null
ok 'Kamailio starts with a damaged snapshot from PostgreSQL' "$STACK/part" kamailio start
like "$(rpc acg.provision.status)" 'source: database' 'the status says: from the database'
like "$(grep 'snapshot refused' "$(log_file kamailio)" | tail -n 1)" 'damaged: its checksum is wrong' 'the log says why'
rewritten() { [ "$(status snapshot_at)" != never ] && [ "$(status snapshot_failure)" = none ]; }
poll_until 10 'a good snapshot takes its place' rewritten

"$STACK/part" kamailio stop
"$STACK/part" postgres stop
truncate -s -1 "$ACG_SNAPSHOT"
nok 'without PostgreSQL a cut snapshot is no start' "$STACK/part" kamailio start
like "$(grep 'snapshot refused' "$(log_file kamailio)" | tail -n 1)" 'cut or has something appended' 'and the log says why'
cp -p "$signalling" "$signalling.kept"
truncate -s -1 "$signalling"
nok 'nor with header rules that are cut' "$STACK/part" kamailio start
like "$(grep 'cannot load header rules' "$(log_file kamailio)" | tail -n 1)" 'cut or has something appended' 'and the log says why'
mv "$signalling.kept" "$signalling"
cp -p "$peers" "$peers.kept"
printf 'X' | dd of="$peers" bs=1 seek=300 conv=notrunc 2>/dev/null
nok 'nor with peers that are damaged' "$STACK/part" kamailio start
like "$(grep 'cannot load the peers' "$(log_file kamailio)" | tail -n 1)" 'damaged: its checksum is wrong' 'and the log says why'
mv "$peers.kept" "$peers"
rm "$ACG_SNAPSHOT"
nok 'nor is none' "$STACK/part" kamailio start
"$STACK/part" postgres start
ok 'with PostgreSQL it starts again' "$STACK/part" kamailio start
following
same_as_database 'with all numbers' +4930550000 100
done_testing
