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

has_record() { [ "$(sql "select count(*) from acg.cdr where call_id = :'call_id'" call_id="$1")" != 0 ]; }

# record CALL_ID COLUMNS: its row of acg.cdr once it is there (10 s).
record() {
  poll 10 has_record "$1" || return 1
  sql "select $2 from acg.cdr where call_id = :'call_id'" call_id="$1"
}

# header NAME: its values in the SIP message on stdin, one a line.
header() { tr -d '\r' | sed '/^$/q' | sed -n "s/^$1[[:space:]]*:[[:space:]]*//Ip"; }
