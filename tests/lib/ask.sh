# shellcheck shell=bash
# Asking the database, the gateway and SIP messages. Source after stack.sh.

# sql QUERY [NAME=VALUE...]: rows without decoration; :'NAME' in QUERY is the quoted value.
sql() {
  local query=$1 set
  local -a sets=()
  shift
  for set; do sets+=(-v "$set"); done
  psql -X -Atq -v ON_ERROR_STOP=1 "${sets[@]}" <<<"$query"
}

# rpc COMMAND [ARG...]: on the gateway. False when it answers with an error, which kamcmd
# itself calls success.
rpc() {
  local answer
  answer=$(timeout 10 "$STACK/rpc" "unix:$ACG_SOCKETS/kamailio_ctl" "$@" 2>&1) || { printf '%s\n' "$answer"; return 1; }
  printf '%s\n' "$answer"
  [[ $answer != error:* ]]
}

# --- call records, which only the gateway can decrypt --------------------------

# Whoever sits at the control socket may read records for the time of the tests.
grant_access() {
  sql "select acg.grant_access('local', 'the tests read what they have written', '8 hours')
    where not exists (select from acg.access_grant
      where grantee = 'local' and revoked_at is null and expires_at > now())" >/dev/null
}

# found SUBJECT: the records of a number or Call-ID, one JSON object a line.
found() {
  grant_access && rpc acg_retention.find "$1" | sed -n '/^{/p'
}

has_record() { [ -n "$(found "$1")" ]; }

# record CALL_ID COLUMNS: of its records once there is one (10 s).
record() {
  poll 10 has_record "$1" || return 1
  sql "select $2 from jsonb_to_recordset(:'rows') as r (started_at timestamptz, record_id uuid,
    answered_at timestamptz, ended_at timestamptz, code int, code_from text, end_reason text,
    ring_ms bigint, talk_ms bigint, emergency boolean, cancel_crossed boolean, node text,
    correlation text, direction text, account text, service text, peer text, peers_tried text,
    inbound_tls text, outbound_tls text, inbound_media text, outbound_media text, codec text,
    mos numeric, jitter_ms numeric, loss_percent numeric, packets numeric, call_id text,
    from_tag text, to_tag text, number text, other text, caller text, callee text, reason text,
    inbound_address text, outbound_address text)" rows="[$(found "$1" | paste -sd,)]"
}

# header NAME: its values in the SIP message on stdin, one a line.
header() { tr -d '\r' | sed '/^$/q' | sed -n "s/^$1[[:space:]]*:[[:space:]]*//Ip"; }
