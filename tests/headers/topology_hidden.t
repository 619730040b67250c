#!/usr/bin/env bash
# No address of one side is seen by the other, in any header or in the SDP, in any message
# of a call; Contact carries the gateway's own name; the caller, for whom
# nothing is hidden, gets its own values back.
# shellcheck source=tests/lib/gateway.sh
. "$(dirname "$0")/../lib/gateway.sh"
HERE=$(cd "$(dirname "$0")" && pwd)

provision +4930100111 contoso direct_routing
reload >/dev/null
inside=10.99.88 # what both phones' networks begin with
name=${ACG_SERVER_NAME//./\\.}

only_received() { # LABEL: its received messages alone
  perl -0777 -ne 'for (split /^-{10,}[^\n]*\n/m) { print if /message received/ }' "$TEST_DIR/$1.msg" >"$TEST_DIR/$1.msg.received"
}
check() { # FROM TO CALLING CALLED
  answer "$2" "callee-$2" "$(scenario "$HERE/uas-inside.xml" INSIDE="$inside.2")"
  ok "a call from the $1 is answered" call "$1" "caller-$1" "$(scenario "$HERE/uac-inside.xml" INSIDE="$inside.1")" "$3" "$4"
  answered "callee-$2"
  only_received "callee-$2"
  only_received "caller-$1"
  is "$(grep -a "$inside\.1" "$TEST_DIR/callee-$2.msg.received")" '' "the $2 sees nothing of the caller's network"
  is "$(grep -a "$inside\.2" "$TEST_DIR/caller-$1.msg.received")" '' "the $1 sees nothing of the callee's network"
  invite=$(received "callee-$2" '^INVITE')
  unlike "$(header Call-ID <<<"$invite")" "@" "Call-ID is hidden, which may hold an address"
  like "$(header Contact <<<"$invite")" "^<sip:${name}[;:>]" "Contact to the $2 is our name"
  like "$(header Record-Route <<<"$invite" | sed -n 3p)" "^<sip:${ACG_ROUTE_NAME//./\\.}:[0-9]+;transport=tls" "Record-Route is what it is set to"
  like "$(received "caller-$1" '^SIP/2.0 200' | header Contact)" "^<sip:${name}[;:>]" "and Contact to the $1"
  is "$(received "caller-$1" '^SIP/2.0 200' | header From | sed 's/;tag.*//')" "<sip:$3@$inside.1:5060>" 'the caller gets its own From back'
}
check operator cloud +498970000001 +4930100111
check cloud operator +4930100111 +498970000001
# A redirection may name several; topoh hides the first.
redirected() { # FROM TO CALLING CALLED
  answer "$2" "redirecting-$2" "$(scenario "$HERE/uas-redirect.xml" INSIDE="$inside.2")"
  ok "a call from the $1 is redirected" call "$1" "redirected-$1" "$(scenario uac-refused CODE=302)" "$3" "$4"
  answered "redirecting-$2"
  only_received "redirected-$1"
  is "$(grep -a "$inside\.2" "$TEST_DIR/redirected-$1.msg.received")" '' "the $1 sees nothing of the callee's network"
  like "$(received "redirected-$1" '^SIP/2.0 302' | grep -aiE '^(contact|m) *:')" \
    "^Contact: \"a, b\" <sip:${name}[;:][^,]*>;q=0.9\$" 'of five Contacts there is one, with our name'
}
redirected operator cloud +498970000001 +4930100111
redirected cloud operator +4930100111 +498970000001
done_testing
