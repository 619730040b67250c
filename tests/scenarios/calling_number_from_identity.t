#!/usr/bin/env bash
# P-Asserted-Identity, where there is one, decides before From.
# shellcheck source=tests/lib/gateway.sh
. "$(dirname "$0")/../lib/gateway.sh"

provision +4930100003 contoso direct_routing by-identity
provision +4930100004 contoso direct_routing by-from
reload >/dev/null

answer operator callee "$(scenario uas-answer)"
ok 'a call with P-Asserted-Identity is answered' \
  call cloud caller "$(scenario uac-answered)" +4930100004 "$STRANGER" \
  'P-Asserted-Identity: <sip:+4930100003@edge.cloud.test>'
answered callee
is "$(received callee '^INVITE' | header "$HEADER")" by-identity 'it decides, not From'

answer operator anonymous "$(scenario uas-answer)"
ok 'an anonymous call of one of ours is answered' \
  call cloud hidden "$(scenario uac-answered)" anonymous "$STRANGER" \
  'P-Asserted-Identity: <tel:+4930100003>'
answered anonymous
is "$(received anonymous '^INVITE' | header "$HEADER")" by-identity 'a tel URI serves as well'
done_testing
