#!/usr/bin/env perl
# A gateway of the far side rings with early media, then gives up with 503: the second one is
# offered the call afresh, and its media is that of the call. A bad early answer of the first
# ends the call there.
use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/../lib/perl";
use Media;
use Phones;
use Test::More;

# Both sites are the same far end: its phone is called twice.
sql("begin; insert into acg.destination (name, peer_id, host, port)
    select 'second-' || name, peer_id, host, port from acg.destination where name in ('operator', 'cloud');
  insert into acg.route (destination_id, priority)
    select destination_id, 2 from acg.destination where name like 'second-%'; commit");
END { local $?; sql("delete from acg.destination where name like 'second-%'") }
sub up { return rpc('acg.peers') =~ /name: second-$_[0]\n(?:(?!name: ).*\n)*?\s*state: up/ }
my $deadline = time + 10;
select undef, undef, undef, 0.1 until up('operator') && up('cloud') or time > $deadline;
up('operator') && up('cloud') or BAIL_OUT('there is no second site: ' . rpc('acg.peers'));

provision('zoom');
my ($operator, $cloud) = (phone('operator', 'operator phone'), phone('cloud', 'cloud phone'));

sub audio { my ($port, $key) = @_; return sdp("m=audio $port RTP/SAVP 8", 'a=rtpmap:8 PCMA/8000', crypto(1, $key)) }
sub heard { my ($from, $to) = @_; return exchange('talk', $from, $to, 30)->{whole} }

sub endpoint {
    my ($name, $port, $key, $sdp) = @_;
    peer('open', $name, $stack{ACG_IP}, $port);
    peer('remote', $name, $stack{ACG_IP}, relay_port($sdp));
    peer('send-key', $name, $key);
    peer('receive-key', $name, answer_key($sdp));
}

for ([$operator, $cloud, 'from the operator'], [$cloud, $operator, 'from the cloud']) {
    my ($caller, $callee, $from) = @$_;
    my ($a, $b, $c) = map { new_key() } 1 .. 3;
    $caller->call(sdp => audio(40000, $a));
    my $first = $callee->expect('INVITE') or do { fail("$from: it goes on"); next };
    $callee->respond($first, 183, tag => "first$$", sdp => audio(40010, $b));
    my $early = $caller->expect('183 INVITE');
    endpoint('a', 40000, $a, $early->{body});
    endpoint('b', 40010, $b, $first->{body});
    is(heard('b', 'a'), 30, "$from: the first gateway is heard");
    $callee->respond($first, 503, tag => "first$$");
    $callee->expect('ACK');
    my $second = $callee->expect('INVITE') or do { fail("$from: it goes on"); next };
    like($second->{body}, qr/^m=audio \d+ RTP\/SAVP 8\r\n(?:.*\n)*?a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:/m, "$from: the second is offered SRTP");
    is(() = $second->{body} =~ /^a=crypto/mg, 1, "$from: once");
    $callee->{dialog}{tag} = "second$$";
    $callee->respond($second, 200, tag => "second$$", sdp => audio(40020, $c));
    my $ok = $caller->expect('200 INVITE') or do { fail("$from: it goes on"); next };
    $caller->ack($ok);
    $callee->expect('ACK');
    endpoint('a', 40000, $a, $ok->{body});
    endpoint('c', 40020, $c, $second->{body});
    is(heard('a', 'c') + heard('c', 'a'), 60, "$from: audio both ways with the second");
    is(exchange('talk', 'b', 'a', 5, 1, 0)->{played}, 0, "$from: and nothing of the first");
    ok($caller->hang_up($callee), "$from: hung up");
}
done_testing;
