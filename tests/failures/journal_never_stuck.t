#!/usr/bin/env bash
# What one record, one day or one hung part can do does not keep the other records from
# the database, and never keeps them from the disk.
# shellcheck source=tests/lib/gateway.sh
. "$(dirname "$0")/../lib/gateway.sh"
# shellcheck source=tests/records/recorder.sh
. "$(dirname "$0")/../records/recorder.sh"

recorder_start "$ACG_KEY_FILE"
callee plain
place() { recorder_call "$1" "$(scenario uac-answered)" "${2:-other}"; }
drained() { [ "$(recorder_status journal_bytes)" = 0 ]; }
refused_with() { sql "select count(*) from acg.cdr_refused where node = 'recorder' and error like :'error'" error="$1"; }

# A trigger of the operator's own that raises an error.
sql "create function public.no_poison() returns trigger language plpgsql as
       \$\$ begin if new.account = 'poison' then raise exception 'no poison here'; end if; return new; end \$\$;
     create trigger no_poison before insert on acg.cdr for each row execute function public.no_poison()"
place bad poison
place good
poll_until 20 'the record behind one that a trigger refuses is stored' has_record "$(call_id good)"
poll_until 20 'the journal is empty' drained
is "$(refused_with '%no poison here')" 1 'what was refused is set aside with its error'
sql 'drop trigger no_poison on acg.cdr; drop function public.no_poison()'

# A table that has the name of today's partition and is none.
today=$(date -u +%Y%m%d)
sql "alter table acg.cdr detach partition acg.cdr_$today"
place in_the_way
set_aside() { [ "$(refused_with '%no partition%')" = 1 ]; }
poll_until 20 'the record of a day whose table is in the way is set aside, not lost' set_aside
poll_until 20 'and does not hold up the journal' drained
sql "alter table acg.cdr attach partition acg.cdr_$today for values
  from ('$(date -u +%F) 00:00Z') to ('$(date -u -d tomorrow +%F) 00:00Z')"
place after
poll_until 20 'and once the table is attached it goes on' has_record "$(call_id after)"

# The shipper, and with it the machine, gone in the middle of a transaction: the server
# takes the locks back by itself.
shipper=$(recorder_pid shipper)
held="select count(*) from pg_stat_activity where application_name = 'acg_retention shipper' and state = 'idle in transaction'"
{ printf 'begin; lock table acg.journal_position in exclusive mode;\n\\echo locked\n'
  poll 20 test -e "$TEST_DIR/release" >/dev/null
  echo 'commit;'; } | psql -X -Atq >"$TEST_DIR/locker" &
locker=$!
poll 10 grep -q locked "$TEST_DIR/locker"
place held
waits() { [ "$(sql "select count(*) from pg_stat_activity where application_name = 'acg_retention shipper' and wait_event_type = 'Lock'")" = 1 ]; }
poll_until 10 'the shipper waits for a lock' waits
kill -STOP "$shipper"
touch "$TEST_DIR/release"
wait "$locker"
holds() { [ "$(sql "$held")" = 1 ]; }
let_go() { [ "$(sql "$held")" = 0 ]; }
ok 'stopped, it holds it' poll 5 holds
poll_until 10 'the server ends what nobody goes on with' let_go
kill -CONT "$shipper"
poll_until 20 'and the shipper begins anew' has_record "$(call_id held)"
is "$(record "$(call_id held)" 'count(*)')" 1 'one record'

# A database that hangs: what is written becomes durable all the same.
# shellcheck disable=SC2046  # lists of pids
kill -STOP $(session_of postgres)
ok 'a call while the database hangs' place hung
synced() { [ "$(date -ud "$(recorder_status last_synced)" +%s)" -ge "$after" ]; }
after=$(($(date +%s) + 1))
poll_until 4 'the journal is synced on' synced
# shellcheck disable=SC2046
kill -CONT $(session_of postgres)
poll_until 30 'its record comes when the database does' has_record "$(call_id hung)"

forget callee
stop_daemon recorder
sql "delete from acg.cdr_refused where node = 'recorder'"
done_testing
