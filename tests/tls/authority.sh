# shellcheck shell=bash
# Authorities that revoke, and an HTTP server of their lists. Source after client.sh.

LISTS=$ACG_IP:5980
mkdir "$TEST_DIR/www"

# A list has a name of this test's: the gateway goes on with what it has of the one before.
list_file() { echo "$(basename "$0" .t)-$1.crl"; }
list_url() { echo "http://$LISTS/$(list_file "$1")"; }

# new_authority NAME CERTIFICATE KEY: one that exists becomes one that revokes.
new_authority() {
  local dir=$TEST_DIR/authority-$1
  mkdir "$dir"
  : >"$dir/index"
  printf '%s\n' '[ca]' 'default_ca = x' '[x]' "database = $dir/index" 'default_md = sha256' \
    "certificate = $2" "private_key = $3" >"$dir/cnf"
}
authority() { openssl ca -config "$TEST_DIR/authority-$1/cnf" "${@:2}" 2>>"$TEST_DIR/pki.log"; }
revoke() { authority "$1" -revoke "$2"; }
# publish_list NAME SECONDS: the authority's list as it is now, good for so long.
publish_list() {
  authority "$1" -gencrl -crlsec "$2" | openssl crl -outform DER >"$TEST_DIR/www/new" &&
    mv "$TEST_DIR/www/new" "$TEST_DIR/www/$(list_file "$1")"
}

# issue_listed NAME DNS AUTHORITY [EXTENSION...]: NAME.pem and .key, by an authority of
# new_authority and with the address of its list.
issue_listed() {
  local cnf=$TEST_DIR/authority-$3/cnf
  pki_new_key "$TEST_DIR/$1.key" 2>>"$TEST_DIR/pki.log" &&
    openssl req -new -key "$TEST_DIR/$1.key" -subj "/CN=$1" |
    openssl x509 -req -CA "$(sed -n 's/^certificate = //p' "$cnf")" \
      -CAkey "$(sed -n 's/^private_key = //p' "$cnf")" -days 30 -out "$TEST_DIR/$1.pem" \
      -extfile <(printf '%s\n' "subjectAltName=DNS:$2" "crlDistributionPoints=URI:$(list_url "$3")" "${@:4}") \
      2>>"$TEST_DIR/pki.log"
}

list_server=
serve_lists() {
  perl -MIO::Socket::INET -e '
    my ($address, $dir) = @ARGV;
    my $server = IO::Socket::INET->new(LocalAddr => $address, Listen => 5, ReuseAddr => 1) or die "listen: $!";
    while (my $client = $server->accept) {
      my ($path) = (<$client> // "") =~ m{^GET /([a-z._-]+) };
      while (defined(my $line = <$client>)) { last if $line eq "\r\n" }
      if ($path && open my $file, "<:raw", "$dir/$path") {
        local $/; my $body = <$file>;
        print $client "HTTP/1.0 200 OK\r\nContent-Length: ", length $body, "\r\n\r\n", $body;
      } else { print $client "HTTP/1.0 404 Not Found\r\n\r\n" }
      close $client;
    }' "$LISTS" "$TEST_DIR/www" &
  list_server=$!
  poll 5 listening tcp "${LISTS%:*}" "${LISTS#*:}"
}
stop_serving_lists() {
  [ -z "$list_server" ] || { kill "$list_server" && wait "$list_server"; } 2>/dev/null
  list_server=
}

# list_says NAME TEXT: what acg.tls.crls has about that list.
list_says() { rpc acg.tls.crls | grep -A 4 -F "url: $(list_url "$1")" | grep -q -- "$2"; }
