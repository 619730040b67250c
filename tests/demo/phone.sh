# shellcheck shell=bash
# The demo's telephones: baresip, a SIP client that shares no code with the gateway. Each
# plays one tone and records what it hears. Encrypted media or no call (srtp-mand).

phone_dir() { printf '%s\n' "$ACG_RUN/phones/$1"; }
phone_user() { daemon_user nobody; }

# make_phone NAME HZ LISTEN RTP_PORTS ACCOUNT: its configuration and its tone.
make_phone() {
  local dir
  dir=$(phone_dir "$1")
  rm -rf "$dir"
  mkdir -p "$dir/heard"
  sox -q -n -r 8000 -b 16 -c 1 "$dir/tone.wav" synth 60 sine "$2" gain -6
  cat >"$dir/config" <<END
sip_listen $3
sip_cafile $ACG_RUN/pki/ca.pem
rtp_ports $4
call_max_calls 1
rtp_stats yes
statmode_default off
audio_source aufile,$dir/tone.wav
snd_path $dir/heard
module_path /usr/lib/baresip/modules
module g711.so
module aufile.so
module srtp.so
module sndfile.so
module_app account.so
module_app menu.so
END
  printf '%s;regint=0;mediaenc=srtp-mand;audio_codecs=pcma;ptime=20\n' "$5" >"$dir/accounts"
  : >"$dir/contacts"
}

# start_phone NAME [BARESIP ARGUMENT...]
start_phone() {
  local name=$1 dir
  shift
  dir=$(phone_dir "$name")
  if am_root; then chown -R "$(phone_user)" "$dir"; fi
  daemon "$name" "$(phone_user)" baresip -4 -n "$ACG_IP" -f "$dir" -s -v "$@"
  watching "$name"
}

# start_callee NAME HZ ADDRESS NUMBER: a phone behind a far end; it answers by itself.
start_callee() {
  make_phone "$1" "$2" "$3" 40100-40199 "<sip:$4@$3;transport=udp>;answermode=auto"
  start_phone "$1"
  wait_for 10 "the phone $1 to listen" listening udp "${3%:*}" "${3#*:}"
}

# start_caller NAME HZ NUMBER ROLE GATEWAY CALLED: a phone that dials CALLED at once, by TLS
# straight to the gateway, with the certificate of ROLE.
start_caller() {
  local listen=$ACG_IP:5180 dir
  dir=$(phone_dir "$1")
  make_phone "$1" "$2" "$listen" 40000-40099 \
    "<sip:$3@$listen;transport=tls>;outbound=\"sip:$5;transport=tls\""
  (umask 077 && cat "$ACG_RUN/pki/$4.pem" "$ACG_RUN/pki/$4.key" >"$dir/certificate.pem")
  echo "sip_certificate $dir/certificate.pem" >>"$dir/config"
  start_phone "$1" -e "/dial sip:$6@$ACG_SERVER_NAME"
}

stop_phone() {
  no_longer "$1"
  stop_daemon "$1"
}

# --- what a phone tells --------------------------------------------------------

# message NAME REGEX: the first SIP message in NAME's trace whose first line matches.
message() {
  perl -0777 -ne '
    BEGIN { $want = shift }
    for (/^\e\[36;1m#\n\S+ \S+ -> \S+\n(.*?)^\e\[;m/gms) {
      if (/\A[^\r\n]*(?:$want)/) { print s/\r//gr; last }
    }' "$2" "$(log_file "$1")"
}

# srtp_suite NAME: what it says it negotiated.
srtp_suite() { sed -n 's/.*SRTP is Enabled (cryptosuite=\(.*\)).*/\1/p' "$(log_file "$1")" | tail -n 1; }

# packets NAME sent|received: its own count at the end of the call; nothing before that.
packets() {
  awk -v column="$2" '$1 == "packets:" { print column == "sent" ? $2 : $3 }' "$(log_file "$1")" | tail -n 1
}

has_counted() { [ -n "$(packets "$1" received)" ]; }

# heard_seconds NAME SECONDS: it has decoded that much audio (8000 samples of 2 bytes each).
heard_seconds() {
  [ "$(cat "$(phone_dir "$1")"/heard/*-dec.wav 2>/dev/null | wc -c)" -ge $(($2 * 16000)) ]
}

# loudness FILE [EFFECT...]: the root mean square amplitude, as sox measures it.
loudness() {
  local file=$1
  shift
  sox "$file" -n "$@" stat 2>&1 | sed -n 's/^RMS *amplitude: *//p'
}

# hears NAME HZ: nearly all that it recorded is that tone: most of the power is within 50 Hz of it.
hears() {
  local file
  file=$(echo "$(phone_dir "$1")"/heard/*-dec.wav)
  awk -v all="$(loudness "$file")" -v tone="$(loudness "$file" sinc "$(($2 - 50))-$(($2 + 50))")" \
    'BEGIN { exit !(all > 0.05 && tone / all > 0.8) }'
}
