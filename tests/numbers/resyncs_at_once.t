#!/usr/bin/env bash
# Two resyncs at once: one table results, and each caller is told what happens.
# shellcheck source=tests/lib/gateway.sh
. "$(dirname "$0")/../lib/gateway.sh"

block=+4930540000
provision +4930540001 contoso zoom one
following
loads=$(status full_loads) generation=$(status generation)

# A load that takes as long as this test wants: it waits for a lock, and then its process is
# stopped (a lock alone would make it give up when the database says nothing for long).
coproc LOCK { psql -X -Atq; }
printf '%s\n' "begin; lock table acg.number_range; select 'locked';" >&"${LOCK[1]}"
read -r -t 20 _ <&"${LOCK[0]}"
follower=$(status follower_pid)
blocked() { [ "$(sql "select count(*) from pg_stat_activity where application_name = 'acg_provision' and wait_event_type = 'Lock'")" = 1 ]; }
for i in 1 2; do rpc acg.provision.resync >"$TEST_DIR/resync.$i" & done
answers() { cat "$TEST_DIR"/resync.* | grep -c "$1"; }
told() { [ "$(answers "$1")" = "$2" ]; }
poll_until 4 'a load is running' blocked
kill -STOP "$follower"
printf '%s\n' "commit; select 'unlocked';" >&"${LOCK[1]}"
read -r -t 20 _ <&"${LOCK[0]}"
poll_until 9 'one is told that it is still being read' told '^Still reading, the old numbers are in force' 1
kill -CONT "$follower"
poll_until 10 'the other that its own is done' told '^Ok\. [0-9]* numbers in force' 1
following
both() { [ "$(status loading)" = no ] && [ "$(status generation)" -gt "$generation" ]; }
poll_until 10 'a table was put in force' both
is "$(($(status generation) - generation))" "$(($(status full_loads) - loads))" 'one for each load that ended'
ok 'each caller got a load that began after it asked, no more' test "$(($(status full_loads) - loads))" -le 2
same_as_database 'the table equals the database' $block 1000
is "$(status numbers)" "$(sql 'select count(*) from acg.number')" 'with as many numbers'
done_testing
