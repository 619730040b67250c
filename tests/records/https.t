#!/usr/bin/env bash
# Call records over HTTPS: the name in the certificate is who needs the grant and who is
# logged; a grant of another name, or one taken back, shows nothing.
# shellcheck source=tests/tls/client.sh
. "$(dirname "$0")/../tls/client.sh"
# shellcheck source=tests/tls/peers.sh
. "$(dirname "$0")/../tls/peers.sh"
keep_peers

number=+4930100664
provision "$number" contoso direct_routing
reload >/dev/null
answer cloud callee "$(scenario uas-answer)"
call operator caller "$(scenario uac-answered)" "$STRANGER" "$number"
answered callee
poll_until 10 'a call has its record' has_record "$(call_id caller)"

name=$ACG_OPERATOR_NAME
sql "update acg.peer set rpc = '{acg_retention.*}' where name = 'monitoring'"
found_by_peer() { call_rpc acg_retention.find "\"$number\""; }
may_call() { [[ $(found_by_peer) = *'no open grant'* ]]; }
poll_until 5 'the peer may call acg_retention' may_call
last() { sql "select grantee || ' ' || action || ' ' || coalesce(reason, 'refused') from acg.access_log order by access_id desc limit 1"; }

refused="$(found_by_peer)"
like "$refused" 'has no open grant' 'a grant of local is none of its own'
unlike "$refused" "${number#+}" 'nothing is shown'
is "$(last)" "$name find refused" 'it is logged in the name of the certificate'

grant=$(sql "select acg.grant_access(:'name', 'a test of records over HTTPS', '1 hour')" name="$name")
shown=$(found_by_peer)
like "$shown" '^HTTP/1\.1 200 ' 'with a grant for that name it is answered'
like "$shown" "${number#+}" 'and shows the number'
like "$shown" "$(call_id caller)" 'and the call'
is "$(last)" "$name find a test of records over HTTPS" 'logged with the reason'
like "$(call_rpc acg_retention.export "\"$number\"")" "${number#+}" 'it may export'
is "$(last)" "$name export a test of records over HTTPS" 'which is logged as that'

sql "select acg.revoke_access($grant)" >/dev/null
like "$(found_by_peer)" 'has no open grant' 'taken back, it shows nothing any more'
like "$(call_rpc acg_retention.erase "\"$number\"")" 'has no open grant' 'nor does it erase'
is "$(found "$number" | wc -l)" 1 'the record is still there'
like "$(rpc acg_retention.erase "$number")" 1 'the control socket goes on as local'
is "$(last)" 'local erase the tests read what they have written' 'and is logged so'
done_testing
