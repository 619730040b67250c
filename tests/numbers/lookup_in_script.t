#!/usr/bin/env bash
# acg_lookup() and $acg_lookup() tell of any number what it belongs to, and leave alone what
# acg_match() decided for the call.
# shellcheck source=tests/lib/gateway.sh
. "$(dirname "$0")/../lib/gateway.sh"

here=$(cd "$(dirname "$0")" && pwd)
provision +4930100061 contoso operator_connect floor-6
provision +4930100062 fabrikam direct_routing
provision +4930100187 fabrikam direct_routing
provisioner "update acg.number set enabled = false where number = '+4930100187'"

export LOOKUP_CTL=$ACG_SOCKETS/lookup_ctl
lookup_start() (
  export ACG_OPERATOR_PORT=6061 ACG_CLOUD_PORT=6063 ACG_HTTPS_PORT=6443 ACG_TLS_CFG=$TEST_DIR/tls.cfg
  export "${!ACG_@}"
  kamailio_write_tls_cfg && run_kamailio lookup "$here/lookup.cfg"
)
lookup_ready() { kamailio_answers "$LOOKUP_CTL"; }
trap 'stop_daemon lookup' EXIT

# look_up HOW NUMBER: the reason phrase of the answer to a call for +4930100062.
look_up() {
  perl -MIO::Socket::INET -e '
    my ($ip, $how, $number) = @ARGV;
    my $s = IO::Socket::INET->new(Proto => "udp", LocalAddr => $ip, PeerAddr => "$ip:6010") or die "$ip:6010: $!\n";
    my $id = "$$-" . time;
    $s->send(join "\r\n", "OPTIONS sip:+4930100062\@$ip SIP/2.0", "Via: SIP/2.0/UDP $ip:" . $s->sockport . ";branch=z9hG4bK$id",
      "From: <sip:$how\@test>;tag=1", "To: <sip:test>", "Call-ID: $id", "CSeq: 1 OPTIONS",
      $number eq "" ? () : "X-Number: $number", "Content-Length: 0", "", "");
    alarm 10;
    $s->recv(my $answer, 65535);
    $answer =~ m{^SIP/2.0 200 (.*?)\r} and print "$1\n"' "$ACG_IP" "$@"
}

if ok 'a script with acg_lookup() starts' part_start lookup; then
  for how in function variable; do
    [ $how = function ] && found=1 none=-1 bad=-2 off=-3 || found=0 none=0 bad=0 off=0
    null='<null>'
    is "$(look_up $how +4930100061)" \
      "before 0, result $found: +4930100061 contoso operator_connect floor-6 (found) fabrikam" "$how: found"
    is "$(look_up $how '+49-30(100061)')" \
      "before 0, result $found: +4930100061 contoso operator_connect floor-6 (found) fabrikam" \
      "$how: visual separators"
    is "$(look_up $how +4930100069)" \
      "before 0, result $none: +4930100069 0 $null $null (not provisioned) fabrikam" "$how: not provisioned"
    is "$(look_up $how +4930100187)" \
      "before 0, result $off: +4930100187 fabrikam direct_routing $null (number disabled) fabrikam" "$how: disabled"
    like "$(look_up $how 030100061)" "before 0, result $bad: $null 0 $null $null \(not in .* fabrikam" \
      "$how: not a number"
  done
  like "$(look_up variable '')" '\(empty or anonymous\) fabrikam' 'variable: no value'
fi
done_testing
