#!/usr/bin/env bash
# A resync while another transaction empties the table and fills it again, by DELETE or by
# TRUNCATE: the old numbers serve until the new ones are complete, and there is no moment
# without them. TRUNCATE is not seen as of a snapshot: a load that looked first and read
# afterwards would find nothing, and put that in force.
# shellcheck source=tests/lib/gateway.sh
. "$(dirname "$0")/../lib/gateway.sh"

block=+4930550000
provision +4930550000 contoso zoom old
sql "delete from acg.number where number like '+493055____';
  insert into acg.number (number, account_id, service_id, header_value)
  select '+493055' || lpad(i::text, 4, '0'), account_id, service_id, 'old'
  from generate_series(0, 999) i, acg.account a, acg.service s where a.name = 'contoso' and s.name = 'zoom'"
following
keep="create temp table kept as table acg.number; create temp table kept_x as table acg.number_alternative;"
put_back="update kept set header_value = 'new' where number like '+493055____';
  insert into acg.number table kept; insert into acg.number_alternative table kept_x; drop table kept, kept_x;"

# watch: asks for one number until it is told to end; complains when it is not there.
watch() {
  local found
  while [ ! -e "$TEST_DIR/over" ]; do
    found=$(rpc acg.number.list +4930550500 1)
    [ -z "$found" ] || [[ $found == *zoom* ]] || continue # busy
    printf '%s\n' "${found:-gone}"
  done >"$TEST_DIR/watched"
}
say() {
  printf '%s\n' "$1 select 'said';" >&"${SESSION[1]}"
  read -r -t 30 _ <&"${SESSION[0]}"
}
blocked() { [ "$(sql "select count(*) from pg_stat_activity where application_name = 'acg_provision' and wait_event_type = 'Lock'")" = 1 ]; }
# too_small LINES: what the log says after so many of a table with fewer than these numbers.
too_small() { tail -n "+$(($1 + 1))" "$(log_file kamailio)" | grep -E ' [0-9]{1,3} numbers and [0-9]+ ranges in force'; }
coproc SESSION { psql -X -Atq -v ON_ERROR_STOP=1 2>&1; }

# emptied HOW STATEMENT: STATEMENT empties the table while a resync and a change come in.
emptied() {
  local how=$1 loads said
  loads=$(status full_loads)
  said=$(wc -l <"$(log_file kamailio)")
  say "begin; $keep $2"
  rpc acg.provision.resync >"$TEST_DIR/resync" &
  local resync=$!
  if [ "$how" = TRUNCATE ]; then poll_until 10 "$how: a load waits for it" blocked; else wait "$resync"; fi
  rm -f "$TEST_DIR/over"
  watch &
  local watcher=$!
  say "$put_back commit;"
  wait "$resync"
  like "$(<"$TEST_DIR/resync")" '^Ok' "$how: the resync is done"
  following
  touch "$TEST_DIR/over"
  wait "$watcher"
  is "$(grep -c gone "$TEST_DIR/watched")" 0 "$how: the numbers were in force all the time"
  is "$(too_small "$said")" '' "$how: no table without them was put in force"
  ok "$how: all was read" test "$(status full_loads)" -gt "$loads"
  same_as_database "$how: the table equals the database" $block 1000
  is "$(in_force $block 1000 | grep -c ' new ')" 1000 "$how: it is the new state"
  is "$(status numbers)" "$(sql 'select count(*) from acg.number')" "$how: with as many numbers"
}
emptied DELETE 'delete from acg.number_alternative; delete from acg.number;'
emptied TRUNCATE 'truncate acg.number cascade;'

# Without a resync, but with a change that the gateway is about to read.
say "begin; $keep truncate acg.number cascade;"
sql "select acg.log_change('UPDATE', 'number', '{+4930550500}')" >/dev/null
poll_until 15 'a change waits for TRUNCATE' blocked
rm -f "$TEST_DIR/over"
watch &
watcher=$!
say "${put_back/new/newest} commit;"
following
touch "$TEST_DIR/over"
wait "$watcher"
is "$(grep -c gone "$TEST_DIR/watched")" 0 'a change during TRUNCATE: the number was in force all the time'
# (A moment without it may be too short to be watched.)
is "$(status last_load_reason)" 'a table was emptied while changes were read' 'and no row was read of the emptied table'
same_as_database 'the table equals the database' $block 1000
is "$(in_force $block 1000 | grep -c ' newest ')" 1000 'it is the newest state'
done_testing
