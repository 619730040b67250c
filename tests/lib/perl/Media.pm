# RTP endpoints of a call: build/tools/media_peer (libsrtp2), driven line by line, and calls of
# Phones whose SDP speaks of them.
package Media;
use strict;
use warnings;
use Exporter 'import';
use IPC::Open2;
use Phones;
use Test::More;

our @EXPORT = qw(peer exchange endpoint connect_call reconnect answer_key relay_port);
our @EXPORT_OK = qw(heard moved_on);
my ($out, $in);

# peer(COMMAND...): its answer; the test ends when it is an error.
sub peer {
    my $line = join ' ', @_;
    if (!$in) { open2($out, $in, "$stack{ACG_TOP}/build/tools/media_peer"); $in->autoflush }
    print $in "$line\n";
    my $answer = <$out> // 'died';
    chomp $answer;
    BAIL_OUT("media_peer: $line: $answer") if $answer !~ /^ok/;
    Phones::live();
    return $answer;
}

# exchange(COMMAND...): what came in, as a hash of numbers.
sub exchange { return { peer(@_) =~ /(\w+)=(\d+)/g } }

# heard(FROM, TO): of 30 packets, those that come over whole.
sub heard { my ($from, $to) = @_; return exchange('talk', $from, $to, 30)->{whole} }

sub answer_key { return $_[0] =~ /^a=crypto:\d+ \S+ inline:(\S{40})/m ? $1 : 'plain' }
sub relay_port { return $_[0] =~ /^m=audio (\d+)/m ? $1 : 0 }
sub relay_ip { return $_[0] =~ /^c=IN IP4 (\S+)/m ? $1 : $stack{ACG_IP} }

# endpoint(NAME, PORT, KEY, SDP, [TYPE]): at this address, sending with KEY, as that payload
# type, and hearing as SDP says.
sub endpoint {
    my ($name, $port, $key, $sdp, $type) = @_;
    peer('open', $name, $stack{ACG_IP}, $port);
    peer('remote', $name, $stack{ACG_IP}, relay_port($sdp));
    peer('send-key', $name, $key);
    peer('receive-key', $name, answer_key($sdp));
    peer('type', $name, $type) if defined $type;
}

# moved_on(NAME, CALLER, CALLEE, [SDP, KEY], [SDP, KEY]): a call from a, at port 40000, whose
# first place, b at port 40010, is heard and gives up with 503. The INVITE of the first, the 183
# that the caller got of it, and the INVITE of the second; nothing where it goes on to none.
sub moved_on {
    my ($name, $caller, $callee, $a, $b) = @_;
    $caller->call(sdp => $a->[0]);
    my $first = $callee->expect('INVITE') or return;
    $callee->respond($first, 183, tag => "first$$", sdp => $b->[0]);
    my $early = $caller->expect('183 INVITE');
    endpoint('a', 40000, $a->[1], $early->{body});
    endpoint('b', 40010, $b->[1], $first->{body});
    is(heard('b', 'a'), 30, "$name: the first place is heard");
    $callee->respond($first, 503, tag => "first$$");
    $callee->expect('ACK');
    my $second = $callee->expect('INVITE') or return;
    return ($first, $early, $second);
}

sub description {
    my ($phone) = @_;
    my $p = $phone->{media};
    my $secure = $p->{key} ne 'plain';
    return sdp("m=audio $p->{port} RTP/" . ($secure ? 'SAVP' : 'AVP') . ' 8 101', 'a=rtpmap:8 PCMA/8000',
        'a=rtpmap:101 telephone-event/8000', @{ $p->{lines} // [] }, $secure ? crypto(1, $p->{key}) : ());
}

# Point the phone's endpoint to where the SDP it got says, under the keys of both.
sub wire {
    my ($phone, $sdp) = @_;
    my $p = $phone->{media};
    my $hears = answer_key($sdp);
    peer('remote', $p->{name}, relay_ip($sdp), relay_port($sdp));
    if (($p->{sends} // '') ne $p->{key}) { peer('send-key', $p->{name}, $p->{key}); $p->{sends} = $p->{key} }
    if (($p->{hears} // '') ne $hears) { peer('receive-key', $p->{name}, $hears); $p->{hears} = $hears }
}

# connect_call(CALLER, CALLEE): a call is up, its endpoints are a (the caller's) and b. A key
# 'plain' is for a leg without SRTP.
sub connect_call {
    my ($caller, $callee, %arg) = @_;
    my ($a_key, $b_key) = ($arg{caller_key} // new_key(), $arg{callee_key} // new_key());
    $caller->{media} = { name => 'a', port => 40000, key => $a_key, lines => $arg{lines} };
    $callee->{media} = { name => 'b', port => 40010, key => $b_key, lines => $arg{lines} };
    peer('open', 'a', $stack{ACG_IP}, 40000);
    peer('open', 'b', $stack{ACG_IP}, 40010);
    $caller->call(sdp => description($caller));
    my $invite = $callee->expect('INVITE') or return;
    $callee->respond($invite, 200, sdp => description($callee));
    my $ok = $caller->expect('200 INVITE') or return;
    $caller->ack($ok);
    $callee->expect('ACK') or return;
    wire($callee, $invite->{body});
    wire($caller, $ok->{body});
    return { offer => $invite->{body}, answer => $ok->{body} };
}

# reconnect(ASKS, ANSWERS): a re-INVITE with the media that both have now.
sub reconnect {
    my ($asks, $answers) = @_;
    $asks->request('INVITE', sdp => description($asks));
    my $invite = $answers->expect('INVITE') or return;
    $answers->respond($invite, 200, sdp => description($answers));
    my $ok = $asks->expect('200 INVITE') or return;
    $asks->ack($ok);
    $answers->expect('ACK') or return;
    wire($answers, $invite->{body});
    wire($asks, $ok->{body});
    return { offer => $invite->{body}, answer => $ok->{body} };
}

1;
