#!/usr/bin/env bash
# acg.provision.resync reads everything again. The old numbers serve until the new ones are
# complete, and each caller is told what happened. See also resyncs_at_once.t,
# resync_while_emptied.t and ../failures/database_dies_in_load.t.
# shellcheck source=tests/lib/gateway.sh
. "$(dirname "$0")/../lib/gateway.sh"

block=+4930530000
sql "delete from acg.number where number like '+493053____';
  insert into acg.number (number, account_id, service_id)
  select '+493053' || lpad(i::text, 4, '0'), account_id, service_id
  from generate_series(0, 9999) i, acg.account a, acg.service s
  where a.name = 'contoso' and s.name = 'zoom'"
following
loads=$(status full_loads)
like "$(rpc acg.provision.resync)" '^Ok\. [0-9]+ numbers in force' 'a resync answers with what is in force'
is "$(status full_loads)" $((loads + 1)) 'it has read everything'

for i in 1 2 3; do rpc acg.provision.resync >"$TEST_DIR/resync.$i" & done
wait
is "$(cat "$TEST_DIR"/resync.* | grep -c '^Ok')" 3 'three at once: each is told that it is done'

# A transaction that empties the table, open while a resync reads.
coproc EMPTY { psql -X -Atq; }
printf '%s\n' "begin; delete from acg.number where number like '+493053____'; select 'deleted';" >&"${EMPTY[1]}"
read -r -t 20 _ <&"${EMPTY[0]}"
like "$(rpc acg.provision.resync)" '^Ok' 'a resync while the table is being emptied'
is "$(in_force $block 10 | wc -l)" 10 'what is not committed is not seen'
printf '%s\n' "commit; select 'committed';" >&"${EMPTY[1]}"
read -r -t 20 _ <&"${EMPTY[0]}"
following
is "$(in_force $block 10 | wc -l)" 0 'once it is committed the numbers are gone'
same_as_database 'and the table is the same as the database' $block 10000

# Emptied altogether, and put back.
sql "begin; create temp table kept as table acg.number; create temp table kept_x as table acg.number_alternative;
  truncate acg.number cascade; insert into acg.number table kept; insert into acg.number_alternative table kept_x; commit"
following
is "$(status last_load_reason)" 'acg.change asks for it' 'TRUNCATE makes the gateway read everything again'
same_as_database 'after TRUNCATE' +4930510000 1000
epoch=$(sql 'select acg.begin_epoch()')
following
like "$epoch" '^[0-9a-f-]{36}$' 'acg.begin_epoch() gives the new name'
same_as_database 'after a new epoch' +4930510000 1000
done_testing
