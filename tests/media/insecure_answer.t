#!/usr/bin/env bash
# An answer without SRTP to our SRTP offer never becomes a call: the SDP does not reach the
# caller, and both sides are hung up as soon as they can be.
# shellcheck source=tests/lib/gateway.sh
. "$(dirname "$0")/../lib/gateway.sh"

here=$(cd "$(dirname "$0")" && pwd)
provision +4930100022 contoso direct_routing
reload >/dev/null
answer cloud callee "$(scenario "$here/uas-answers-in-clear.xml")"
ok 'the caller is hung up on' \
  call operator caller "$(scenario "$here/uac-hung-up.xml")" "$STRANGER" +4930100022
ok 'and so is the callee' answered callee
unlike "$(received caller '^SIP/2.0 200')" 'm=audio' 'the caller was given no address for media'
is "$(record "$(call_id caller)" 'code, reason')" '200|Answer Broke The Media Policy: transport' 'the record says why'
done_testing
