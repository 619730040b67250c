#!/usr/bin/env perl
# What differs between the two networks: ringing with and without early media, forked calls,
# each kind of hold, RTCP on one port, tones.
use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/../lib/perl";
use Media qw(:DEFAULT heard);
use Phones;
use Test::More;

my ($operator, $cloud) = (phone('operator', 'operator phone'), phone('cloud', 'cloud phone'));
my @ways = ([$operator, $cloud, 'from the operator'], [$cloud, $operator, 'from the cloud']);

sub audio { my ($port, $key, @lines) = @_; return sdp("m=audio $port RTP/SAVP 8 101", 'a=rtpmap:8 PCMA/8000', 'a=rtpmap:101 telephone-event/8000', 'a=fmtp:101 0-16', @lines, crypto(1, $key)) }

# ---- ringing and early media --------------------------------------------------------

sub ring {
    my ($caller, $callee, $name, $wanted, %arg) = @_;
    my ($a, $b) = (new_key(), new_key());
    $caller->call(sdp => audio(40000, $a), headers => ['Supported: 100rel']);
    my $invite = $callee->expect('INVITE') or return fail("$name: no INVITE");
    $callee->respond($invite, 183, sdp => audio(40010, $b), %arg);
    my $ringing = $caller->expect('18\d INVITE') or return fail("$name: no ringing");
    is("$ringing->{code} " . ($ringing->{body} ? 'with SDP' : 'alone'), $wanted, "$name: rings");
    my $answer = $ringing->{body};
    if ($answer) {
        endpoint('a', 40000, $a, $answer);
        endpoint('b', 40010, $b, $invite->{body});
        is(heard('b', 'a'), 30, "$name: the caller hears the callee before the answer");
        is(heard('a', 'b'), 30, "$name: and is heard");
    }
    $callee->respond($invite, 200, sdp => audio(40010, $b));
    my $ok = $caller->expect('200 INVITE') or return fail("$name: no 200");
    $caller->ack($ok);
    $callee->expect('ACK');
    is(answer_key($ok->{body}), answer_key($answer), "$name: the answer changes no key") if $answer;
    endpoint('a', 40000, $a, $ok->{body}) if !$answer;
    endpoint('b', 40010, $b, $invite->{body}) if !$answer;
    is(heard('b', 'a') + heard('a', 'b'), 60, "$name: audio both ways after the answer");
    $caller->hang_up($callee);
}

sub early_media { my ($how) = @_; sql("UPDATE acg.service SET early_media = '$how' WHERE name = 'zoom'"); rpc('acg.provision.resync') }
early_media('ringing_alone');
END { early_media('as_is') }
provision('zoom');
for (@ways) {
    my ($caller, $callee, $from) = @$_;
    ring($caller, $callee, "$from, ringing alone", '180 alone');
    # its SDP is the answer, and the 200 need not have one
    ring($caller, $callee, "$from, ringing alone, 183 with 100rel", '183 with SDP', headers => ['Require: 100rel', 'RSeq: 1']);
}
provision('direct_routing');
for (@ways) {
    my ($caller, $callee, $from) = @$_;
    ring($caller, $callee, "$from, another service", '183 with SDP');
}

# ---- a call that rings in two places -------------------------------------------------

# One INVITE that was forked further on. Both places send to the one port that it named, so
# rtpengine hears who answered, or rang, last.
sub fork_call {
    my ($caller, $callee, $name, $answers) = @_;
    my %place = (
        first => { endpoint => 'b', port => 40010, key => new_key(), tag => "first$$" },
        second => { endpoint => 'c', port => 40020, key => new_key(), tag => "second$$" },
    );
    my $a = new_key();
    $caller->call(sdp => audio(40000, $a));
    my $invite = $callee->expect('INVITE') or return fail("$name: no INVITE");
    my (%tag, $key);
    for (qw(first second)) {
        my $p = $place{$_};
        $callee->respond($invite, 183, tag => $p->{tag}, sdp => audio($p->{port}, $p->{key}));
        my $ringing = $caller->expect('183 INVITE') or return fail("$name: no 183");
        $tag{ $ringing->{headers}{to}[0] } = 1;
        endpoint($p->{endpoint}, $p->{port}, $p->{key}, $invite->{body});
        endpoint('a', 40000, $a, $ringing->{body});
        is(heard($p->{endpoint}, 'a'), 30, "$name: the $_ place is heard as it rings");
    }
    is(scalar keys %tag, 2, "$name: the caller sees two To-tags");
    my $p = $place{$answers};
    $callee->{dialog}{tag} = $p->{tag};
    $callee->respond($invite, 200, tag => $p->{tag}, sdp => audio($p->{port}, $p->{key}));
    my $ok = $caller->expect('200 INVITE') or return fail("$name: no 200");
    $caller->ack($ok);
    $callee->expect('ACK');
    endpoint('a', 40000, $a, $ok->{body});
    is(heard($p->{endpoint}, 'a') + heard('a', $p->{endpoint}), 60, "$name: audio both ways with who answered");
    my ($other) = grep { $_ ne $answers } keys %place;
    is(exchange('talk', $place{$other}{endpoint}, 'a', 5, 1, 0)->{played}, 0, "$name: and nothing of the other one");
    ok($caller->hang_up($callee), "$name: hung up");
}

for (@ways) {
    my ($caller, $callee, $from) = @$_;
    fork_call($caller, $callee, "$from, forked, the $_ place answers", $_) for qw(second first);
}

# ---- hold ------------------------------------------------------------------------------

sub direction { return $_[0] =~ /^a=(sendrecv|sendonly|recvonly|inactive)\r?$/m ? $1 : 'sendrecv' }

# A re-INVITE of $asks, and its answer: the directions that each is told.
sub renegotiate {
    my ($asks, $answers, $offer, $answer) = @_;
    $asks->request('INVITE', sdp => $offer);
    my $invite = $answers->expect('INVITE') or return 'no INVITE';
    $answers->respond($invite, 200, sdp => $answer);
    my $ok = $asks->expect('200 INVITE') or return 'no 200';
    $asks->ack($ok);
    $answers->expect('ACK');
    unlike($invite->{body} . $ok->{body}, qr/IN IP4 0\.0\.0\.0/, 'no address of nowhere is sent');
    return direction($invite->{body}) . ' ' . direction($ok->{body});
}

for (@ways) {
    my ($caller, $callee, $from) = @$_;
    my $call = connect_call($caller, $callee) or do { fail('the call goes on'); next };
    my %sdp = map { my ($phone, $port) = @$_; ($phone->{side} => sub { audio($port, $phone->{media}{key}, @_) }) }
      ([$caller, 40000], [$callee, 40010]);
    my $cloud_sdp = $sdp{cloud};
    my $held = $sdp{operator}->() =~ s/^c=.*?\r$/c=IN IP4 0.0.0.0\r/mr;
    for (['sendonly', $sdp{operator}->('a=sendonly')], ['inactive', $sdp{operator}->('a=inactive')], ['0.0.0.0', $held]) {
        my ($how, $offer) = @$_;
        my ($to_cloud, $to_operator) = split ' ', renegotiate($operator, $cloud, $offer, $cloud_sdp->('a=inactive'));
        is($to_cloud, 'inactive', "$from: the operator holds ($how), Teams is told inactive");
        is($to_operator, 'inactive', "$from: and that is what the operator is answered");
        is(renegotiate($operator, $cloud, $sdp{operator}->(), $cloud_sdp->()), 'sendrecv sendrecv', "$from: and resumes");
        is(heard('a', 'b') + heard('b', 'a'), 60, "$from: audio both ways");
    }
    is(renegotiate($cloud, $operator, $cloud_sdp->('a=inactive'), $sdp{operator}->('a=inactive')), 'inactive inactive', "$from: Teams holds");
    is(renegotiate($cloud, $operator, $cloud_sdp->(), $sdp{operator}->()), 'sendrecv sendrecv', "$from: and resumes");
    is(heard('a', 'b') + heard('b', 'a'), 60, "$from: audio both ways");
    $caller->hang_up($callee);
}

# ---- RTCP on one port, and tones ---------------------------------------------------------

for (@ways) {
    my ($caller, $callee, $from) = @$_;
    my $call = connect_call($caller, $callee, lines => ['a=rtcp-mux', 'a=fmtp:101 0-16']) or do { fail('the call goes on'); next };
    like($call->{$_}, qr/^a=rtcp-mux\r$/m, "$from: rtcp-mux is in the $_") for qw(offer answer);
    for (['a', 'b'], ['b', 'a']) {
        my ($x, $y) = @$_;
        peer('collect', $y);
        peer('sender-report', $x, 0);
        is(exchange('collect', $y)->{reports}, 1, "$from: a report of $x arrives at $y, on the port of the audio");
    }
    like($call->{$_}, qr/^m=audio \d+ RTP\/SAVP 8 101\r$/m, "$from: tones are in the $_") for qw(offer answer);
    like($call->{$_}, qr/^a=rtpmap:101 telephone-event\/8000\r\n(?:.*\n)*a=fmtp:101 0-1[56]/m, "$from: all of them, in the $_") for qw(offer answer);
    for (['a', 'b'], ['b', 'a']) {
        my ($x, $y) = @$_;
        peer('type', $x, 101);
        my $got = exchange('talk', $x, $y, 10);
        is("$got->{whole} of type $got->{type}", '10 of type 101', "$from: tones of $x arrive at $y");
    }
    $caller->hang_up($callee);

    # one that can and one that cannot
    $caller->call(sdp => audio(40000, new_key(), 'a=rtcp-mux'));
    my $invite = $callee->expect('INVITE') or do { fail('the call goes on'); next };
    $callee->respond($invite, 200, sdp => audio(40010, new_key()));
    my $ok = $caller->expect('200 INVITE');
    $caller->ack($ok);
    $callee->expect('ACK');
    unlike($ok->{body}, qr/^a=rtcp-mux/m, "$from: where the callee has RTCP on a port of its own the caller has, too");
    $caller->hang_up($callee);
}
done_testing;
