#!/usr/bin/env bash
# Parameters in the user part (RFC 3966, 4694, 4904) decide nothing: the number is what
# stands before them, with user=phone or without; they reach the far side as they came, and
# what is escaped is decoded once.
# shellcheck source=tests/lib/gateway.sh
. "$(dirname "$0")/../lib/gateway.sh"

provision +4930100151 contoso direct_routing params
reload >/dev/null
# arrives USER WIRE WHAT: a call to USER arrives at the cloud as WIRE.
arrives() {
  answer cloud callee "$(scenario uas-answer)"
  ok "$3: found" call operator caller "$(scenario uac-answered)" "$STRANGER" "$1"
  answered callee
  is "$(received callee '^INVITE' | sed -n '1s/^INVITE sip:\(.*\)@.*/\1/p')" "$2" "$3: on the wire"
  is "$(record "$(call_id caller)" 'number, callee')" "+4930100151|$1" "$3: one key, and what came, in the record"
}
arrives '+4930100151;npdi;rn=+4915200001' '+4930100151;npdi;rn=+4915200001' 'ported'
arrives '+4930100151;tgrp=t1;trunk-context=example.net' '+4930100151;tgrp=t1;trunk-context=example.net' 'trunk group'
arrives '+4930100151;ext=77' '+4930100151;ext=77' 'extension'
arrives '+4930%3100151' '+4930100151' 'escaped'
ok 'what is escaped twice is no number' call operator twice "$(scenario uac-refused CODE=484)" "$STRANGER" '+4930%253100151'
done_testing
