# shellcheck shell=bash
# Messages as bytes, said over TLS with the certificate of a SIDE. Source after sip.sh.

# say SIDE MILLISECONDS FILE...: "FILE VERDICT" for each, see tests/tools/tls_send.c. Text
# files: each line's end becomes CRLF, \xNN the byte. With SAY_TO_END=1 the verdict has a
# second word: closed, or open when the connection has not ended.
say() {
  local side=$1 limit=$2 port=$ACG_CLOUD_PORT file
  local -a raw=()
  shift 2
  [ "$side" = cloud ] || port=$ACG_OPERATOR_PORT
  for file; do
    perl -pe 's/\r?\n/\r\n/; s/\\x([0-9A-Fa-f]{2})/chr hex $1/ge' "$file" >"$TEST_DIR/$(basename "$file").raw"
    raw+=("$TEST_DIR/$(basename "$file").raw")
  done
  "$ACG_TOP/build/tools/tls_send" ${SAY_TO_END:+-e} "$ACG_IP:$port" "$ACG_RUN/pki/$side.pem" "$ACG_RUN/pki/$side.key" \
    "$ACG_RUN/pki/ca.pem" "$limit" "${raw[@]}" | sed "s,^$TEST_DIR/,,; s,\.raw , ,"
}

# fill NAME=VALUE...: replaces @NAME@ on stdin.
fill() {
  local -a edits=()
  local pair
  for pair; do edits+=(-e "s|@${pair%%=*}@|${pair#*=}|g"); done
  sed "${edits[@]}"
}
