#!/usr/bin/env bash
# Header rules, the custom header and the shape of messages on the wire through a whole
# call, over TLS: the first INVITE, re-INVITE and UPDATE from either end, each ACK, BYE and
# each response. What came with a message that is not to go on is in none of them, and
# parameters that the dialog did not begin with go no further.
# shellcheck source=tests/lib/gateway.sh
. "$(dirname "$0")/../lib/gateway.sh"
HERE=$(cd "$(dirname "$0")" && pwd)

provision +4930100131 contoso direct_routing dialog-1
provisioner "UPDATE acg.account SET subdomain = 'con', call_screening = false WHERE name = 'contoso';
  INSERT INTO acg.header_rule (number, direction, message, action, name, value, reference)
  SELECT '+4930100131', d, 'both', 'replace', 'X-Rule', '{number} {direction} ' || d, 'test' FROM unnest(ARRAY['to_operator', 'to_cloud']) d"
trap 'provisioner "UPDATE acg.account SET subdomain = NULL, call_screening = true WHERE name = '\''contoso'\'';
  DELETE FROM acg.header_rule WHERE reference = '\''test'\''"; reload >/dev/null' EXIT
reload >/dev/null

# seen LABEL NAME: "METHOD-OR-CODE CSEQ: value | value" of each message LABEL received.
seen() {
  perl -0777 -ne '
    BEGIN { $name = shift }
    for (split /^-{10,}[^\n]*\n/m) {
      my ($message) = /^\w+ message received[^\n]*\n\s*(.*)/ms or next;
      my ($head) = split /\r?\n\r?\n/, $message;
      my ($what) = $head =~ m{\A(?:SIP/2.0 )?(\S+)};
      next if $what eq "100";
      my ($cseq) = $head =~ /^CSeq:\s*(.*?)\r?$/mi;
      print "$what $cseq: ", join(" | ", $head =~ /^\Q$name\E[ \t]*:[ \t]*(.*?)\r?$/mig), "\n";
    }' "$2" "$TEST_DIR/$1.msg"
}
requests() { seen "$@" | grep -v '^[0-9]'; }
# as_seen LABEL NAME VALUE WHAT [FIRST...]: VALUE, once, in every message but those that begin with FIRST.
as_seen() {
  local label=$1 name=$2 value=$3 what=$4 but
  shift 4
  but=$(printf '%s\n' "${@:-none}")
  is "$(seen "$label" "$name" | grep -vF "$but" | sed 's/^[^:]*: //' | sort -u)" "$value" "$what"
}
caller_sees=$'180 1 INVITE\n200 1 INVITE\n200 2 INVITE\n200 3 UPDATE\nINVITE 1 INVITE\nACK 1 ACK\nUPDATE 2 UPDATE\nBYE 3 BYE'
callee_sees=$'INVITE 1 INVITE\nACK 1 ACK\nINVITE 2 INVITE\nACK 2 ACK\nUPDATE 3 UPDATE\n200 1 INVITE\n200 2 UPDATE\n200 3 BYE'
name=con.1r1.$ACG_BASE_DOMAIN
forged="$HEADER: forged\n      x-rule: forged\n      x-ms-sbc: forged\n      acg-contact: evil.example"

# talk FROM TO CALLING CALLED
talk() {
  local op=operator-$1 cloud=cloud-$1 end
  answer "$2" "$2-$1" "$(scenario "$HERE/uas-dialog.xml" EXTRA="$forged")"
  ok "a call from the $1 goes through" call "$1" "$1-$1" "$(scenario "$HERE/uac-dialog.xml" EXTRA="$forged")" "$3" "$4"
  ok 'and ends as it should' answered "$2-$1"
  is "$(seen "$1-$1" Call-ID | sed 's/:.*//')" "$caller_sees" "$1: the caller saw each message"
  is "$(seen "$2-$1" Call-ID | sed 's/:.*//')" "$callee_sees" "$1: the callee saw each message"
  local call=to_cloud
  [ "$1" = operator ] || call=to_operator
  as_seen "$op" "$HEADER" dialog-1 "$1: the operator sees the custom header in each message, once"
  as_seen "$op" X-Rule "+4930100131 $call to_operator" "$1: the operator sees the rule's header in each message, once"
  as_seen "$cloud" "$HEADER" '' "$1: the cloud sees the custom header in none"
  as_seen "$cloud" X-Rule "+4930100131 $call to_cloud" "$1: the cloud sees its rule's header in each message, once"
  as_seen "$cloud" X-MS-SBC ACG/Kamailio/1.0 "$1: and X-MS-SBC, once"
  for end in "$op" "$cloud"; do
    is "$(requests "$end" From | grep -c added)$(requests "$end" To | grep -c added)" 00 "$end: no parameter that the dialog did not begin with"
    is "$(seen "$end" ACG-Contact | grep -c 'example')" 0 "$end: nothing of our own business"
    is "$(requests "$end" From | sed 's/.*</</; s/;tag=.*//' | sort -u | wc -l)" 1 "$end: the other end's identity is one throughout"
  done
  is "$(seen "$cloud" Contact | grep -v '^ACK\|^BYE\|200 3 BYE' | sed 's/.*<sip:\([^;]*\);transport=tls;.*/\1/' | sort -u)" "$name:$ACG_CLOUD_PORT" "$1: Contact to the cloud is always the customer's name"
  is "$(seen "$op" Contact | grep -v '^ACK\|^BYE\|200 3 BYE' | sed 's/.*<sip:\([^;]*\);transport=tls;.*/\1/' | sort -u)" "$ACG_SERVER_NAME:$ACG_OPERATOR_PORT" "$1: to the operator the gateway's"
}
talk cloud operator +4930100131 "$STRANGER"
like "$(received cloud-cloud '^SIP/2.0 200' | header Record-Route)" "<sip:$name:$ACG_CLOUD_PORT;transport=tls" 'Record-Route to Teams that calls is that name'
talk operator cloud "$STRANGER" +4930100131
like "$(received cloud-operator '^INVITE' | header Record-Route)" "<sip:$name:$ACG_CLOUD_PORT;transport=tls" 'Record-Route to Teams that is called is that name'
done_testing
