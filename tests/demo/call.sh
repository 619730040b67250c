# shellcheck shell=bash
# One call of the demo: placed, heard, hung up, and then every fact about it looked up
# where it was written down. What does not fit together ends the demo.

# row WHAT VALUE WHERE: one line of the table.
row() { printf '  %-18s %-62s %s\n' "$1" "$2" "$3" | sed 's/ *$//'; }

# place_call CALLER CALLEE: they hear each other for two seconds, then the caller hangs up.
place_call() {
  wait_for 20 "$2 to hear $1" heard_seconds "$2" 2
  wait_for 20 "$1 to hear $2" heard_seconds "$1" 2
  stop_phone "$1"
  wait_for 10 "$2 to be hung up" has_counted "$2"
  stop_phone "$2"
}

# demand WHAT VALUE REGEX: VALUE matches as a whole.
demand() { [[ $2 =~ ^($3)$ ]] || fail "$1 is '$2', expected $3"; }

# record_column COLUMN: of the record of $call_id.
record_column() {
  record "$call_id" "$1"
}

# The far end's own view of the gateway's TLS connection: what its edge logged for the call,
# which it knows under another Call-ID than the caller.
edge_says() {
  local id
  id=$(message "$callee" '^INVITE' | header Call-ID)
  grep -F "event=INVITE call-id=$id " "$(log_file "$1-edge")" | sed "s/.* call-id=[^ ]* //" | tail -n 1
}

show_number() {
  local account service
  account=$(record_column account) service=$(record_column service)
  demand "the record's number" "$(record_column number)" "\\$number"
  demand 'the account that explain names' "$(explained account)" "$account"
  demand 'the service that explain names' "$(explained service)" "$service"
  row number "$number" acg.cdr
  row account "$account" acg.cdr
  row service "$service" acg.cdr
}

# The custom header as the far end's phone received it, against the number's row.
show_header() {
  local received wanted
  received=$(message "$callee" '^INVITE' | header "$ACG_CUSTOM_HEADER")
  wanted=''
  if [ "$to" = operator ]; then
    wanted=$(sql "select coalesce(header_value, '') from acg.number where number = :'number'" number="$number")
  fi
  [ "$received" = "$wanted" ] || fail "the $callee received $ACG_CUSTOM_HEADER '$received', expected '$wanted'"
  row 'header received' "$ACG_CUSTOM_HEADER: ${received:-(absent)}" "SIP trace of $callee"
}

show_tls() {
  local suite='TLSv1\.[23] [A-Z0-9_-]+' inbound outbound witness
  inbound=$(record_column inbound_tls) outbound=$(record_column outbound_tls)
  demand "the TLS of the $from's leg" "$inbound" "$suite"
  demand "the TLS of the $to's leg" "$outbound" "$suite"
  witness=$(edge_says "$to")
  demand "what the $to's edge saw" "$witness" \
    "tls=${outbound% *} cipher=${outbound#* } peer=$ACG_SERVER_NAME verified=1"
  row "TLS from $from" "$inbound" acg.cdr
  row "TLS to $to" "$outbound" acg.cdr
  row '' "the same, certificate of $ACG_SERVER_NAME verified" "log of $to-edge"
}

show_media() {
  local suite=AES_CM_128_HMAC_SHA1_80 side phone
  for side in "$from $caller" "$to $callee"; do
    phone=${side#* }
    demand "the SRTP suite of the $phone" "$(srtp_suite "$phone")" "$suite"
    row "SRTP of ${side% *}" "$(srtp_suite "$phone")" "log of $phone"
  done
  demand "the record's media" "$(record_column "inbound_media || ', ' || outbound_media")" "SRTP $suite, SRTP $suite"
}

# show_direction SENDER RECEIVER FROM TO HZ
show_direction() {
  local sent received
  sent=$(packets "$1" sent) received=$(packets "$2" received)
  [ "${received:-0}" -ge 50 ] || fail "only ${received:-no} packets arrived at the $2"
  hears "$2" "$5" || fail "the $2 did not hear the tone of $5 Hz: $(phone_dir "$2")/heard"
  row "$3 to $4" "$sent packets sent, $received received, tone of $5 Hz heard" "both phones' statistics"
}

show_record() {
  demand 'the record' "$(record_column "direction || ' ' || code || ' ' || end_reason")" "to_$to 200 bye"
  row record "$(record_column "to_char(started_at, 'YYYY-MM-DD HH24:MI:SS\"Z\"') || ' ' || direction || ' ' || caller || ' > ' || callee")" acg.cdr
  row '' "$(record_column "code || coalesce(' ' || reason, '') || ', ended by ' || end_reason || ', rang ' || ring_ms || ' ms, talked ' || talk_ms || ' ms'")" ''
}

# explained FIELD: what acg.number.explain says of the row that decides. (After it come
# all candidates, with fields of the same names.)
explained() { sed -n "s/^[[:space:]]*$1: //p" <<<"$explanation" | head -n 1; }

show_explanation() {
  local line
  row explain "acg.number.explain $number" RPC
  while IFS= read -r line; do row '' "$line" ''; done < <(grep -v "{$" <<<"$explanation" | sed -n 's/^[[:space:]]*\(.*: .*\)/\1/p')
}

# show_call FROM TO NUMBER: everything known about the call that $caller and $callee had.
show_call() {
  local from=$1 to=$2 number=$3 call_id explanation
  call_id=$(message "$caller" '^INVITE' | header Call-ID)
  [ -n "$call_id" ] || fail "the $caller sent no INVITE, see $(log_file "$caller")"
  wait_for 15 "the record of call $call_id in acg.cdr" has_record "$call_id"
  explanation=$(rpc acg.number.explain "$number") || fail "acg.number.explain $number: $explanation"
  show_number
  show_header
  show_tls
  show_media
  show_direction "$caller" "$callee" "$from" "$to" 440
  show_direction "$callee" "$caller" "$to" "$from" 1000
  show_record
  show_explanation
}

# demo_call FROM TO NUMBER CALLING CALLED: number is the one of the two that is ours.
demo_call() {
  local from=$1 to=$2 caller=$1-caller callee=$2-callee address=$ACG_CLOUD_PHONE gateway=$ACG_OPERATOR_PORT
  if [ "$to" = operator ]; then address=$ACG_OPERATOR_PHONE gateway=$ACG_CLOUD_PORT; fi
  start_callee "$callee" 1000 "$address" "$5"
  start_caller "$caller" 440 "$4" "$from" "$ACG_IP:$gateway" "$5"
  place_call "$caller" "$callee"
  show_call "$from" "$to" "$3"
}
