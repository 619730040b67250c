#!/usr/bin/env bash
# The gateway sends no byte of SIP to a far end that does not prove to be the peer: a wrong
# name, a stranger's root, or a certificate that may not be a server's. The caller is told
# within seconds, and the call is recorded as failed.
# shellcheck source=tests/tls/client.sh
. "$(dirname "$0")/client.sh"

number=+4930100071
provision "$number" contoso direct_routing
reload >/dev/null

issue wrong-name mallory.cloud.test
issue strange "$ACG_CLOUD_NAME" stranger-ca
issue client-only "$ACG_CLOUD_NAME" ca clientAuth
issue right "$ACG_CLOUD_NAME"

# A TLS server in the place of the cloud's edge. It prints what it receives.
"$STACK/part" cloud-edge stop
server=
back_to_normal() {
  [ -z "$server" ] || kill "$server" 2>/dev/null
  "$STACK/part" cloud-edge start
}
trap back_to_normal EXIT

# far_end NAME VERSION: with that certificate.
far_end() {
  local received=$TEST_DIR/$1-$2.received
  exec {input}<> <(:) # s_server ends with its input
  openssl s_server -accept "$ACG_CLOUD_PEER" -cert "$TEST_DIR/$1.pem" -key "$TEST_DIR/$1.key" \
    -CAfile "$ACG_CA" -Verify 2 "-$2" <&"$input" >"$received" 2>&1 &
  server=$!
  exec {input}<&-
  poll 5 listening tcp "${ACG_CLOUD_PEER%:*}" "${ACG_CLOUD_PEER#*:}"
}

far_end_leaves() { kill "$server"; wait "$server" 2>/dev/null; server=; }

received() { cat "$TEST_DIR/$1.received"; }
got_sip() { received "$1" | grep -aq 'SIP/2\.0'; }
got_alert() { received "$1" | grep -q ' alert '; }
alert() { received "$1" | sed -n 's/.* alert \([a-z ]*\):.*/\1/p'; }

# attempt NAME VERSION OUTCOME: a call to a far end NAME, until OUTCOME is to be seen there.
# The caller waits for the end of it meanwhile.
callers=()
attempt() {
  local label=$1-$2
  far_end "$1" "$2" || { fail "$label: a far end listens"; return; }
  call operator "$label" "$(scenario uac-refused CODE=408)" "$STRANGER" "$number" &
  callers+=("$label:$!")
  poll 5 "$3" "$label"
  far_end_leaves
}

while read -r name alert; do
  for version in tls1_2 tls1_3; do
    attempt "$name" "$version" got_alert
    is "$(alert "$name-$version")" "$alert" "$version, $name: the far end gets an alert that says why"
    nok "$version, $name: and no SIP" got_sip "$name-$version"
  done
done <<'END'
wrong-name bad certificate
strange unknown ca
client-only unsupported certificate
END

attempt right tls1_3 got_sip
ok 'the right far end gets SIP' got_sip right-tls1_3

began=$SECONDS
for caller in "${callers[@]}"; do
  label=${caller%:*}
  ok "$label: the caller is told 408" wait "${caller#*:}"
  is "$(record "$(call_id "$label")" 'code, end_reason, outbound_tls is null')" '408|failed|t' "$label: the call is recorded"
done
ok 'all of them within 15 s' test $((SECONDS - began)) -lt 15

back_to_normal
trap - EXIT
like "$("$STACK/part" cloud-edge pid)" '^[0-9]+$' "the cloud's edge is back"
done_testing
