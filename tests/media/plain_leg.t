#!/usr/bin/env perl
# An operator's leg without SRTP (ACG_OPERATOR_MEDIA=rtp): audio both ways, SRTP toward the
# cloud, nothing from strangers, and what does not hold there.
use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/../lib/perl";
use Media;
use Phones;
use Test::More;

my $part = "$stack{ACG_TOP}/tests/stack/part";
{
    local $ENV{ACG_OPERATOR_MEDIA} = 'rtp';
    system($part, 'kamailio', 'restart') == 0 or BAIL_OUT('the gateway does not start');
}
END { system($part, 'kamailio', 'restart') }

provision('zoom');
my ($operator, $cloud) = (phone('operator', 'operator phone'), phone('cloud', 'cloud phone'));
for ([$operator, $cloud, 'a', 'b'], [$cloud, $operator, 'b', 'a']) {
    my ($caller, $callee, $plain, $secure) = @$_;
    my $call = connect_call($caller, $callee, ($caller == $operator ? 'caller_key' : 'callee_key') => 'plain');
    my $from = "from the $caller->{side}";
    ok($call, "$from: a call is up") or next;
    my ($to_operator, $to_cloud) = $caller == $operator ? @$call{qw(answer offer)} : @$call{qw(offer answer)};
    like($to_operator, qr/^m=audio \d+ RTP\/AVP /m, "$from: the operator's leg is plain RTP");
    unlike($to_operator, qr/crypto/, "$from: without a key");
    like($to_cloud, qr/^m=audio \d+ RTP\/SAVP /m, "$from: the cloud's leg is SRTP");
    is(exchange('talk', $plain, $secure, 100)->{whole}, 100, "$from: RTP to SRTP");
    is(exchange('talk', $secure, $plain, 100)->{whole}, 100, "$from: SRTP to RTP");
    is(exchange($_, $secure, $plain, 1000)->{datagrams}, 0, "$from: of 1000 packets ($_) on the SRTP leg none arrives")
      for qw(tamper forge clear);
    peer('open', 'c', $stack{ACG_IP}, 40020);
    is(exchange('inject', 'c', $plain, $secure, 100)->{datagrams}, 0, "$from: a stranger's RTP is not taken for the operator's");
    is(exchange('talk', $secure, $plain, 100)->{whole}, 100, "$from: nor does the stranger get the operator's audio");

    $caller->request('INVITE', sdp => sdp('m=image 40000 udptl t38'));
    my $reply = $caller->expect('488 INVITE');
    ok($reply, "$from: T.38 is refused within the call");
    $caller->ack($reply) if $reply;

    # a known limit: docs/media.md
    exchange('talk', $secure, $plain, 50);
    is(exchange('replay', $secure, $plain, 50)->{played}, 50, "$from: limit: replayed SRTP reaches a plain leg");
    ok($caller->hang_up($callee), "$from: hung up");
}
done_testing;
