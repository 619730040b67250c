#!/usr/bin/env bash
# A Route that a new call brings along does not decide where it goes, and does not reach
# the other side.
# shellcheck source=tests/lib/gateway.sh
. "$(dirname "$0")/../lib/gateway.sh"

number=+4930100009
provision "$number" contoso direct_routing
reload >/dev/null
# The first Route takes it from the simulated far end to the gateway, which removes it.
route="Route: <sip:$ACG_IP:$ACG_OPERATOR_PORT;transport=tls;lr>, <sip:192.0.2.1;lr>"

answer cloud callee "$(scenario uas-answer)"
ok 'the call is answered by the peer of its service' \
  call operator caller "$(scenario uac-answered)" "$STRANGER" "$number" "$route"
ok 'and nowhere else' answered callee
unlike "$(received callee '^INVITE')" '192\.0\.2\.1' 'which sees nothing of the Route'
done_testing
