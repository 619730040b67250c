#!/usr/bin/env bash
# A record is read under a grant and no other way; numbers are nowhere in clear; erasing
# erases; a rotation of the keys leaves older records readable.
# shellcheck source=tests/lib/gateway.sh
. "$(dirname "$0")/../lib/gateway.sh"

number=+4930100661
provision "$number" contoso direct_routing
reload >/dev/null

place() {
  answer cloud "callee-$1" "$(scenario uas-answer)"
  call operator "$1" "$(scenario uac-answered)" "$STRANGER" "$number"
  answered "callee-$1"
}
records_of() { rpc acg_retention.find "$1" | grep -c '^{'; }
place first
poll_until 10 'a call has its record' has_record "$(call_id first)"

sql "update acg.access_grant set revoked_at = now() where grantee = 'local' and revoked_at is null"
logged=$(sql 'select count(*) from acg.access_log')
like "$(rpc acg_retention.find "$number")" 'error: 403 .*local has no open grant' 'without a grant nothing is shown'
is "$(sql 'select count(*) from acg.access_log')" $((logged + 1)) 'but it is logged that somebody asked'
grant_access

is "$(records_of "$number")" 1 'under a grant it is found by its number'
is "$(records_of "$STRANGER")" "$(records_of "s:${STRANGER#+}")" 'by the other end, with or without +'
is "$(records_of "$(call_id first)")" 1 'and by its Call-ID'
is "$(records_of +4930100662)" 0 'another number has none'
is "$(rpc acg_retention.find "$number" '2020-01-01' '2020-02-01' | grep -c '^{')" 0 'nor has another month'
is "$(record "$(call_id first)" 'number, caller, callee')" "$number|$STRANGER|$number" 'it says who called whom'
is "$(sql "select reason from acg.access_log order by access_id desc limit 1")" \
  'the tests read what they have written' 'the log has the reason'

# What lies on disk: the whole database, and the journal.
plain() { sql "select count(*) from acg.cdr c where to_jsonb(c)::text like '%' || :'text' || '%'" text="$1"; }
is "$(plain "${number#+}")$(plain "$(call_id first)")" 00 'the table has neither number nor Call-ID in clear'
is "$(grep -rlE "${number#+}|$(call_id first)" "$ACG_JOURNAL" "$ACG_JOURNAL_MEMORY" | wc -l)" 0 'nor has the journal'
is "$(stat -c %a "$ACG_KEY_FILE")" 600 'nobody else reads the keys'

chains() { rpc acg_retention.status | sed -n 's/.*key_chains: //p'; }
earlier=$(chains)
like "$(rpc acg_retention.rotate_keys)" Ok 'the keys are rotated'
is "$(chains)" $((earlier + 1)) 'another chain is in use'
place second
poll_until 10 'a call after it has its record' has_record "$(call_id second)"
is "$(records_of "$number")" 2 'older records are still found'
like "$(rpc acg_retention.load_keys)" Ok 'the key file is read again'
is "$(records_of "$number")" 2 'and is the same'

is "$(rpc acg_retention.erase "$number" | tr -d ' \t')" 2 'who asks for it is forgotten'
is "$(records_of "$number")" 0 'and not found any more'
is "$(sql "select sum(calls) >= 2 from acg.call_count where account = 'contoso'")" t 'but stays counted'
like "$(rpc acg_retention.status)" 'days_made_ahead: 7' 'the status says how far partitions are made'
done_testing
