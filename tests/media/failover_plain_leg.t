#!/usr/bin/env perl
# A second place on either side, where the operator's leg has no SRTP (ACG_OPERATOR_MEDIA=rtp):
# the operator's second place is offered plain RTP at a port of its own, the cloud's SRTP under
# a key of its own, and the audio is with it alone.
use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/../lib/perl";
use Media qw(:DEFAULT heard moved_on);
use Phones;
use Test::More;

my $part = "$stack{ACG_TOP}/tests/stack/part";
{
    local $ENV{ACG_OPERATOR_MEDIA} = 'rtp';
    system($part, 'kamailio', 'restart') == 0 or BAIL_OUT('the gateway does not start');
}
END { local $?; system($part, 'kamailio', 'restart') }
second_places();
provision('zoom');
my ($operator, $cloud) = (phone('operator', 'operator phone'), phone('cloud', 'cloud phone'));

my %protocol = (operator => 'AVP', cloud => 'SAVP');
sub audio {
    my ($phone, $port, $key) = @_;
    return sdp("m=audio $port RTP/$protocol{$phone->{side}} 8", 'a=rtpmap:8 PCMA/8000', $key eq 'plain' ? () : crypto(1, $key));
}
sub key_of { my ($phone) = @_; return $phone == $operator ? 'plain' : new_key() }

for ([$operator, $cloud], [$cloud, $operator]) {
    my ($caller, $callee) = @$_;
    my $to = "to the $callee->{side}";
    my ($a, $b, $c) = map { key_of($_) } $caller, $callee, $callee;
    my ($first, undef, $second) = moved_on($to, $caller, $callee, [ audio($caller, 40000, $a), $a ], [ audio($callee, 40010, $b), $b ])
      or do { fail("$to: it goes on"); next };
    like($second->{body}, qr/^m=audio \d+ RTP\/$protocol{$callee->{side}} 8\r$/m, "$to: the second is offered RTP/$protocol{$callee->{side}}");
    is(() = $second->{body} =~ /^a=crypto/mg, $callee == $cloud ? 1 : 0, "$to: with as many keys as there have to be");
    isnt(relay_port($second->{body}), relay_port($first->{body}), "$to: at another port");
    isnt(answer_key($second->{body}), answer_key($first->{body}), "$to: under another key") if $callee == $cloud;
    $callee->{dialog}{tag} = "second$$";
    $callee->respond($second, 200, tag => "second$$", sdp => audio($callee, 40020, $c));
    my $ok = $caller->expect('200 INVITE') or do { fail("$to: the second answers"); next };
    $caller->ack($ok);
    $callee->expect('ACK');
    like($ok->{body}, qr/^m=audio \d+ RTP\/$protocol{$caller->{side}} 8\r$/m, "$to: the caller is answered as it offered");
    endpoint('a', 40000, $a, $ok->{body});
    endpoint('c', 40020, $c, $second->{body});
    is(heard('a', 'c') + heard('c', 'a'), 60, "$to: audio both ways with the second");
    is(exchange('collect', 'b')->{datagrams}, 0, "$to: nothing for the first");
    is(exchange('talk', 'b', 'a', 5, 1, 0)->{datagrams}, 0, "$to: which is not heard any more");
    ok($caller->hang_up($callee), "$to: hung up");
}
done_testing;
