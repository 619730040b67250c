#!/usr/bin/env bash
# RPC over HTTPS: a peer of listener "https" may call what its row names and nothing else, by
# default nothing; changes of the row hold within seconds. Commands are told by the name in the
# peer's certificate who asks.
# shellcheck source=tests/tls/client.sh
. "$(dirname "$0")/client.sh"
# shellcheck source=tests/tls/peers.sh
. "$(dirname "$0")/peers.sh"
keep_peers
LOG=$(log_file kamailio)

may_call() { [[ $(call_rpc "$1") = 'HTTP/1.1 200'* ]]; }
may_not_call() { [[ $(call_rpc "$1") = 'HTTP/1.1 403'* ]]; }
alert() { sed -n 's/.* alert \([a-z ]*\):.*/\1/p' "$SAID"; }
logged() { tail -n 20 "$LOG" | grep -Fq -- "$1"; }

like "$(call_rpc core.uptime)" '^HTTP/1\.1 403 ' 'a peer may call nothing by default'
poll_until 2 'and the log says so' logged "RPC core.uptime by peer monitoring ($ACG_OPERATOR_NAME) at 127."

sql "update acg.peer set rpc = '{core.uptime,acg.tls.*,acg_retention.find}' where name = 'monitoring'"
poll_until 5 'what its row names it may call, within seconds' may_call core.uptime
like "$(call_rpc core.uptime)" '^HTTP/1\.1 200 .*"result":.*"uptime":.*"id":[[:space:]]*7' 'and gets the result'
poll_until 2 'which is logged' logged "($ACG_OPERATOR_NAME) at"
like "$(call_rpc acg.tls.peers)" '"peer":[[:space:]]*"monitoring"' 'all that begin as it says'
while read -r command; do
  like "$(call_rpc "$command")" '^HTTP/1\.1 403 ' "not $command"
done <<'END'
core.kill
core.uptime2
core.uptim
acg.tls
acg.tlsx
acg.number.count
tls.reload
END

post() { send_http operator "$ACG_HTTPS" POST /RPC "$1" | tr -d '\n'; }
like "$(post '{"method":"core.kill","method":"core.uptime","jsonrpc":"2.0"}')" '^HTTP/1\.1 403 ' 'a command twice: the first counts'
like "$(post '{"method":"core.uptime","method":"core.kill","jsonrpc":"2.0","id":1}')" '"uptime":' 'for both who read it'
while read -r body; do
  like "$(post "$body")" '^HTTP/1\.1 400 ' "no request: $body"
done <<'END'
{
{"jsonrpc":"2.0","id":1}
{"jsonrpc":"2.0","method":1}
{"jsonrpc":"2.0","method":"core.uptime\n"}
[{"jsonrpc":"2.0","method":"core.uptime"}]
"core.uptime"
END
like "$(send_http operator "$ACG_HTTPS" GET /RPC '')" '^HTTP/1\.1 405 ' 'by POST only'
is "$(call_rpc core.uptime '' cloud)" '' 'another peer is not let in'
is "$(alert)" 'bad certificate' 'and told why'
is "$(call_rpc core.uptime '' nobody)" '' 'nor is anybody without a certificate'
like "$(send_http operator "$ACG_OPERATOR_TLS" POST /RPC '{"jsonrpc":"2.0","method":"core.uptime"}')" '^HTTP/1\.1 404 ' 'no RPC where SIP is'

# Who asks is the certificate: the access log of call records has its name.
asked() { sql "select count(*) from acg.access_log where grantee = :'name' and action = 'find'" name="$ACG_OPERATOR_NAME"; }
asked_before=$(asked)
like "$(call_rpc acg_retention.find '"+4930100001"')" '"code":[[:space:]]*403' 'call records need a grant'
is "$(asked)" $((asked_before + 1)) "that was asked for in the certificate's name"

sql "update acg.peer set rpc = '{}' where name = 'monitoring'"
poll_until 5 'what its row names no more it may call no more' may_not_call core.uptime
is "$(rpc core.psx | grep -c "tcp receiver (tls:$ACG_HTTPS)")" 1 'HTTPS has a worker of its own'
done_testing
