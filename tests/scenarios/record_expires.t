#!/usr/bin/env bash
# The record of a call is there until its day is 30 days old, and gone then.
# shellcheck source=tests/lib/gateway.sh
. "$(dirname "$0")/../lib/gateway.sh"

call operator caller "$(scenario uac-refused CODE=404)" "$STRANGER" +4930199998
id=$(call_id caller)
is "$(record "$id" 'count(*)')" 1 'a call just made has its record'

record_id=$(record "$id" record_id)

# The clock is the function's parameter; the transaction puts everything back.
left_at() {
  sql "BEGIN; SELECT acg.accept_clock(:'now') \\g /dev/null
    SELECT count(*) FROM acg.expire_cdr(:'now'::timestamptz) \\g /dev/null
    SELECT count(*) FROM acg.cdr WHERE record_id = :'id'; ROLLBACK" now="$1" id="$record_id"
}
day=$(date -u +%F)
is "$(left_at "$(date -u -d "$day + 29 days + 23 hours + 59 minutes" +%FT%TZ)")" 1 'still there one minute before its day is 30 days old'
is "$(left_at "$(date -u -d "$day + 30 days" +%FT%TZ)")" 0 'gone when it is'
is "$(record "$id" 'count(*)')" 1 '(and today it is there)'
done_testing
