#!/usr/bin/env bash
# A streaming standby: nothing is expired or stored there. The primary dies before all of its
# last transactions were replicated and the standby is promoted: each record arrives there,
# once, also one that the primary had committed and the standby lacked; and expiry goes on.
# shellcheck source=tests/lib/gateway.sh
. "$(dirname "$0")/../lib/gateway.sh"
# shellcheck source=tests/records/recorder.sh
. "$(dirname "$0")/../records/recorder.sh"

STANDBY_DATA=$ACG_RUN/pgdata.streaming STANDBY_HOST=$ACG_SOCKETS/standby
BOTH="host=$PGHOST,$STANDBY_HOST port=$PGPORT,$PGPORT dbname=acg user=acg_gateway target_session_attrs=read-write"
on_standby() { PGHOST=$STANDBY_HOST sql "$@"; }

standby_start() {
  # The stack's own access has no replication; it is written anew at the next start.
  echo 'local replication all peer map=acg' >>"$ACG_RUN/pg_hba.conf"
  postgres_query -c 'select pg_reload_conf()' >/dev/null
  own_dir 755 "$(postgres_user)" "$STANDBY_HOST" && own_dir 700 "$(postgres_user)" "$STANDBY_DATA" &&
    (cd / && as_user "$(postgres_user)" "$ACG_PGBIN/pg_basebackup" -h "$PGHOST" -p "$PGPORT" -U postgres \
      -D "$STANDBY_DATA" -R -X stream -c fast) && daemon standby "$(postgres_user)" "$ACG_PGBIN/postgres" -D "$STANDBY_DATA" \
    -c listen_addresses= -c unix_socket_directories="$STANDBY_HOST" -c port="$PGPORT" \
    -c hba_file="$ACG_RUN/pg_hba.conf" -c ident_file="$ACG_RUN/pg_ident.conf" -c timezone=UTC
}
clean_up() {
  stop_daemon recorder
  stop_daemon standby INT
  rm -rf "$STANDBY_DATA"
  "$STACK/part" postgres restart >/dev/null 2>&1
  sql 'select acg.expire_cdr(now())' >/dev/null
}
trap clean_up EXIT

place() { recorder_call "$1" "$(scenario uac-answered)" other; }
# stored HOST LABEL: how many records of the call there are.
records="select count(*) from acg.cdr where node = 'recorder' and started_at >= :'first'"
first=$(sql 'select now()')
stored() { [ "$(PGHOST=$1 sql "$records" first="$first")" = "$2" ]; }
old_days() { on_standby "select count(*) from pg_class where relnamespace = 'acg'::regnamespace and relkind = 'r' and relname ~ '^cdr.*_20150615\$'"; }

counted="select coalesce(sum(calls), 0) from acg.call_count where node = 'recorder'"
earlier=$(sql "$counted")
grant_access
standby_start >"$TEST_DIR/standby.out" 2>&1
in_recovery() { [ "$(on_standby 'select pg_is_in_recovery()')" = t ]; }
poll_until 30 'a standby follows' in_recovery
expired_tables() { sql "select acg.make_cdr_partitions('2015-06-15 12:00Z', 0)" >/dev/null; }
old_days_are() { [ "$(old_days)" = "$1" ]; }
expired_tables
poll_until 20 'it has tables that have expired' old_days_are 3
is "$(on_standby 'select acg.expire_cdr(now())' 2>"$TEST_DIR/notice")" '' 'expiry on the standby drops nothing'
like "$(<"$TEST_DIR/notice")" 'this server is a standby' 'and says why'

RECORDER_DB="host=$STANDBY_HOST port=$PGPORT dbname=acg user=acg_gateway"
ok 'a node that knows the standby alone' recorder_start "$ACG_KEY_FILE"
callee plain
swept() { [[ $(recorder_status last_sweep_result) = "$1"* ]]; }
poll_until 20 'its sweeper makes nothing' swept failed
place waits
is "$(old_days)" 3 'and drops nothing'
is "$(recorder_status records_lost)" 0 'a record waits'
stop_daemon recorder
RECORDER_DB=$BOTH
ok 'a node that knows both servers' recorder_start "$ACG_KEY_FILE"
poll_until 20 'sends it to the primary, and it is replicated' stored "$STANDBY_HOST" 1
poll_until 20 'the expired tables go' old_days_are 0
place replicated
poll_until 20 'another record is replicated' stored "$STANDBY_HOST" 2
expired_tables
poll_until 20 'and so are more tables that have expired' old_days_are 3

# The stream breaks; the primary goes on for a while, and dies.
postgres_on_standby() { PGHOST=$STANDBY_HOST postgres_query "$@"; }
postgres_on_standby -c "alter system set primary_conninfo = ''" -c 'select pg_reload_conf()' >/dev/null
streams() { [ "$(sql 'select count(*) from pg_stat_replication')" != 0 ]; }
cut_off() { ! streams; }
poll_until 20 'the stream breaks' cut_off
place not_replicated
poll_until 20 'the primary has three records' stored "$PGHOST" 3
# shellcheck disable=SC2046  # a list of pids
kill -9 $(session_of postgres)
ok 'a call while there is no primary' place without
ok 'the standby has two records' stored "$STANDBY_HOST" 2
postgres_on_standby -c 'select pg_promote()' >/dev/null
poll_until 60 'promoted, it gets all four' stored "$STANDBY_HOST" 4
drained() { [ "$(recorder_status journal_bytes)" = 0 ]; }
poll_until 20 'the journal is empty' drained
for call in waits replicated not_replicated without; do
  is "$(recorder_rpc acg_retention.find "$(call_id $call)" | grep -c '^{')" 1 "$call: one record"
done
is "$(on_standby "$counted")" $((earlier + 4)) 'each is counted once'
is "$(old_days)" 3 'the expired tables are there still'
stop_daemon recorder
ok 'at the next run' recorder_start "$ACG_KEY_FILE"
poll_until 60 'they go' old_days_are 0
forget callee
done_testing
