#!/usr/bin/env perl
# A gateway of the far side rings with early media, then gives up with 503: the second one is
# offered the call afresh, under a key and at a port that the first has not seen. What the
# first sends after that, packets, answers or requests, has no part in the call.
use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/../lib/perl";
use File::Temp 'tempfile';
use Media qw(:DEFAULT heard moved_on);
use Phones;
use Test::More;

my $part = "$stack{ACG_TOP}/tests/stack/part";

second_places();
provision('zoom');
my ($operator, $cloud) = (phone('operator', 'operator phone'), phone('cloud', 'cloud phone'));

sub audio { my ($port, $key) = @_; return sdp("m=audio $port RTP/SAVP 8", 'a=rtpmap:8 PCMA/8000', crypto(1, $key)) }

# A response of a place's own: its far end, a proxy, would not pass it on after the 503.
sub say_late {
    my ($callee, $invite, $status, $tag, $sdp) = @_;
    my $h = $invite->{headers};
    my ($far_end, @via) = @{ $h->{via} };
    my ($file, $name) = tempfile(UNLINK => 1);
    print $file join "\r\n", "SIP/2.0 $status", (map { "Via: $_" } @via),
      (map { "Record-Route: $_" } @{ $h->{'record-route'} }), "From: $h->{from}[0]", "To: $h->{to}[0];tag=$tag",
      "Call-ID: $h->{'call-id'}[0]", "CSeq: $h->{cseq}[0]", "Contact: <sip:phone\@$callee->{address}>",
      'Content-Type: application/sdp', 'Content-Length: ' . length($sdp), '', $sdp;
    close $file;
    my ($side, $pki) = ($callee->{side}, "$stack{ACG_RUN}/pki");
    system("$stack{ACG_TOP}/build/tools/tls_send", "$stack{ACG_IP}:" . $stack{ 'ACG_' . uc($side) . '_PORT' },
        "$pki/$side.pem", "$pki/$side.key", "$pki/ca.pem", 300, $name);
}

for ([$operator, $cloud, 'from the operator'], [$cloud, $operator, 'from the cloud']) {
    my ($caller, $callee, $from) = @$_;
    my ($a, $b, $c) = map { new_key() } 1 .. 3;
    my ($first, $early, $second) = moved_on($from, $caller, $callee, [ audio(40000, $a), $a ], [ audio(40010, $b), $b ])
      or do { fail("$from: it goes on"); next };
    like($second->{body}, qr/^m=audio \d+ RTP\/SAVP 8\r\n(?:.*\n)*?a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:/m, "$from: the second is offered SRTP");
    is(() = $second->{body} =~ /^a=crypto/mg, 1, "$from: once");
    isnt(answer_key($second->{body}), answer_key($first->{body}), "$from: under another key");
    isnt(relay_port($second->{body}), relay_port($first->{body}), "$from: at another port");

    $caller->request('UPDATE', sdp => audio(40000, $a));
    ok($caller->expect('481 UPDATE'), "$from: an UPDATE for the first is too late");
    $callee->{dialog}{tag} = "second$$";
    $callee->respond($second, 183, tag => "second$$", sdp => audio(40020, $c));
    my $ringing = $caller->expect('183 INVITE') or do { fail("$from: the second rings"); next };
    isnt(answer_key($ringing->{body}), answer_key($early->{body}), "$from: the caller is sent to under another key, too");
    isnt(relay_port($ringing->{body}), relay_port($early->{body}), "$from: from another port");
    endpoint('a', 40000, $a, $ringing->{body});
    endpoint('c', 40020, $c, $second->{body});
    is(heard('c', 'a'), 30, "$from: the second is heard");

    say_late($callee, $first, $_, "late$$", audio(40010, $b)) for '183 Late', '200 Late';
    ok($caller->hears_nothing_like('(183|200) INVITE', 1), "$from: a late answer of the first goes nowhere");
    my $late = $callee->expect('BYE');
    like($late ? $late->{headers}{to}[0] : '', qr/;tag=late\d+\z/, "$from: it is hung up on");
    $callee->respond($late, 200) if $late;
    $callee->hears_nothing_like('', 0.3); # the same again, of its far end
    is(exchange('collect', 'b')->{datagrams}, 0, "$from: and gets it no audio");
    is(exchange('talk', 'b', 'a', 5, 1, 0)->{datagrams}, 0, "$from: nor is it heard any more");

    $callee->respond($second, 200, tag => "second$$", sdp => audio(40020, $c));
    my $ok = $caller->expect('200 INVITE') or do { fail("$from: the second answers"); next };
    $caller->ack($ok);
    $callee->expect('ACK');
    is(heard('a', 'c') + heard('c', 'a'), 60, "$from: audio both ways with the second");
    peer('receive-key', 'c', answer_key($first->{body}));
    my $got = exchange('talk', 'a', 'c', 30, 1, 0);
    is("$got->{datagrams} $got->{played}", '30 0', "$from: which the first one's key does not decrypt");
    is(exchange('collect', 'b')->{datagrams}, 0, "$from: nothing for the first");
    ok($caller->hang_up($callee), "$from: hung up");
    my $record = record($caller->{dialog}{id});
    my ($to) = $callee->{side};
    is(join(' ', map { $record->{$_} // 'null' } qw(code codec packets peers_tried)), "200 PCMA 120 $to:503,second-$to:200",
        "$from: the record has the packets of the second");
}

# An INVITE without SDP: the place that answers makes the offer.
{
    my ($a, $c) = map { new_key() } 1 .. 2;
    $operator->call;
    my $first = $cloud->expect('INVITE');
    $cloud->respond($first, 183, tag => "first$$", sdp => audio(40010, new_key()));
    my $early = $operator->expect('183 INVITE');
    $cloud->respond($first, 503, tag => "first$$");
    $cloud->expect('ACK');
    my $second = $cloud->expect('INVITE') or BAIL_OUT('a late offer: no second place');
    is($second->{body}, '', 'a late offer: the second place is asked for one');
    $cloud->{dialog}{tag} = "second$$";
    $cloud->respond($second, 200, tag => "second$$", sdp => audio(40020, $c));
    my $ok = $operator->expect('200 INVITE');
    isnt(relay_port($ok->{body}), relay_port($early->{body}), 'a late offer: of another port than the first one');
    isnt(answer_key($ok->{body}), answer_key($early->{body}), 'a late offer: under another key');
    $operator->ack($ok, sdp => audio(40000, $a));
    my $ack = $cloud->expect('ACK');
    endpoint('a', 40000, $a, $ok->{body});
    endpoint('c', 40020, $c, $ack->{body});
    is(heard('a', 'c') + heard('c', 'a'), 60, 'a late offer: audio both ways');
    ok($operator->hang_up($cloud), 'a late offer: hung up');
}

# No rtpengine for the second offer: it is not sent.
$operator->call(sdp => audio(40000, new_key()));
my $only = $cloud->expect('INVITE');
$cloud->respond($only, 183, sdp => audio(40010, new_key()));
$operator->expect('183 INVITE');
system($part, 'rtpengine', 'stop');
END { local $?; system($part, 'rtpengine', 'start') }
$cloud->respond($only, 503);
$cloud->expect('ACK');
my $reply = $operator->expect('[3-6].. INVITE');
is($reply && $reply->{code}, 503, 'without rtpengine the call ends');
$operator->ack($reply) if $reply;
ok($cloud->hears_nothing_like('INVITE', 1), 'and no second place is asked');
ok(place_is_up('second-cloud'), 'which is not blamed for it');
system($part, 'rtpengine', 'start');
my $back = time + 15;
select undef, undef, undef, 0.1 until rpc('acg.media.nodes') =~ /state: good/ or time > $back;
like(rpc('acg.media.nodes'), qr/state: good/, 'rtpengine back, calls can go on');
done_testing;
