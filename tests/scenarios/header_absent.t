#!/usr/bin/env bash
# No custom header where the number has no value, or the service takes none.
# shellcheck source=tests/lib/gateway.sh
. "$(dirname "$0")/../lib/gateway.sh"

provision +4930100007 contoso direct_routing
provision +4930100008 contoso phone_mobile not-for-mobile
reload >/dev/null

answer operator callee "$(scenario uas-answer)"
ok 'a call of a number without a value is answered' \
  call cloud caller "$(scenario uac-answered)" +4930100007 "$STRANGER"
answered callee
is "$(received callee '^INVITE' | header "$HEADER")" '' 'it carries no header'

answer operator mobile "$(scenario uas-answer)"
ok 'a call of a Phone Mobile number is answered' \
  call cloud mobile-caller "$(scenario uac-answered)" +4930100008 "$STRANGER"
answered mobile
is "$(received mobile '^INVITE' | header "$HEADER")" '' 'it carries no header, though a value is set'
done_testing
