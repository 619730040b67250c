#!/usr/bin/env bash
# Revocation lists, fetched from where certificates say they are: what one revokes is refused
# and, when connected, disconnected within an interval; where a peer requires a list, no valid
# list is no way in. A list must be the issuer's own, in date and not older than the last.
# shellcheck source=tests/tls/client.sh
. "$(dirname "$0")/client.sh"
# shellcheck source=tests/tls/peers.sh
. "$(dirname "$0")/peers.sh"
keep_peers
LOG=$(log_file kamailio)
port=5980
url=http://$ACG_IP:$port/ca.crl

# --- an authority ------------------------------------------------------------------

ca=$TEST_DIR/ca
mkdir "$ca" "$TEST_DIR/www"
: >"$ca/index"
printf '%s\n' '[ca]' 'default_ca = x' '[x]' "database = $ca/index" 'default_md = sha256' >"$ca/cnf"
authority() { openssl ca -config "$ca/cnf" -cert "$ACG_CA" -keyfile "$ACG_RUN/pki/ca.key" "$@" 2>>"$TEST_DIR/pki.log"; }
# publish_list SECONDS: the authority's list, good for so long.
publish_list() { authority -gencrl -crlsec "$1" | openssl crl -outform DER >"$TEST_DIR/www/new" && mv "$TEST_DIR/www/new" "$TEST_DIR/www/ca.crl"; }

# issue_listed NAME: an operator's, with the list's address.
issue_listed() {
  pki_new_key "$TEST_DIR/$1.key" 2>>"$TEST_DIR/pki.log" &&
    openssl req -new -key "$TEST_DIR/$1.key" -subj "/CN=$1" |
    openssl x509 -req -CA "$ACG_CA" -CAkey "$ACG_RUN/pki/ca.key" -days 30 -out "$TEST_DIR/$1.pem" \
      -extfile <(printf '%s\n' "subjectAltName=DNS:$ACG_OPERATOR_NAME" extendedKeyUsage=serverAuth \
        "crlDistributionPoints=URI:$url") 2>>"$TEST_DIR/pki.log"
}

# An HTTP server of what is in www/.
serve() {
  perl -MIO::Socket::INET -e '
    my ($address, $dir) = @ARGV;
    my $server = IO::Socket::INET->new(LocalAddr => $address, Listen => 5, ReuseAddr => 1) or die "listen: $!";
    while (my $client = $server->accept) {
      my ($path) = (<$client> // "") =~ m{^GET /([a-z.]+) };
      while (defined(my $line = <$client>)) { last if $line eq "\r\n" }
      if ($path && open my $file, "<:raw", "$dir/$path") {
        local $/; my $body = <$file>;
        print $client "HTTP/1.0 200 OK\r\nContent-Length: ", length $body, "\r\n\r\n", $body;
      } else { print $client "HTTP/1.0 404 Not Found\r\n\r\n" }
      close $client;
    }' "$ACG_IP:$port" "$TEST_DIR/www" &
  server=$!
  poll 5 listening tcp "$ACG_IP" "$port"
}
server=
stop_serving() { [ -z "$server" ] || { kill "$server"; wait "$server"; } 2>/dev/null; server=; }
trap 'stop_serving; restore_peers' EXIT

at() { verdict "$1" "$ACG_OPERATOR_TLS" "-${version:-tls1_3}"; }
gets() { [ "$(at "$1")" = "$2" ]; }
refused_for() { tail -n 60 "$LOG" | grep -F 'TLS handshake from' | grep -Fq -- "$1"; }
list_says() { rpc acg.tls.crls | grep -A 4 -F "url: $url" | grep -q -- "$1"; }

issue_listed good
issue_listed bad

# --- no list -----------------------------------------------------------------------

change_peer operator "crl = 'if_present'"
is "$(at good)" answered 'if_present, no list: let in'
change_peer operator "crl = 'required'"
isnt "$(at good)" answered 'required, no list: refused'
poll_until 2 'and the log says so' refused_for "no valid revocation list for the certificate at depth 0 of the chain, which peer operator requires"

# --- a list ------------------------------------------------------------------------

publish_list 600
serve
poll_until 8 'required, with a list: let in' gets good answered
like "$(rpc acg.tls.crls)" "issuer: /CN=ACG test root.*next_update: 20[^:]*.*revoked: 0" 'acg.tls.crls shows it'
is "$(at bad)" answered 'another is let in, too'

exec {hold}<> <(:)
mapfile -t certificate < <(identity bad)
openssl s_client -connect "$ACG_OPERATOR_TLS" -CAfile "$ACG_CA" "${certificate[@]}" -quiet -no_ign_eof <&"$hold" >"$TEST_DIR/held" 2>&1 &
held=$!
connected() { rpc acg.tls.peers | grep -q 'peer: operator'; }
poll_until 5 'it is connected' connected
authority -revoke "$TEST_DIR/bad.pem"
began=$SECONDS
publish_list 600
gone() { ! kill -0 "$held" 2>/dev/null; }
poll_until 12 'a peer revoked while connected is disconnected' gone
diag "after $((SECONDS - began)) s, the interval is $ACG_CRL_INTERVAL s"
exec {hold}>&-
for version in tls1_2 tls1_3; do
  is "$(at bad)" 'certificate revoked' "$version, required: a revoked one is refused"
  is "$(at good)" answered "$version, required: the other is not"
done
change_peer operator "crl = 'if_present'"
is "$(at bad)" 'certificate revoked' 'if_present: a revoked one is refused'
poll_until 2 'and the log says so' refused_for 'refused: the certificate at depth 0 of the chain is revoked; subject /CN=bad'
change_peer operator "crl = 'off'"
is "$(at bad)" answered 'off: let in'
change_peer operator "crl = 'required'"

# --- lists that must not be believed ------------------------------------------------

cp "$TEST_DIR/www/ca.crl" "$TEST_DIR/kept.crl"
(
  ca=$TEST_DIR/ca
  cp "$ca/index" "$ca/index.kept"
  : >"$ca/index"
  openssl ca -config "$ca/cnf" -cert "$ACG_RUN/pki/stranger-ca.pem" -keyfile "$ACG_RUN/pki/stranger-ca.key" \
    -gencrl -crlsec 600 2>>"$TEST_DIR/pki.log" >"$TEST_DIR/www/ca.crl"
  mv "$ca/index.kept" "$ca/index"
)
poll_until 8 'a list of another issuer is not taken' list_says 'last_failure: the list is of another issuer'
is "$(at bad)" 'certificate revoked' 'and what was revoked stays so'
head -c 100 "$TEST_DIR/kept.crl" >"$TEST_DIR/www/ca.crl"
poll_until 8 'half a list is not taken' list_says 'last_failure: no list at all'
head -c 17000000 /dev/zero >"$TEST_DIR/www/ca.crl"
poll_until 8 'nor one without end' list_says 'last_failure: the list is too large'
is "$(at good)" answered 'the last good one is in force'

publish_list 6
poll_until 8 'a list that ends soon is taken' list_says 'last_failure: none'
stop_serving
poll_until 15 'required: refused once it has ended' gets good 'unknown ca'
done_testing
