#!/usr/bin/env perl
# What the record of a call says of its media: the codec that was agreed, how many packets
# came, and MOS, loss and jitter as both sides reported them by RTCP; nothing where they did not.
use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/../lib/perl";
use Media;
use Phones;
use Test::More;

provision('zoom');
my ($operator, $cloud) = (phone('operator', 'operator phone'), phone('cloud', 'cloud phone'));

# Each side tells the other, twice, what it sent and how that arrives.
# (On one port with RTP, reports are counted as packets.)
sub report {
    my ($lost, $jitter) = @_;
    for (1 .. 3) { peer('sender-report', $_, $lost, $jitter) for qw(a b) }
}

sub facts {
    my ($call_id) = @_;
    my $row = record($call_id);
    return join ' ', map { $row->{$_} // 'null' } qw(codec packets mos loss_percent jitter_ms);
}

sub a_call {
    my ($caller, $callee, $during, $hangs_up) = @_;
    connect_call($caller, $callee, lines => ['a=rtcp-mux']) or return 'no call';
    exchange('talk', 'a', 'b', 50);
    exchange('talk', 'b', 'a', 50);
    $during->();
    $hangs_up->hang_up($hangs_up == $caller ? $callee : $caller);
    return facts($caller->{dialog}{id});
}

for ([$operator, $cloud], [$cloud, $operator]) {
    my ($caller, $callee) = @$_;
    my $from = "from the $caller->{side}";
    is(a_call($caller, $callee, sub { }, $caller), 'PCMA 100 null null null', "$from: nobody reported");
    is(a_call($caller, $callee, sub { report(0, 8) }, $caller), 'PCMA 106 4.4 0 1', "$from: all is well, the caller hangs up");
    is(a_call($caller, $callee, sub { report(0, 8) }, $callee), 'PCMA 106 4.4 0 1', "$from: all is well, the callee hangs up");
    like(a_call($caller, $callee, sub { report(26, 400) }, $caller), qr/^PCMA 106 3\.[0-9] 10 50$/, "$from: a tenth lost, 50 ms of jitter");
}

# A call that the gateway itself ends.
connect_call($operator, $cloud, lines => ['a=rtcp-mux']);
exchange('talk', 'a', 'b', 50);
$operator->request('INVITE', sdp => sdp('m=audio 40000 RTP/SAVP 8', crypto(1, new_key())));
my $invite = $cloud->expect('INVITE');
$cloud->respond($invite, 200, sdp => sdp('m=audio 40010 RTP/AVP 8'));
$operator->ack($operator->expect('200 INVITE'));
$_->respond($_->expect('BYE'), 200) for $operator, $cloud;
is(facts($operator->{dialog}{id}), 'PCMA 50 null null null', 'a call that the gateway ends');
done_testing;
