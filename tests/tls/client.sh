# shellcheck shell=bash
# A TLS client that asks the gateway, with certificates of every kind, and what came of it.
# Source it: it brings the tools of any test of the running gateway with it.

# shellcheck source=tests/lib/gateway.sh
. "$(dirname "${BASH_SOURCE[0]}")/../lib/gateway.sh"
# shellcheck source=/dev/null
. "$ACG_RUN/stack.env"

# What s_client said of the last connection.
SAID=$TEST_DIR/said

# --- the client ----------------------------------------------------------------

options_request() {
  printf '%s\r\n' "OPTIONS sip:$ACG_SERVER_NAME;transport=tls SIP/2.0" \
    "Via: SIP/2.0/TLS client.invalid;branch=z9hG4bK$BASHPID.$RANDOM" 'Max-Forwards: 10' \
    "From: <sip:client.invalid>;tag=$BASHPID" "To: <sip:$ACG_SERVER_NAME>" \
    "Call-ID: $BASHPID.$RANDOM@client.invalid" 'CSeq: 1 OPTIONS' 'Content-Length: 0' ''
}

# identity NAME: the s_client options of that certificate, one a line: one of this test's, of
# the stack's, or "nobody" for none.
identity() {
  local dir=$TEST_DIR
  [ "$1" != nobody ] || return 0
  [ -e "$dir/$1.pem" ] || dir=$ACG_RUN/pki
  printf '%s\n' -cert "$dir/$1.pem" -key "$dir/$1.key"
  if [ -e "$dir/$1.chain" ]; then printf '%s\n' -cert_chain "$dir/$1.chain"; fi
}

# ask NAME ADDRESS [S_CLIENT_OPTION...]: shake hands as NAME, send OPTIONS, print the status
# line of the answer; false when there is none within 5 s. Only an answer shows that we were
# let in: in TLS 1.3 a client is refused after its own handshake is complete.
ask() {
  local address=$2 answered
  local -a certificate status
  mapfile -t certificate < <(identity "$1")
  shift 2
  exec {answered}<> <(:) # a pipe of our own: holds s_client's input open until the answer
  {
    options_request
    read -r -t 5 -u "$answered"
  } 2>/dev/null | openssl s_client -connect "$address" -quiet -no_ign_eof \
    -CAfile "$ACG_CA" -no-CApath -no-CAstore -verify_return_error "${certificate[@]}" "$@" 2>"$SAID" | {
    grep -a -m 1 '^SIP/2\.0 '
    local found=$?
    echo >&"$answered"
    exit "$found"
  }
  status=("${PIPESTATUS[@]}")
  exec {answered}>&-
  return "${status[2]}"
}

# verdict NAME ADDRESS [S_CLIENT_OPTION...]: what the gateway makes of NAME: "answered", or
# the TLS alert that it sent in words, or that it did neither.
verdict() {
  local answer alert
  if answer=$(ask "$@"); then
    if [[ $answer = 'SIP/2.0 200 '* ]]; then echo answered; else echo "$answer"; fi
    return
  fi
  alert=$(sed -n 's/.* alert \([a-z ]*\):.*/\1/p' "$SAID")
  printf '%s\n' "${alert:-neither answer nor alert: $(tail -n 1 "$SAID")}"
}

# storm NAME CLIENTS SECONDS [1.2|1.3]: handshakes at the operator's listener, many at once, in both
# versions or one. Prints how many went how; false when one of them failed.
storm() {
  local peer=$ACG_RUN/pki/$1
  "$ACG_TOP/build/tools/handshake_storm" --connect "$ACG_OPERATOR_TLS" --ca "$ACG_CA" \
    --cert "$peer.pem" --key "$peer.key" --tls "${4:-both}" --clients "$2" --seconds "$3"
}

# --- certificates --------------------------------------------------------------

# issue NAME DNS [ROOT [USAGES]]: TEST_DIR/NAME.pem and .key, by default as any peer's.
issue() {
  local root=${3:-ca}
  cp "$ACG_RUN/pki/$root".{pem,key} "$TEST_DIR" &&
    pki_issue "$TEST_DIR" "$root" "$1" "$2" "${4:-serverAuth,clientAuth}" 2>>"$TEST_DIR/pki.log"
}

# issue_with NAME SAN [USAGES [CN]]: one with these subject alternative names, "none" for
# none, and these usages, "none" for none.
issue_with() {
  local usages=${3:-serverAuth,clientAuth}
  pki_new_key "$TEST_DIR/$1.key" 2>>"$TEST_DIR/pki.log" &&
    openssl req -new -key "$TEST_DIR/$1.key" -subj "/CN=${4:-somebody}" |
    openssl x509 -req -CA "$ACG_RUN/pki/ca.pem" -CAkey "$ACG_RUN/pki/ca.key" -days 30 \
      -out "$TEST_DIR/$1.pem" -extfile <(
        echo basicConstraints=critical,CA:FALSE
        [ "$2" = none ] || echo "subjectAltName=$2"
        [ "$usages" = none ] || echo "extendedKeyUsage=$usages"
      ) 2>>"$TEST_DIR/pki.log"
}

# issue_dated NAME DNS FROM TO: valid between two times, as date(1) understands them.
issue_dated() {
  local dir=$TEST_DIR/dated
  mkdir -p "$dir"
  : >"$dir/index"
  printf '%s\n' '[ca]' 'default_ca = x' '[x]' "database = $dir/index" "new_certs_dir = $dir" 'rand_serial = yes' \
    'default_md = sha256' 'policy = any' 'copy_extensions = copy' '[any]' 'commonName = supplied' >"$dir/cnf"
  pki_new_key "$TEST_DIR/$1.key" 2>>"$TEST_DIR/pki.log" &&
    openssl req -new -key "$TEST_DIR/$1.key" -subj "/CN=$2" -addext "subjectAltName=DNS:$2" \
      -addext extendedKeyUsage=serverAuth,clientAuth -out "$dir/request" &&
    openssl ca -batch -notext -config "$dir/cnf" -cert "$ACG_RUN/pki/ca.pem" -keyfile "$ACG_RUN/pki/ca.key" \
      -startdate "$(date -u -d "$3" +%Y%m%d%H%M%SZ)" -enddate "$(date -u -d "$4" +%Y%m%d%H%M%SZ)" \
      -in "$dir/request" -out "$TEST_DIR/$1.pem" 2>>"$TEST_DIR/pki.log"
}

# issue_self_signed NAME DNS
issue_self_signed() {
  pki_new_key "$TEST_DIR/$1.key" 2>>"$TEST_DIR/pki.log" &&
    openssl req -x509 -new -key "$TEST_DIR/$1.key" -subj "/CN=$2" -addext "subjectAltName=DNS:$2" \
      -addext extendedKeyUsage=serverAuth,clientAuth -days 30 -out "$TEST_DIR/$1.pem"
}

# issue_below NAME DNS COUNT: one below that many intermediate authorities, which its .pem
# brings along, and NAME.1.pem is the highest of.
issue_below() {
  local i above=$ACG_RUN/pki/ca key=$TEST_DIR/$1.key
  : >"$TEST_DIR/$1.chain"
  for ((i = 1; i <= $3 + 1; i++)); do
    local own=$TEST_DIR/$1.$i
    pki_new_key "$own.key" 2>>"$TEST_DIR/pki.log"
    if ((i <= $3)); then
      openssl req -new -key "$own.key" -subj "/CN=authority $i of $1" |
        openssl x509 -req -CA "$above.pem" -CAkey "$above.key" -days 30 -out "$own.pem" \
          -extfile <(printf '%s\n' basicConstraints=critical,CA:TRUE keyUsage=critical,keyCertSign,cRLSign) 2>>"$TEST_DIR/pki.log"
      cat "$own.pem" "$TEST_DIR/$1.chain" >"$TEST_DIR/$1.chain.new" && mv "$TEST_DIR/$1.chain.new" "$TEST_DIR/$1.chain"
    else
      openssl req -new -key "$own.key" -subj "/CN=$2" |
        openssl x509 -req -CA "$above.pem" -CAkey "$above.key" -days 30 -out "$own.pem" \
          -extfile <(printf '%s\n' basicConstraints=critical,CA:FALSE "subjectAltName=DNS:$2" \
            extendedKeyUsage=serverAuth,clientAuth) 2>>"$TEST_DIR/pki.log"
    fi
    above=$own
  done
  cat "$above.pem" "$TEST_DIR/$1.chain" >"$TEST_DIR/$1.pem" && mv "$above.key" "$key"
}

# --- HTTPS ---------------------------------------------------------------------

# send_http NAME ADDRESS METHOD PATH BODY: the status line, and the body of the answer, for
# which it waits HTTP_WAIT (5) seconds.
send_http() {
  local answered
  local -a certificate
  mapfile -t certificate < <(identity "$1")
  exec {answered}<> <(:) # holds s_client's input open until the answer
  {
    printf '%s %s HTTP/1.1\r\nHost: x\r\nContent-Length: %d\r\n\r\n%s' "$3" "$4" ${#5} "$5"
    read -r -t "${HTTP_WAIT:-5}" -u "$answered"
  } 2>/dev/null | openssl s_client -connect "$2" -quiet -no_ign_eof -CAfile "$ACG_CA" "${certificate[@]}" 2>"$SAID" | {
    perl -e '
      my $head = ""; my $length = 0;
      while (defined(my $line = <STDIN>)) {
        $head = $line =~ s/\r\n//r unless $head;
        $length = $1 if $line =~ /^Content-Length: (\d+)/i;
        last if $line eq "\r\n";
      }
      read STDIN, my $body, $length;
      print "$head $body" if $head'
    echo >&"$answered"
  }
  exec {answered}>&-
}
# call_rpc COMMAND [PARAMS [NAME]]
call_rpc() {
  send_http "${3:-operator}" "$ACG_HTTPS" POST /RPC "{\"jsonrpc\":\"2.0\",\"method\":\"$1\",\"params\":[${2:-}],\"id\":7}" | tr -d '\n'
}
