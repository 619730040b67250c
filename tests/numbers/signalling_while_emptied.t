#!/usr/bin/env bash
# A transaction empties header rules, blocked numbers and peers by TRUNCATE and fills them
# again, while they are about to be read: there is no moment without them. A gateway that
# saw no peers would hang up on everybody.
# shellcheck source=tests/lib/gateway.sh
. "$(dirname "$0")/../lib/gateway.sh"

number=+4930560002
provision "$number" contoso direct_routing
sql "insert into acg.header_rule (account_id, direction, action, name, value, reference)
  select account_id, 'to_operator', 'add', 'X-Emptied', 'x', 'test' from acg.account where name = 'contoso'"
clean_up() { sql "delete from acg.header_rule where reference = 'test'; delete from acg.blocked_number where reference = 'test'"; }
trap clean_up EXIT
rule() { [[ $(rpc acg.header.explain "s:$number" to_operator) == *'adds: X-Emptied'* ]]; }
poll_until 10 'a rule is in force' rule
answer cloud callee "$(scenario uas-answer)"
ok 'a call makes connections' call operator caller "$(scenario uac-answered)" "$STRANGER" "$number"
answered callee
connections() { rpc acg.tls.peers | sed -n 's/^\s*id: //p' | sort; }
earlier=$(connections)
like "$earlier" '[0-9]' 'there are connections'

coproc SESSION { psql -X -Atq -v ON_ERROR_STOP=1 2>&1; }
say() {
  printf '%s\n' "$1 select 'said';" >&"${SESSION[1]}"
  read -r -t 30 _ <&"${SESSION[0]}"
}
waiting() { [ "$(sql "select count(*) from pg_locks where not granted and relation = '$1'::regclass")" -ge 1 ]; }
# refill TABLE...: empties and fills them in one transaction, which announces nothing, so that
# what was read meanwhile stays. wake: makes the gateway read.
refill() {
  local table keep='' fill=''
  for table; do
    keep+="create temp table kept_${table#*.} on commit drop as table $table; "
    fill+="insert into $table overriding system value table kept_${table#*.}; "
  done
  say "begin; set local session_replication_role = replica; $keep truncate $(IFS=,; echo "$*");"
  wake
  poll_until 10 "$1: the gateway waits" waiting "$1"
  say "$fill commit;"
}

wake() { sql "notify acg_peer"; }
refill acg.peer acg.destination acg.route
told() { ! waiting acg.peer; }
poll_until 10 'the peers are read' told
peers() { rpc acg.tls.policy | grep -c 'peers: cloud (\|peers: operator ('; }
all_peers() { [ "$(peers)" -ge 2 ]; }
poll_until 10 'the peers are in force' all_peers
swept() { [ "$SECONDS" -ge "$limit" ] || [ "$(connections)" != "$earlier" ]; }
limit=$((SECONDS + 3)) # connections are looked at each second
poll 5 swept
is "$(connections)" "$earlier" 'nobody was hung up on'

refused() { call operator caller "$(scenario uac-refused CODE=403)" "$STRANGER" "$number"; }
wake() { sql "select acg.log_change('UPDATE', 'signalling', '{0}')" >/dev/null; }
provisioner "insert into acg.blocked_number (number, party, direction, reference)
  values ('$STRANGER', 'caller', 'to_cloud', 'test')"
following
poll_until 10 'a caller is blocked' refused
for table in acg.header_rule acg.blocked_number; do
  refill "$table"
  read_again() { ! waiting "$table"; }
  poll_until 10 "$table: it is read" read_again
  following
  ok "$table: the rule is in force" rule
  ok "$table: the caller is blocked" refused
done
done_testing
