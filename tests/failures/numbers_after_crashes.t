#!/usr/bin/env bash
# kill -9 of the process that follows, of PostgreSQL, of Kamailio, at random points while
# numbers change: after each recovery the table equals the database, row by row.
# ACG_CRASHES says how often (6); `make crash-numbers` does it 200 times.
# shellcheck source=tests/lib/gateway.sh
. "$(dirname "$0")/../lib/gateway.sh"

crashes=${ACG_CRASHES:-6}
first=+4930560000
count=2000

# Transactions of one to a thousand rows, inserting, changing, deleting, until killed; none
# while there is a file "hold", which is then copied to "held".
churn() {
  while :; do
    if [ -e "$TEST_DIR/hold" ]; then
      cp "$TEST_DIR/hold" "$TEST_DIR/held" 2>/dev/null # it may be over already
      sleep 0.05
      continue
    fi
    sql "begin;
      delete from acg.number where number between '+4930560000' and '+4930561999' and random() < 0.1;
      insert into acg.number (number, account_id, service_id, header_value)
        select '+493056' || lpad(i::text, 4, '0'), account_id, service_id, 'h' || (random() * 300)::int
        from (select distinct (random() * 1999)::int from generate_series(0, (random() * random() * 1000)::int)) n (i),
          acg.account a, acg.service s
        where a.name = 'contoso' and s.name = 'zoom'
        on conflict (number) do update set header_value = excluded.header_value;
      update acg.number set enabled = random() < 0.9 where number like '+49305600__';
      commit" >/dev/null 2>&1 || sleep 0.1
  done
}

held() { [ "$(cat "$TEST_DIR/held" 2>/dev/null)" = "$i" ]; }
recovered() { [ "$(status connected)" = yes ]; }
provision +4930569999 contoso zoom
following
rm -f "$TEST_DIR/hold"
churn &
writer=$!
trap 'kill "$writer" 2>/dev/null' EXIT
equal=0
empty=0
for ((i = 0; i < crashes; i++)); do
  sleep "0.$((RANDOM % 900 + 100))"
  case $((i % 3)) in
    0) kill -KILL "$(status follower_pid)" 2>/dev/null ;;
    1) kill -KILL "$("$STACK/part" kamailio pid)" && "$STACK/part" kamailio restart ;;
    2) kill -KILL "$("$STACK/part" postgres pid)" && "$STACK/part" postgres restart ;;
  esac
  poll 30 recovered || diag "crash $i: not recovered"
  echo "$i" >"$TEST_DIR/hold"
  poll 30 held || diag "crash $i: the writer goes on"
  following || diag "crash $i: does not follow"
  if [ "$(in_force $first $count)" = "$(in_database $first $count)" ]; then
    equal=$((equal + 1))
  else
    diag "crash $i: $(diff <(in_force $first $count) <(in_database $first $count) | head -5)"
  fi
  [ -n "$(in_database $first $count)" ] || empty=$((empty + 1))
  rm "$TEST_DIR/hold"
done
is "$equal" "$crashes" "the table equals the database after each of $crashes crashes"
is "$empty" 0 'there were rows to compare each time'
done_testing
