#!/usr/bin/env bash
# Each function of the routing script does the same when it is called as KSR.acg_provision.NAME
# from Lua, and there is no function without such a twin.
# shellcheck source=tests/tls/client.sh
. "$(dirname "$0")/../tls/client.sh"

here=$(cd "$(dirname "$0")" && pwd)
provision +4930100071 contoso operator_connect floor-7
provision +4930100072 fabrikam direct_routing
provision +4930100093 fabrikam direct_routing
provisioner "update acg.number set enabled = false where number = '+4930100093'"
sql "insert into acg.blocked_number (number, party, direction, reference) values ('+498970000009', 'caller', 'to_cloud', 'kemi')"
sql "update acg.peer set rpc = '{core.uptime}' where name = 'operator'; update acg.identity_policy set trusted = false where peer = 'cloud'"
clean_up() {
  stop_daemon kemi
  sql "delete from acg.blocked_number where reference = 'kemi'; update acg.identity_policy set trusted = true where peer = 'cloud'; update acg.peer set rpc = default where name = 'operator'"
}
trap clean_up EXIT

export KEMI_CTL=$ACG_SOCKETS/kemi_ctl KEMI_LUA=$here/kemi_twins.lua KEMI_PEER_LIST=$TEST_DIR/peers.list
kemi_start() (
  export ACG_OPERATOR_PORT=6161 ACG_CLOUD_PORT=6163 ACG_HTTPS_PORT=6543 ACG_TLS_CFG=$TEST_DIR/tls.cfg
  export "${!ACG_@}"
  chown "$(daemon_user kamailio)" "$TEST_DIR"
  kamailio_write_tls_cfg && run_kamailio kemi "$here/kemi_twins.cfg"
)
kemi_ready() { kamailio_answers "$KEMI_CTL"; }
part_start kemi || bail_out "a script with Lua starts: $(tail -n 3 "$(log_file kemi)")"

sdp="v=0
o=- 1 1 IN IP4 $ACG_IP
s=-
c=IN IP4 $ACG_IP
t=0 0
m=audio 30000 RTP/SAVP 8
a=rtpmap:8 PCMA/8000
a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:WVNfX19zZW1jdGwgKCkgewkyMjA7fQp9CnVubGVz
"
clear=${sdp/SAVP/AVP}
clear=${clear/a=crypto*/}
uptime='{"jsonrpc":"2.0","method":"core.uptime","id":1}'
killing='{"jsonrpc":"2.0","method":"core.kill","id":1}'
long=$(printf '%0300d' 0)

# The requests of one row, native and KEMI: NAME ARGUMENT BEFORE METHOD FROM TO BODY.
requests=$TEST_DIR/requests count=0
request() {
  local body=${8//$'\n'/$'\r\n'} type=application/sdp
  [[ $body != '{'* ]] || type=application/json
  count=$((count + 1))
  printf '%s\r\n' "$5 sip:$7@$ACG_SERVER_NAME SIP/2.0" "Via: SIP/2.0/TLS client.invalid;branch=z9hG4bK$BASHPID.$count" \
    'Max-Forwards: 70' "From: <sip:$6@client.invalid>;tag=1" "To: <sip:$7@$ACG_SERVER_NAME>" "Call-ID: $BASHPID.$count" \
    "CSeq: 1 $5" "Contact: <sip:$6@$ACG_IP>" 'Privacy: '"$([ "$6" = anonymous ] && echo id || echo none)" \
    "X-How: $1" "X-Function: $2" "X-Argument: $3" "X-Before: $4" "Content-Type: $type" "Content-Length: ${#body}" ''
  printf '%s' "$body"
}
names=() expected=()
row() {
  names+=("$1 $2") expected+=("$3")
  request native "$1" "$2" "${@:4}" >>"$requests"
  request kemi "$1" "$2" "${@:4}" >>"$requests"
}
n='<null>'
ours=+4930100071 other=+498970000001
#   function        argument        expected: result, $acg(number, account, service, admission), $acg_lookup(account), rule, header
#                                                                                                    before method from to body
row match           to_cloud        "1 $ours contoso operator_connect $n $n $n $n"                   none INVITE "$other" "$ours" ''
row match           to_operator     "1 $ours contoso operator_connect $n $n $n $n"                   none INVITE "$ours" "$other" ''
row match           to_cloud        "-1 +4930100079 $n $n $n $n $n $n"                               none INVITE "$other" +4930100079 ''
row match           to_cloud        "-2 $n $n $n $n $n $n $n"                                        none INVITE "$other" 030100071 ''
row match           to_cloud        "-3 +4930100093 fabrikam direct_routing $n $n $n $n"             none INVITE "$other" +4930100093 ''
row admit           none            "1 $ours contoso operator_connect $n $n $n $n"                   to_cloud INVITE "$other" "$ours" ''
row admit           none            "-1 $ours contoso operator_connect caller $n $n $n"             to_cloud INVITE +498970000009 "$ours" ''
row admit           none            "-1 $n $n $n $n $n $n $n"                                        none INVITE "$other" "$ours" ''
row lookup          +4930100072     "1 $ours contoso operator_connect $n fabrikam $n $n"             to_cloud INVITE "$other" "$ours" ''
row lookup          +4930100079     "-1 $n $n $n $n $n $n $n"                                        none INVITE "$other" "$ours" ''
row lookup          030             "-2 $n $n $n $n $n $n $n"                                        none INVITE "$other" "$ours" ''
row lookup          +4930100093     "-3 $n $n $n $n fabrikam $n $n"                                  none INVITE "$other" "$ours" ''
row apply_headers   to_operator     "1 $ours contoso operator_connect $n $n $n floor-7"              to_operator INVITE "$ours" "$other" ''
row apply_headers   to_cloud        "1 $ours contoso operator_connect $n $n $n $n"                   to_cloud INVITE "$other" "$ours" ''
row check_message   none            "1 $n $n $n $n $n $n $n"                                         none INVITE "$other" "$ours" ''
row check_message   none            "-1 $n $n $n $n $n $n $n"                                        none INVITE "$long" "$ours" ''
row hides_caller    to_cloud        "1 $n $n $n $n $n $n $n"                                         none INVITE anonymous "$ours" ''
row hides_caller    to_operator     "-1 $n $n $n $n $n $n $n"                                        none INVITE "$ours" "$other" ''
row strip_new_params none           "1 $n $n $n $n $n $n $n"                                         none OPTIONS "$other" "$ours" ''
row answer_unparsed none            "1 $n $n $n $n $n $n $n"                                         none OPTIONS "$other" "$ours" ''
row media_check     srtp            "1 $n $n $n $n $n $n $n"                                         none INVITE "$other" "$ours" "$sdp"
row media_check     srtp            "-1 $n $n $n $n $n $n $n"                                        none INVITE "$other" "$ours" "$clear"
row media_check     rtp             "1 $n $n $n $n $n $n $n"                                         none INVITE "$other" "$ours" "$clear"
row media_check     srtp            "-2 $n $n $n $n $n $n $n"                                        none INVITE "$other" "$ours" ''
row media_begin     srtp,srtp       "1 $n $n $n $n $n $n $n"                                         none INVITE "$other" "$ours" "$sdp"
row media_relay     none            "1 $n $n $n $n $n $n $n"                                         media INVITE "$other" "$ours" "$sdp"
row media_end       none            "1 $n $n $n $n $n $n $n"                                         media INVITE "$other" "$ours" "$sdp"
row hang_up         none            "-1 $n $n $n $n $n $n $n"                                        none OPTIONS "$other" "$ours" ''
row peer            operator        "1 $n $n $n $n $n $n $n"                                         none OPTIONS "$other" "$ours" ''
row peer            cloud           "-1 $n $n $n $n $n $n $n"                                        none OPTIONS "$other" "$ours" ''
row rpc_allowed     none            "1 $n $n $n $n $n $n $n"                                         none OPTIONS "$other" "$ours" "$uptime"
row rpc_allowed     none            "-1 $n $n $n $n $n $n $n"                                        none OPTIONS "$other" "$ours" "$killing"
row rpc_allowed     none            "-2 $n $n $n $n $n $n $n"                                        none OPTIONS "$other" "$ours" '{'
row route           to_cloud        "1 $ours contoso operator_connect $n $n $n $n"                   to_cloud INVITE "$other" "$ours" ''
row route           to_operator     "1 $n $n $n $n $n $n $n"                                         none INVITE "$other" "$ours" ''
row route_tried     1,sent          "1 $n $n $n $n $n $n $n"                                         none OPTIONS "$other" "$ours" ''
row route_waits     1               "-1 $n $n $n $n $n $n $n"                                        none OPTIONS "$other" "$ours" ''
row route_event     up              "-1 $n $n $n $n $n $n $n"                                        none OPTIONS "$other" "$ours" ''
# What was wrong with an SDP last is known until the next one.
row media_relay     none            "-1 $n $n $n $n $n transport $n"                                      media INVITE "$other" "$ours" "$clear"
# (The native ones may be called in branch, reply and event routes only.)
names+=('media_offer none' 'end_late none' 'own_request none')
expected+=("1 $n $n $n $n $n $n $n" "-1 $n $n $n $n $n $n $n" "1 $n $n $n $n $n $n $n")
for _ in 1 2; do request kemi media_offer none media,relay INVITE "$other" "$ours" "$sdp" >>"$requests"; done
for _ in 1 2; do request kemi end_late none none OPTIONS "$other" "$ours" '' >>"$requests"; done
for _ in 1 2; do request kemi own_request none none OPTIONS "$other" "$ours" '' >>"$requests"; done

# All over one connection, answered in their order.
mapfile -t certificate < <(identity operator)
exec {answered}<> <(:)
mapfile -t answers < <(
  { cat "$requests"; read -r -t 20 -u "$answered"; } 2>/dev/null |
    openssl s_client -connect "$ACG_IP:6161" -quiet -no_ign_eof -CAfile "$ACG_CA" "${certificate[@]}" 2>"$SAID" |
    { grep -a -m "$count" '^SIP/2\.0 '; echo >&"$answered"; } | tr -d '\r'
)
exec {answered}>&-
is "${#answers[@]}" "$count" 'every request is answered'
for i in "${!names[@]}"; do
  is "${answers[2 * i]#SIP/2.0 200 result }" "${expected[i]}" "${names[i]}: native: ${expected[i]}"
  is "${answers[2 * i + 1]#SIP/2.0 200 result }" "${expected[i]}" "${names[i]}: from Lua"
done

# exported BEFORE: the names behind this text where functions are exported.
exported() { sed -n "s/.*$1\([a-z_]*\)\".*/\1/p" "$ACG_TOP/modules/acg_provision/script/script.c" | sort -u; }
twins=$(exported 'str_init("acg_provision"), str_init("')
is "$(printf '%s\n' "${names[@]}" | cut -d' ' -f1 | sort -u)" "$twins" 'each KEMI function was called'
is "$(exported '{"acg_')" "$twins" 'each native function has a twin'
done_testing
