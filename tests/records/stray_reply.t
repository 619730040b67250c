#!/usr/bin/env bash
# A reply that answers nothing the gateway has sent goes nowhere, whatever its Via says: no
# policy would look at it, and a 200 of a call from before a restart would be a call that
# people talk in and nobody has recorded.
# shellcheck source=tests/lib/gateway.sh
. "$(dirname "$0")/../lib/gateway.sh"
# shellcheck source=tests/lib/raw.sh
. "$(dirname "$0")/../lib/raw.sh"

provision +4930100665 contoso direct_routing
reload >/dev/null
answer operator callee "$(scenario uas-answer)"
ok 'a call, and with it a connection to the other side' call cloud caller "$(scenario uac-answered)" +4930100665 "$STRANGER"
answered callee

fill IP="$ACG_IP" OPERATOR="$ACG_OPERATOR_PORT" CLOUD="$ACG_CLOUD_PORT" EDGE="$ACG_OPERATOR_EDGE_PORT" \
  PHONE="$ACG_OPERATOR_PHONE" >"$TEST_DIR/stray" <<'END'
SIP/2.0 200 OK
Via: SIP/2.0/TLS @IP@:@CLOUD@;branch=z9hG4bKnever.0.0
Via: SIP/2.0/TLS @IP@:@EDGE@;branch=z9hG4bKnever
Via: SIP/2.0/UDP @PHONE@;branch=z9hG4bKstray
From: <sip:+4989@@IP@>;tag=f
To: <sip:+4930@@IP@>;tag=t
Call-ID: stray-reply
CSeq: 1 INVITE
Contact: <sip:a@192.0.2.1>
Content-Length: 0

END
log=$(log_file kamailio)
from=$(($(wc -l <"$log") + 1))
# SIPp would not show what belongs to none of its calls.
perl -MIO::Socket::INET -e '$| = 1; $s = IO::Socket::INET->new(LocalAddr => shift, Proto => "udp") or die;
  while ($s->recv($m, 65535)) { print $m }' "$ACG_OPERATOR_PHONE" >"$TEST_DIR/phone.msg" &
echo $! >"$TEST_DIR/phone.pid"
poll 5 listening udp "${ACG_OPERATOR_PHONE%:*}" "${ACG_OPERATOR_PHONE#*:}"
say cloud 300 "$TEST_DIR/stray" >"$TEST_DIR/said"
dropped() { tail -n +"$from" "$log" | grep -q 'reply 200 to INVITE dropped, call stray-reply'; }
poll_until 5 'it is dropped, and the log says so' dropped
nok 'and does not arrive' grep -q stray-reply "$TEST_DIR/phone.msg"
forget phone

done_testing
