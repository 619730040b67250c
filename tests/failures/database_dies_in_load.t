#!/usr/bin/env bash
# PostgreSQL is killed in the middle of a full load of 300,000 numbers: the old table
# serves meanwhile and afterwards, who asked and the status say what happened, and once
# PostgreSQL is back the table equals the database.
# shellcheck source=tests/lib/gateway.sh
. "$(dirname "$0")/../lib/gateway.sh"

number=+4930100035
block=+4930600000000
provision "$number" contoso direct_routing before
# Without triggers: as fast as it can be, and not in the log of changes.
bulk() { sql "set session_replication_role = replica; $1"; }
bulk "insert into acg.number (number, account_id, service_id, header_value)
  select '+4930600' || lpad(i::text, 6, '0'), account_id, service_id, 'h' || i % 7
  from generate_series(0, 299999) i, acg.account a, acg.service s
  where a.name = 'contoso' and s.name = 'zoom'"
clean_up() {
  bulk "delete from acg.number where number between '+4930600000000' and '+4930600299999'"
  reload >/dev/null
}
trap clean_up EXIT
in_table() { status numbers; }
reload >/dev/null
not_loading() { [ "$(status loading)" = no ]; }
poll 30 not_loading
held=$(in_table)
ok 'the table is large' test "$held" -gt 300000
loads=$(status full_loads) generation=$(status generation)

# The process is stopped when it has read some of the numbers: the server has sent what fits
# between them, and waits.
follower=$(status follower_pid)
coproc WATCH { psql -X -Atq 2>/dev/null; }
session=$WATCH_PID
rows_sent() {
  printf '%s\n' "select coalesce(max(tuples_processed), 0) from pg_stat_progress_copy c
    join pg_stat_activity a using (pid) where a.application_name = 'acg_provision';" >&"${WATCH[1]}"
  read -r -t 20 sent <&"${WATCH[0]}"
}
copying() { rows_sent && [ "$sent" -gt 0 ]; }
in_middle() { rows_sent && [ "$sent" -gt 0 ] && [ "$sent" -lt 299000 ]; }
rpc acg.provision.resync >"$TEST_DIR/resync" &
resync=$!
for ((i = 0; i < 20000; i++)); do ! copying || break; done
kill -STOP "$follower"
ok 'a load is in its middle' in_middle
answer cloud callee "$(scenario uas-answer)"
ok 'a call is answered meanwhile' call operator caller "$(scenario uac-answered)" "$STRANGER" "$number"
answered callee
ok 'the load still is in its middle' in_middle
# shellcheck disable=SC2046  # a list of pids
kill -9 $(session_of postgres)
kill -CONT "$follower"
wait "$resync"
like "$(<"$TEST_DIR/resync")" 'The old numbers stay in force: .*(database|server)|^Still reading' 'who asked is told'
disconnected() { [ "$(status connected)" = no ]; }
poll_until 10 'the status says that nothing is followed' disconnected
is "$(status loading)" no 'and that nothing is being read'
like "$(status last_failure)" 'database|server' 'and why'
is "$(status generation) $(status full_loads) $(in_table)" "$generation $loads $held" 'the old table is in force, whole'
answer cloud callee2 "$(scenario uas-answer)"
ok 'a call is answered without the database' \
  call operator caller2 "$(scenario uac-answered)" "$STRANGER" "$number"
answered callee2

kill "$session" 2>/dev/null
"$STACK/part" postgres restart
provision "$number" contoso zoom after
provisioner "delete from acg.number where number between '+4930600000000' and '+4930600000049'"
poll 40 following
loaded() { [ "$(status connected) $(status full_loads)" = "yes $((loads + 1))" ]; }
poll_until 40 'PostgreSQL is back: all is read again, without asking' loaded
same_as_database 'the table equals the database: the first rows' $block 1000
same_as_database 'and the last rows' +4930600299000 1000
same_as_database 'and the changed row' "$number" 1
is "$(in_force $block 50)" '' 'the deleted ones are gone'
is "$(in_table)" "$(sql 'select count(*) from acg.number')" 'with as many numbers'
like "$(reload)" '^Ok' 'a resync works again'
done_testing
