#!/usr/bin/env bash
# Copies of the custom header that a message brings along never reach the other side,
# whatever their case and number, in either direction.
# shellcheck source=tests/lib/gateway.sh
. "$(dirname "$0")/../lib/gateway.sh"

number=+4930100005
provision "$number" contoso direct_routing genuine
provision +4930100006 contoso direct_routing
reload >/dev/null
upper=$(tr '[:lower:]' '[:upper:]' <<<"$HEADER")
lower=$(tr '[:upper:]' '[:lower:]' <<<"$HEADER")
forged="$HEADER: forged1"$'\r\n'"$upper : forged2"$'\r\n'"$lower:forged3,"$'\r\n'" folded"

answer operator callee "$(scenario uas-answer)"
ok 'a call with forged copies from the cloud is answered' \
  call cloud caller "$(scenario uac-answered)" "$number" "$STRANGER" "$forged"
answered callee
invite=$(received callee '^INVITE')
is "$(header "$HEADER" <<<"$invite")" genuine 'the operator sees the genuine value alone'
unlike "$invite" forged 'and no trace of the others'
unlike "$invite" folded 'nor of their continuation line'

answer operator plain "$(scenario uas-answer)"
ok 'so is one of a number without a value' \
  call cloud without "$(scenario uac-answered)" +4930100006 "$STRANGER" "$forged"
answered plain
is "$(received plain '^INVITE' | header "$HEADER")" '' 'where the operator sees none'

answer cloud callee2 "$(scenario uas-answer)"
ok 'a call with forged copies from the operator is answered' \
  call operator caller2 "$(scenario uac-answered)" "$STRANGER" "$number" "$forged"
answered callee2
unlike "$(received callee2 '^INVITE')" forged 'and the cloud sees none'
done_testing
