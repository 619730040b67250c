#!/usr/bin/env bash
# Telephones that share no code with us, nor with each other, call through the gateway both
# ways: linphonec (it checks the gateway's name) and baresip. Each plays a tone and records
# what it hears; the call is held, resumed, and hung up; no packet is lost. CLIENT_SECONDS
# says how long they talk (make call-media: 30).
set -uo pipefail
# shellcheck source=tests/lib/gateway.sh
. "$(dirname "$0")/../lib/gateway.sh"
# shellcheck source=tests/demo/phone.sh
. "$(dirname "$0")/../demo/phone.sh"

seconds=${CLIENT_SECONDS:-2}
number=+4930100062
control=4444
# linphonec listens on all addresses: ports that no other stack has.
base=$((20000 + $$ % 8000))
# Of the demo, which stops when a phone is gone or slow.
watching() { :; }
wait_for() { poll "$1" "${@:3}"; }

# --- linphonec ------------------------------------------------------------------

# It resolves the gateway's name by a hosts file of its own. Commands come by a FIFO.
# start_linphone TLS_PORT UDP_PORT [ARGUMENT...]
start_linphone() {
  local dir=$TEST_DIR/linphone tls=$1 udp=$2
  shift 2
  rm -rf "$dir"
  mkdir -p "$dir/.local/share/linphone" "$dir/.config/linphone"
  mkfifo "$dir/commands"
  sox -q -n -r 8000 -b 16 -c 1 "$dir/tone.wav" synth 60 sine 440 gain -6
  { cat /etc/hosts; echo "$ACG_IP $ACG_SERVER_NAME wrong.acg.test"; } >"$dir/hosts"
  cat >"$dir/rc" <<END
[sip]
sip_port=$udp
sip_tcp_port=-1
sip_tls_port=$tls
use_ipv6=0
media_encryption=srtp
media_encryption_mandatory=1
srtp_crypto_suites=AES_CM_128_HMAC_SHA1_80
root_ca=$ACG_RUN/pki/ca.pem
client_cert_chain=$ACG_RUN/pki/operator.pem
client_cert_key=$ACG_RUN/pki/operator.key
verify_server_certs=1
verify_server_cn=1
[rtp]
audio_rtp_port=$((base + 2))
[video]
enabled=0
capture=0
display=0
automatically_initiate=0
automatically_accept=0
[proxy_0]
reg_proxy=<sip:$ACG_SERVER_NAME:$ACG_OPERATOR_PORT;transport=tls>
reg_identity=sip:$STRANGER@$ACG_SERVER_NAME
reg_sendregister=0
END
  # shellcheck disable=SC2016  # for the inner shell
  HOME=$dir unshare -m sh -c 'mount --bind "$0/hosts" /etc/hosts && exec linphonec -c "$0/rc" -d 6 -l "$0/log" "$@" <"$0/commands" >"$0/out" 2>&1' \
    "$dir" "$@" &
  linphone=$!
  exec 7>"$dir/commands"
  poll 15 linphone_says 'Creating listening point.*TLS'
  say 'soundcard use files'
  say "play $dir/tone.wav"
  say "record $dir/heard.wav"
}

say() { printf '%s\n' "$1" >&7; }
stop_linphone() {
  say quit
  exec 7>&-
  wait "$linphone" 2>/dev/null
}

linphone_says() { grep -qs "$1" "$TEST_DIR/linphone/log"; }
moved() { grep -c "moving from state .* to $1\$" "$TEST_DIR/linphone/log"; }
has_moved() { [ "$(moved "$1")" -ge "$2" ]; }
heard_bytes() { stat -c %s "$TEST_DIR/linphone/heard.wav" 2>/dev/null || echo 0; }
# A second of audio more than BYTES.
linphone_heard_since() { [ "$(heard_bytes)" -ge $(($1 + 16000)) ]; }
linphone_heard() { [ "$(heard_bytes)" -ge $(($1 * 16000)) ]; }

# is_tone FILE HZ: nearly all of it is that tone.
is_tone() {
  awk -v all="$(loudness "$1")" -v tone="$(loudness "$1" sinc "$(($2 - 50))-$(($2 + 50))")" \
    'BEGIN { exit !(all > 0.02 && tone / all > 0.8) }'
}

# --- baresip --------------------------------------------------------------------

baresip_lost() { awk '/^lost:/ { lost += $2 + $3 } /^errors:/ { lost += $2 + $3 } END { print NR ? lost + 0 : "nothing said" }' "$(log_file "$1")"; }
baresip_does() { # COMMAND, as a netstring to its module ctrl_tcp
  local json="{\"command\":\"$1\"}"
  printf '%d:%s,' "${#json}" "$json" >"/dev/tcp/$ACG_IP/$control"
}

# start_cloud_caller NAME CALLED: as start_caller of the demo, and it takes commands.
start_cloud_caller() {
  local dir listen=$ACG_IP:5180
  dir=$(phone_dir "$1")
  make_phone "$1" 1000 "$listen" 40000-40099 \
    "<sip:$number@$listen;transport=tls>;outbound=\"sip:$ACG_IP:$ACG_CLOUD_PORT;transport=tls\""
  (umask 077 && cat "$ACG_RUN/pki/cloud.pem" "$ACG_RUN/pki/cloud.key" >"$dir/certificate.pem")
  printf 'sip_certificate %s\nmodule_app ctrl_tcp.so\nctrl_tcp_listen %s\n' "$dir/certificate.pem" "$ACG_IP:$control" >>"$dir/config"
  start_phone "$1" -e "/dial sip:$2@$ACG_SERVER_NAME"
}

# judge_call CALL BARESIP: what both heard and counted.
judge_call() {
  local call=$1 baresip=$2 file
  file=$(echo "$(phone_dir "$baresip")"/heard/*-dec.wav)
  ok "$call: baresip hears the tone of linphonec" is_tone "${file%% *}" 440
  ok "$call: linphonec hears the tone of baresip" is_tone "$TEST_DIR/linphone/heard.wav" 1000
  like "$(srtp_suite "$baresip")" '^AES_CM_128_HMAC_SHA1_80$' "$call: SRTP at baresip"
  ok "$call: $((seconds * 45)) packets and more each way" test "$(packets "$baresip" sent)" -ge $((seconds * 45)) -a "$(packets "$baresip" received)" -ge $((seconds * 45))
  is "$(baresip_lost "$baresip")" 0 "$call: no packet is lost"
}

export ACG_OPERATOR_PHONE=$ACG_IP:$((base + 1))
"$STACK/part" operator-edge restart || bail_out 'the far end does not start'
trap 'kill "${linphone:-}" 2>/dev/null; stop_daemon callee; stop_daemon caller; unset ACG_ROUTE_NAME ACG_OPERATOR_PHONE; "$STACK/part" operator-edge restart; "$STACK/part" kamailio restart' EXIT
provision "$number" contoso zoom
reload >/dev/null

# From the cloud's baresip to linphonec.
start_linphone "$base" "${ACG_OPERATOR_PHONE#*:}" -a
start_cloud_caller caller "$STRANGER"
poll_until 15 'baresip calls linphonec' has_moved LinphoneCallStreamsRunning 1
poll_until $((seconds + 30)) "they talk for $seconds s" linphone_heard "$seconds"
poll_until $((seconds + 30)) "both of them" heard_seconds caller "$seconds"
baresip_does hold
poll_until 10 'baresip holds' has_moved 'LinphoneCallPausedByRemote' 1
baresip_does resume
poll_until 10 'and resumes' has_moved LinphoneCallStreamsRunning 2
already=$(heard_bytes)
poll_until 20 'they talk again' linphone_heard_since "$already"
baresip_does hangup
poll_until 10 'baresip hangs up' has_counted caller
stop_linphone
stop_daemon caller
judge_call 'baresip to linphonec' caller
# From the operator's linphonec to baresip. It has to know the gateway by name within the
# call, too.
export ACG_ROUTE_NAME=$ACG_SERVER_NAME
"$STACK/part" kamailio restart || bail_out 'the gateway does not start'
start_linphone "$base" -1
say "call sip:$number@wrong.acg.test:$ACG_OPERATOR_PORT;transport=tls"
poll_until 10 'linphonec refuses a gateway by another name' has_moved LinphoneCallError 1
start_callee callee 1000 "$ACG_CLOUD_PHONE" "$number"
say "call sip:$number@$ACG_SERVER_NAME:$ACG_OPERATOR_PORT;transport=tls"
poll_until 15 'linphonec calls baresip' has_moved LinphoneCallStreamsRunning 1
poll_until $((seconds + 30)) "they talk for $seconds s" heard_seconds callee "$seconds"
poll_until $((seconds + 30)) "both of them" linphone_heard "$seconds"
say pause
poll_until 10 'linphonec holds' has_moved LinphoneCallPaused 1
say resume
poll_until 10 'and resumes' has_moved LinphoneCallStreamsRunning 2
already=$(heard_bytes)
poll_until 20 'they talk again' linphone_heard_since "$already"
say 'terminate all'
poll_until 10 'linphonec hangs up' has_counted callee
stop_linphone
stop_daemon callee
judge_call 'linphonec to baresip' callee

done_testing
