# SIP telephones for tests, in one process and step by step: one calls through the simulated
# far end of a side (operator or cloud), one answers behind the other's. Any SDP, any order
# of messages; the gateway and the far ends are real. Each step that a test waits for has two
# seconds, or the test ends.
package Phones;
use strict;
use warnings;
use Exporter 'import';
use IO::Select;
use IO::Socket::INET;
use JSON::PP;
use Scalar::Util 'weaken';
use Test::More;

our @EXPORT = qw(%stack phone provision sql rpc record second_places place_is_up $NUMBER $STRANGER sdp crypto new_key);
our $NUMBER = '+4930100061';
our $STRANGER = '+498970000001';
our %stack = settings();
my @phones;
my $has_second;

sub settings {
    my $top = __FILE__ =~ s{[^/]+$}{../../..}r;
    my $words = 'ACG_TOP ACG_RUN ACG_IP ACG_SOCKETS ACG_OPERATOR_EDGE_UDP ACG_CLOUD_EDGE_UDP '
      . 'ACG_OPERATOR_PHONE ACG_CLOUD_PHONE ACG_OPERATOR_PORT ACG_CLOUD_PORT ACG_OPERATOR_PEER ACG_CLOUD_PEER ACG_NODE '
      . 'PGHOST PGPORT PGDATABASE';
    my $out = qx(bash -c '. $top/tests/stack/env.sh; for w in $words; do echo "\$w=\${!w}"; done');
    my %s = map { split /=/, $_, 2 } split /\n/, $out;
    $ENV{$_} = $s{$_} for qw(PGHOST PGPORT PGDATABASE);
    return %s;
}

# ---- asking ---------------------------------------------------------------------

sub sql {
    my ($query) = @_;
    open my $psql, '-|', 'psql', '-XAtq', '-v', 'ON_ERROR_STOP=1', '-c', $query or die;
    local $/;
    my $out = <$psql> // '';
    chomp $out;
    return $out;
}

sub rpc {
    my @words = @_;
    open my $rpc, '-|', "$stack{ACG_TOP}/tests/stack/rpc", "unix:$stack{ACG_SOCKETS}/kamailio_ctl", @words or die;
    local $/;
    return <$rpc> // '';
}

# The record of a call, which only the gateway can decrypt, within ten seconds; {} without.
sub record {
    my ($call_id) = @_;
    sql("select acg.grant_access('local', 'the tests read what they have written', '8 hours')
      where not exists (select from acg.access_grant
        where grantee = 'local' and revoked_at is null and expires_at > now())");
    for (1 .. 100) {
        my ($found) = rpc('acg_retention.find', $call_id) =~ /^(\{".*)$/m;
        return decode_json($found) if $found;
        select undef, undef, undef, 0.1;
    }
    return {};
}

# Each side has a second place to dial, which is the same far end: a phone can be called twice.
# Gone again at the end of the test.
sub second_places {
    sql("begin; insert into acg.destination (name, peer_id, host, port)
        select 'second-' || name, peer_id, host, port from acg.destination where name in ('operator', 'cloud');
      insert into acg.route (destination_id, priority)
        select destination_id, 2 from acg.destination where name like 'second-%'; commit");
    $has_second = 1;
    my $deadline = time + 10;
    select undef, undef, undef, 0.1 until place_is_up('second-operator') && place_is_up('second-cloud') or time > $deadline;
    BAIL_OUT('there is no second site: ' . rpc('acg.peers')) if time > $deadline;
}
sub place_is_up { return rpc('acg.peers') =~ /name: $_[0]\n(?:(?!\s*name: ).*\n)*?\s*state: up/ }
END { local $?; sql("delete from acg.destination where name like 'second-%'") if $has_second }

# The number of these calls, with that service.
sub provision {
    my ($service) = @_;
    sql("set role acg_provisioner;
      insert into acg.account (name) values ('contoso') on conflict (name) do nothing;
      insert into acg.number (number, account_id, service_id)
        select '$NUMBER', account_id, service_id from acg.account a, acg.service s
        where a.name = 'contoso' and s.name = '$service'
      on conflict (number) do update set service_id = excluded.service_id");
    rpc('acg.provision.resync');
}

# ---- SDP ------------------------------------------------------------------------

sub new_key {
    my @alphabet = ('A' .. 'Z', 'a' .. 'z', 0 .. 9, '+', '/');
    return join '', map { $alphabet[rand 64] } 1 .. 40;
}

sub crypto { my ($tag, $key) = @_; return "a=crypto:$tag AES_CM_128_HMAC_SHA1_80 inline:$key" }

# sdp(M_LINE_AND_ATTRIBUTES...): a description with these lines after the session's.
sub sdp {
    return join '', map { "$_\r\n" } 'v=0', "o=- 1 1 IN IP4 $stack{ACG_IP}", 's=-',
      "c=IN IP4 $stack{ACG_IP}", 't=0 0', @_;
}

# ---- a phone --------------------------------------------------------------------

# phone(SIDE, NAME): behind the far end of SIDE, where calls come in. With an address, IP:PORT,
# another one: it gets no INVITE, but may answer one that the first has received. With an edge,
# too, and the URI that its contact is to be, it is behind another far end.
sub phone {
    my ($side, $name, %arg) = @_;
    my $address = $arg{address} // $stack{ 'ACG_' . uc($side) . '_PHONE' };
    my ($ip, $port) = split /:/, $address;
    my $socket = IO::Socket::INET->new(LocalAddr => $ip, LocalPort => $port, Proto => 'udp')
      or BAIL_OUT("$side phone: $!");
    my $self = bless {
        side => $side, name => $name, socket => $socket, address => $address, contact => $arg{contact} // "sip:phone\@$address",
        edge => $arg{edge} // "$ip:" . $stack{ 'ACG_' . uc($side) . '_EDGE_UDP' }, passed => [], waiting => [],
    }, 'Phones';
    push @phones, $self;
    weaken($phones[-1]);
    return $self;
}

my $serial = 0;
sub token { return sprintf '%x%x%x', $$, time, $serial++ }

# call(to =>, and as request): a new call, from and to these numbers or those in {from} and {to};
# what was known of another is forgotten.
sub call {
    my ($self, %arg) = @_;
    $self->{passed} = [];
    my ($from, $to) = $self->{side} eq 'operator' ? ($STRANGER, $NUMBER) : ($NUMBER, $STRANGER);
    $from = $self->{from} // $from;
    $to = $arg{to} // $self->{to} // $to;
    $self->{dialog} = {
        id => token() . '@phone', local => "<sip:$from\@$self->{address}>;tag=" . token(),
        remote => "<sip:$to\@$self->{edge}>", target => "sip:$to\@$self->{edge}", called => "sip:$to\@$self->{edge}", routes => [], cseq => 0,
    };
    return $self->request('INVITE', %arg);
}

# request(METHOD, sdp =>, headers => [], cseq =>): within the call; returns its CSeq number.
sub request {
    my ($self, $method, %arg) = @_;
    my $d = $self->{dialog};
    my $cseq = $arg{cseq} // ++$d->{cseq};
    my $branch = $method eq 'CANCEL' ? $self->{branch} : 'z9hG4bK' . token();
    $self->{branch} = $branch if $method eq 'INVITE';
    $self->send(join("\r\n", "$method $d->{target} SIP/2.0", "Via: SIP/2.0/UDP $self->{address};branch=$branch",
        (map { "Route: $_" } @{ $d->{routes} }), "From: $d->{local}", "To: $d->{remote}", "Call-ID: $d->{id}",
        "CSeq: $cseq $method", "Contact: <$self->{contact}>", 'Max-Forwards: 70',
        @{ $arg{headers} // [] }, body(%arg)));
    return $cseq;
}

# The call's own INVITE, as it was sent: no tag, no routes.
sub cancel {
    my ($self) = @_;
    my $d = $self->{dialog};
    local $self->{dialog} = { %$d, routes => [], remote => $d->{remote} =~ s/;tag=.*//r, target => $d->{called} };
    $self->request('CANCEL', cseq => $d->{cseq});
}

sub body {
    my (%arg) = @_;
    my $sdp = $arg{sdp} // '';
    my $type = $arg{type} // 'application/sdp';
    return (($sdp ne '' ? "Content-Type: $type" : ()), 'Content-Length: ' . length($sdp), '', $sdp);
}

# respond(REQUEST, CODE, sdp =>, headers => [], tag =>)
sub respond {
    my ($self, $request, $code, %arg) = @_;
    my $h = $request->{headers};
    my $to = $h->{to}[0];
    my $d = $self->{dialog};
    if ($to !~ /;tag=/ && $code > 100) {
        my $tag = $arg{tag} // ($d->{tag} //= token());
        $to .= ";tag=$tag";
        if ($request->{method} eq 'INVITE') { $d->{local} = $to }
    }
    $self->send(join("\r\n", "SIP/2.0 $code Whatever", (map { "Via: $_" } @{ $h->{via} }),
        (map { "Record-Route: $_" } @{ $h->{'record-route'} // [] }), "From: $h->{from}[0]", "To: $to",
        "Call-ID: $h->{'call-id'}[0]", "CSeq: $h->{cseq}[0]", "Contact: <$self->{contact}>",
        @{ $arg{headers} // [] }, body(%arg)));
}

sub send {
    my ($self, $text) = @_;
    my ($ip, $port) = split /:/, $self->{edge};
    $self->{socket}->send($text, 0, pack_sockaddr_in($port, inet_aton($ip))) or die "send: $!";
}

sub parse {
    my ($text) = @_;
    my ($head, $body) = split /\r\n\r\n/, $text, 2;
    my ($line, @headers) = split /\r\n/, $head;
    my %m = (line => $line, body => $body // '', headers => {});
    for (@headers) {
        my ($name, $value) = /^([^:\s]+)\s*:\s*(.*)$/ or next;
        push @{ $m{headers}{ lc $name } },
          lc $name eq 'via' || lc $name =~ /route$/ ? split(/,\s*(?=[S<])/, $value) : $value;
    }
    if ($line =~ /^SIP/) { ($m{code}) = $line =~ / (\d+)/; ($m{cseq}, $m{method}) = split ' ', $m{headers}{cseq}[0] }
    else { ($m{method}) = $line =~ /^(\w+)/ }
    return \%m;
}

# The next message on the socket that is not a 100, or undef.
sub from_socket {
    my ($self, $seconds) = @_;
    while (IO::Select->new($self->{socket})->can_read($seconds)) {
        $self->{socket}->recv(my $text, 65536);
        my $m = parse($text);
        next if ($m->{code} // 0) == 100;
        return $m;
    }
    return;
}

# receive(SECONDS): the next message that is not a 100, or undef.
sub receive {
    my ($self, $seconds) = @_;
    return shift @{ $self->{waiting} } // from_socket($self, $seconds);
}

# Show signs of life where the gateway has asked: it ends calls of phones that do not, and
# on a busy machine a test may do other things for that long. The rest waits for receive().
sub live {
    for my $phone (grep { $_ && $_->{socket}->opened } @phones) {
        while (my $m = from_socket($phone, 0)) {
            if (!$m->{code} && $m->{method} eq 'OPTIONS') { $phone->respond($m, 200) }
            else { push @{ $phone->{waiting} }, $m }
        }
    }
}

# expect(WHAT [, SECONDS]): the next message that is a request of that method, or "200 INVITE", a
# reply (a regular expression). Others are passed over, named in {passed}; BYE, CANCEL and
# OPTIONS are answered.
sub expect {
    my ($self, $what, $seconds) = @_;
    my $until = time + ($seconds // 8);
    while (time <= $until) {
        my $m = $self->receive(1) or next;
        my $is = $m->{code} ? "$m->{code} $m->{method}" : $m->{method};
        if ($is !~ /^(?:$what)$/) {
            $self->respond($m, 200) if $is =~ /^(?:BYE|CANCEL|OPTIONS)$/ && $self->{dialog};
            push @{ $self->{passed} }, $is;
            next;
        }
        $self->learn($m);
        return $m;
    }
    diag("$self->{name}: no $what, but: @{ $self->{passed} // [] }");
    return;
}

# quiet(SECONDS): no such message within that time?
sub hears_nothing_like {
    my ($self, $what, $seconds) = @_;
    my $until = time + $seconds;
    while (time < $until) {
        my $m = $self->receive(0.2) or next;
        return 0 if ($m->{code} ? "$m->{code} $m->{method}" : $m->{method}) =~ /^(?:$what)$/;
    }
    return 1;
}

# Routes, tags and target of the call, from an INVITE received or a reply to one sent.
sub learn {
    my ($self, $m) = @_;
    my $h = $m->{headers};
    if (!$m->{code} && $m->{method} eq 'INVITE' && $h->{to}[0] !~ /;tag=/) {
        $self->{passed} = [];
        $self->{dialog} = { id => $h->{'call-id'}[0], local => $h->{to}[0], remote => $h->{from}[0],
            routes => [ @{ $h->{'record-route'} // [] } ], cseq => 100 };
    }
    if ($m->{code} && $m->{method} eq 'INVITE' && $m->{code} < 300) {
        $self->{dialog}{remote} = $h->{to}[0] if $h->{from}[0] eq $self->{dialog}{local};
        $self->{dialog}{routes} = [ reverse @{ $h->{'record-route'} } ] if $h->{'record-route'} && !@{ $self->{dialog}{routes} };
    }
    if ($m->{method} =~ /INVITE|UPDATE/ && $h->{contact} && ($m->{code} // 200) < 300) {
        ($self->{dialog}{target}) = $h->{contact}[0] =~ /<([^>]+)>/;
    }
}

sub ack {
    my ($self, $reply, %arg) = @_;
    if ($reply->{code} >= 300) {
        # the transaction's own: same branch, no route set of the dialog
        my $d = $self->{dialog};
        my @routes = map { "Route: $_" } @{ $d->{routes} };
        $self->send(join("\r\n", "ACK $d->{target} SIP/2.0", "Via: SIP/2.0/UDP $self->{address};branch=$self->{branch}",
            @routes, "From: $d->{local}", "To: $reply->{headers}{to}[0]", "Call-ID: $d->{id}",
            "CSeq: $reply->{cseq} ACK", 'Max-Forwards: 70', 'Content-Length: 0', '', ''));
    } else {
        $self->request('ACK', %arg, cseq => $reply->{cseq});
    }
}

# hang_up(OTHER): and both are done.
sub hang_up {
    my ($self, $other) = @_;
    $self->request('BYE');
    my $bye = $other->expect('BYE');
    $other->respond($bye, 200) if $bye;
    return $self->expect('200 BYE');
}

# rule(REPLY): the media rule that its Warning names.
sub rule {
    my ($m) = @_;
    my ($rule) = ($m->{headers}{warning}[0] // '') =~ /^3\d\d \S+ "([a-z-]+): /;
    return $rule // 'none';
}

1;
