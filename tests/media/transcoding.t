#!/usr/bin/env perl
# ACG_OPERATOR_CODECS, ACG_CLOUD_CODECS: each side is offered what the other does not have,
# and rtpengine translates, under SRTP on both legs, also after a re-INVITE. The record names
# both codecs. Comfort noise is made audible for who does not know it.
use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/../lib/perl";
use Media;
use Phones;
use Test::More;

my $part = "$stack{ACG_TOP}/tests/stack/part";
{
    local @ENV{qw(ACG_OPERATOR_CODECS ACG_CLOUD_CODECS)} = ('PCMA,PCMU,G722,G729,opus,CN') x 2;
    system($part, 'kamailio', 'restart') == 0 or BAIL_OUT('the gateway does not start');
}
END { system($part, 'kamailio', 'restart') }

provision('zoom');
my ($operator, $cloud) = (phone('operator', 'operator phone'), phone('cloud', 'cloud phone'));
my %static = (PCMU => 0, PCMA => 8, G722 => 9, CN => 13, G729 => 18);

sub audio {
    my ($port, $key, @formats) = @_;
    return sdp(join(' ', "m=audio $port RTP/SAVP", map { $_->[0] } @formats), (map { "a=rtpmap:$_->[0] $_->[1]" } @formats), crypto(1, $key));
}

# What is heard of 20 packets, most of them at least, and as which type.
sub heard {
    my ($from, $to) = @_;
    my $got = exchange('talk', $from, $to, 20, 1, 15);
    return $got->{played} >= 15 ? "type $got->{type}" : "$got->{played} packets";
}

# The format that $sdp has for that codec: [number, rtpmap].
sub format_of {
    my ($sdp, $codec) = @_;
    return [$1, $2] if $sdp =~ /^a=rtpmap:(\d+) (\Q$codec\E\/\S+)\r$/mi;
    my ($m) = $sdp =~ /^m=audio \d+ \S+ (.*?)\r$/m;
    return [$static{$codec}, "$codec/8000"] if defined $static{$codec} && " $m " =~ / $static{$codec} /;
    return;
}

for ([$operator, $cloud, 'from the operator'], [$cloud, $operator, 'from the cloud']) {
    my ($caller, $callee, $from) = @$_;
    for my $codec (qw(PCMU G722 G729 opus)) {
        my ($a, $b) = (new_key(), new_key());
        my $offer = audio(40000, $a, [8, 'PCMA/8000']);
        $caller->call(sdp => $offer);
        my $invite = $callee->expect('INVITE') or do { fail('the call goes on'); next };
        my $format = format_of($invite->{body}, $codec);
        ok($format, "$from: who is called is offered $codec") or diag($invite->{body});
        my $answer = audio(40010, $b, $format);
        $callee->respond($invite, 200, sdp => $answer);
        my $ok = $caller->expect('200 INVITE') or do { fail('the call goes on'); next };
        $caller->ack($ok);
        $callee->expect('ACK');
        like($ok->{body}, qr/^m=audio \d+ RTP\/SAVP 8\r$/m, "$from: who calls is answered PCMA");
        endpoint('a', 40000, $a, $ok->{body}, 8);
        endpoint('b', 40010, $b, $invite->{body}, $format->[0]);
        is(heard('a', 'b'), "type $format->[0]", "$from: PCMA is heard as $codec");
        is(heard('b', 'a'), 'type 8', "$from: and $codec as PCMA") if $codec =~ /PCMU|G722/;
        $caller->request('INVITE', sdp => $offer);
        my $again = $callee->expect('INVITE') or do { fail('the call goes on'); next };
        is_deeply(format_of($again->{body}, $codec), $format, "$from: $codec again in a re-INVITE");
        $callee->respond($again, 200, sdp => $answer);
        $caller->ack($caller->expect('200 INVITE'));
        $callee->expect('ACK');
        is(heard('a', 'b'), "type $format->[0]", "$from: and heard");
        $caller->hang_up($callee);
        is(record($caller->{dialog}{id})->{codec}, "PCMA/\U$codec", "$from: the record names both");
    }

    my ($a, $b) = (new_key(), new_key());
    $caller->call(sdp => audio(40000, $a, [8, 'PCMA/8000']));
    my $invite = $callee->expect('INVITE') or do { fail('the call goes on'); next };
    ok(format_of($invite->{body}, 'CN'), "$from: who is called is offered comfort noise");
    $callee->respond($invite, 200, sdp => audio(40010, $b, [8, 'PCMA/8000'], [13, 'CN/8000']));
    my $ok = $caller->expect('200 INVITE') or do { fail('the call goes on'); next };
    $caller->ack($ok);
    $callee->expect('ACK');
    endpoint('a', 40000, $a, $ok->{body}, 8);
    endpoint('b', 40010, $b, $invite->{body}, 8);
    is(heard('b', 'a'), 'type 8', "$from: audio");
    peer('type', 'b', 13);
    is(heard('b', 'a'), 'type 8', "$from: comfort noise comes as audio to who does not know it");
    $caller->hang_up($callee);
}
done_testing;
