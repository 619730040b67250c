#!/usr/bin/env bash
# The order of writing is not the order of committing: a change that was written first
# and commits last is seen when it commits, and holds up none that commits before it.
# shellcheck source=tests/lib/gateway.sh
. "$(dirname "$0")/../lib/gateway.sh"

provisioner "delete from acg.number where number like '+493052____'"
provision +4930520000 contoso zoom

# Sessions that stay open: say SESSION STATEMENT writes to one and waits until it is done.
declare -A to from
open_session() {
  coproc SESSION { psql -X -Atq -v ON_ERROR_STOP=1 2>&1; }
  exec {in}>&"${SESSION[1]}" {out}<&"${SESSION[0]}"
  to[$1]=$in from[$1]=$out
}
say() {
  local line
  printf '%s\n\\echo over\n' "$2" >&"${to[$1]}"
  while read -r -t 10 line <&"${from[$1]}" && [ "$line" != over ]; do diag "$1: $line"; done
}
put() { echo "insert into acg.number (number, account_id, service_id) select '$1', account_id, service_id from acg.account, acg.service where account.name = 'contoso' and service.name = 'zoom';"; }

open_session early 2>/dev/null
open_session late 2>/dev/null
say early "begin; $(put +4930520001)"
say late "begin; $(put +4930520002)"
provision +4930520003 contoso zoom
following
is "$(in_force +4930520000 10 | wc -l)" 2 'two open transactions hold up nothing, and are not seen'
say late 'commit;'
following
same_as_database 'the second to write commits first' +4930520000 10
say early 'commit;'
following
poll 5 test "$(in_force +4930520000 10 | wc -l)" = 4
same_as_database 'the first to write commits last' +4930520000 10

say early "begin; $(put +4930520004) savepoint a; $(put +4930520005) rollback to a; $(put +4930520006)"
say late "begin; $(put +4930520007) rollback;"
say early 'commit;'
following
same_as_database 'savepoints and a rollback' +4930520000 10

# Many at once, each with pauses of its own.
pids=()
for i in 1 2 3 4 5 6; do
  sql "select format('begin; insert into acg.number (number, account_id, service_id)
      select ''+4930520%s%s'', account_id, service_id from acg.account, acg.service
      where account.name = ''contoso'' and service.name = ''zoom'';
      select pg_sleep(random() * 0.02) \\g /dev/null
      commit;', $i, lpad(n::text, 2, '0')) from generate_series(0, 39) n" | psql -X -q -o /dev/null &
  pids+=($!)
done
wait "${pids[@]}"
following
same_as_database 'six sessions, 240 transactions' +4930520000 700
done_testing
