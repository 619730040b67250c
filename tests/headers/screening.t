#!/usr/bin/env bash
# Screening of calls from the cloud: the calling number must be of the account that the
# Request-URI names. Switched per account; the service says which identity counts; a call
# to an emergency number goes on whoever calls.
# shellcheck source=tests/lib/gateway.sh
. "$(dirname "$0")/../lib/gateway.sh"
HERE=$(cd "$(dirname "$0")" && pwd)

provision +4930100071 contoso direct_routing contoso-1
provision +4930100072 fabrikam direct_routing fabrikam-1
provision +4930100073 northwind direct_routing northwind-1
provision +4930100074 tailspin zoom zoom-1
provisioner "UPDATE acg.account SET subdomain = 'con' WHERE name = 'contoso';
  UPDATE acg.account SET subdomain = 'fab', call_screening = false WHERE name = 'fabrikam'"
sql "UPDATE acg.service SET calling_identity = 'from' WHERE name = 'zoom'"
trap 'provisioner "UPDATE acg.account SET subdomain = NULL, call_screening = true WHERE subdomain IS NOT NULL"
  sql "UPDATE acg.service SET calling_identity = '\''asserted'\''"; reload >/dev/null' EXIT
reload >/dev/null

# allowed LABEL HOST FROM HEADER_VALUE [EXTRA [TO]]: the call arrives, with that value.
allowed() {
  answer operator "$1" "$(scenario uas-answer)"
  ok "$1: allowed" call cloud "$1-caller" "$(scenario "$HERE/uac-host.xml" HOST="$2" EXTRA="${5:-X-Test: none}")" "$3" "${6:-$STRANGER}"
  answered "$1"
  is "$(received "$1" '^INVITE' | header "$HEADER")" "$4" "$1: the header is ${4:-absent}"
}

# refused LABEL HOST FROM [EXTRA]: 403, and nothing arrives.
refused() {
  ok "$1: 403" call cloud "$1" "$(scenario "$HERE/uac-host-refused.xml" HOST="$2" CODE=403 EXTRA="${4:-X-Test: none}")" "$3" "$STRANGER"
  is "$(record "$(call_id "$1")" 'code, reason')" '403|Calling Number Not Allowed' "$1: recorded"
}

allowed own-number con.1r1.gw.example +4930100071 contoso-1
refused other-account con.1r1.gw.example +4930100073
refused nobodys-number con.1r1.gw.example +4930199999
refused without-the-name sbc.acg.test +4930100071
refused unknown-name xyz.1r1.gw.example +4930100071
allowed account-without-name sbc.acg.test +4930100073 northwind-1
allowed not-screened fab.1r2.gw.example +4930100072 fabrikam-1
allowed not-screened-other fab.1r2.gw.example +4930199999 ''
allowed not-screened-contoso fab.1r2.gw.example +4930100071 ''

allowed asserted con.1r1.gw.example anonymous contoso-1 'P-Asserted-Identity: <sip:+4930100071@x>'
refused asserted-of-another con.1r1.gw.example +4930100071 'P-Asserted-Identity: <sip:+4930100073@x>'
allowed sip-before-tel con.1r1.gw.example +4930199999 contoso-1 'P-Asserted-Identity: <tel:+4930100073>, <sip:+4930100071@x>'
allowed repeated con.1r1.gw.example +4930199999 contoso-1 'P-Asserted-Identity: <sip:alice@x>\n      P-Asserted-Identity: <sip:+4930100071@x>'
allowed from-alone sbc.acg.test +4930100074 zoom-1 'P-Asserted-Identity: <sip:+4930100071@x>'
refused asserted-from-service sbc.acg.test +4930199999 'P-Asserted-Identity: <sip:+4930100074@x>'

allowed emergency con.1r1.gw.example +4930199999 '' 'X-Test: none' 112
is "$(record "$(call_id emergency-caller)" 'code, reason')" '200|Emergency Call' 'recorded as an emergency call'
allowed emergency-of-another con.1r1.gw.example +4930100073 '' 'X-Test: none' 911
done_testing
