#!/usr/bin/env bash
# Two resyncs at once, by kamcmd and by HTTPS, which two processes answer: the old numbers
# serve meanwhile, there are as many loads as needed and no more, and each caller is told what
# happened.
# shellcheck source=tests/tls/client.sh
. "$(dirname "$0")/../tls/client.sh"
HTTP_WAIT=15

number=+4930570001
provision $number contoso zoom old
may_resync() { sql "update acg.peer set rpc = $1 where name = 'monitoring'"; }
trap 'may_resync default' EXIT
may_resync "'{acg.provision.*}'"
may_call() { [[ $(call_rpc acg.provision.status) = 'HTTP/1.1 200'* ]]; }
poll_until 5 'a peer may resync over HTTPS' may_call
following

coproc SESSION { psql -X -Atq -v ON_ERROR_STOP=1 2>&1; }
say() {
  printf '%s\n' "$1 select 'said';" >&"${SESSION[1]}"
  read -r -t 30 _ <&"${SESSION[0]}"
}
waits="application_name = 'acg_provision' and wait_event_type = 'Lock'"
load_waits() { [ "$(sql "select count(*) from pg_stat_activity where $waits")" = 1 ]; }
asked() { tail -n "+$logged" "$(log_file kamailio)" | grep -q 'RPC acg.provision.resync by peer monitoring'; }

# both_ask: kamcmd and then HTTPS, while another transaction holds a table that a load needs.
both_ask() {
  logged=$(wc -l <"$(log_file kamailio)")
  loads=$(status full_loads)
  say "begin; update acg.number set header_value = '$1' where number = '$number'; lock table acg.number_range;"
  rpc acg.provision.resync >"$TEST_DIR/kamcmd" 2>&1 &
  by_kamcmd=$!
  poll_until 4 "$1: one has begun a load" load_waits
  call_rpc acg.provision.resync >"$TEST_DIR/https" &
  by_https=$!
  poll_until 4 "$1: the other has asked" asked
}
# calls_carry VALUE NAME: a call of the number has this header value.
calls_carry() {
  answer operator "$1-callee" "$(scenario uas-answer)"
  call cloud "$1-caller" "$(scenario uac-answered)" $number "$STRANGER"
  answered "$1-callee"
  is "$(received "$1-callee" '^INVITE' | header "$HEADER")" "$1" "$2"
}

both_ask new
calls_carry old 'the old numbers serve'
is "$(cat "$TEST_DIR/kamcmd" "$TEST_DIR/https")" '' 'nobody is told anything before its load is complete'
say 'commit;'
wait "$by_kamcmd" "$by_https"
like "$(<"$TEST_DIR/kamcmd")" '^Ok\. [0-9]+ numbers in force' 'kamcmd: it is done'
like "$(<"$TEST_DIR/https")" '^HTTP/1\.1 200 .*Ok\. [0-9]+ numbers in force' 'HTTPS: it is done'
is "$(status full_loads)" $((loads + 2)) 'two loads: when the first began, the other had not asked'
same_as_database 'the table equals the database' $number 1000
calls_carry new 'the new numbers serve'

# The first load fails, the other does not.
both_ask newer
sql "select pg_terminate_backend(pid) from pg_stat_activity where $waits" >/dev/null
poll_until 10 'the second load waits, too' load_waits
say 'commit;'
wait "$by_kamcmd" "$by_https"
like "$(<"$TEST_DIR/kamcmd")" 'The old numbers stay in force: .*(terminat|connection)' 'kamcmd: why the first failed'
like "$(<"$TEST_DIR/https")" '^HTTP/1\.1 200 .*Ok\. [0-9]+ numbers in force' 'HTTPS: the second is done'
is "$(status full_loads)" $((loads + 1)) 'which is the only one'
same_as_database 'the table equals the database' $number 1000
done_testing
