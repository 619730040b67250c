#!/usr/bin/env perl
# Transfers with the other call named: an INVITE with Replaces passes, and names the call as
# its callee knows it; a REFER whose Refer-To has Replaces would not, and is refused.
use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/../lib/perl";
use Phones;
use Test::More;

provision('zoom');
my ($operator, $cloud) = (phone('operator', 'operator phone'), phone('cloud', 'cloud phone'));

sub audio { return sdp('m=audio 40000 RTP/SAVP 8', crypto(1, new_key())) }
sub tag { my ($end) = $_[0] =~ /;tag=([^;>\s]+)/; return $end }

# up(CALLER, CALLEE, HEADER...): a call stands; its INVITE as it came.
sub up {
    my ($caller, $callee, @headers) = @_;
    $caller->call(sdp => audio(), headers => \@headers);
    my $invite = $callee->expect('INVITE') or BAIL_OUT('no call');
    $callee->respond($invite, 200, sdp => audio());
    $caller->ack($caller->expect('200 INVITE'));
    $callee->expect('ACK');
    return $invite;
}

# How its record says that a call went.
sub ended { my ($id) = @_; my $r = record($id); return join ' ', map { $_ // '-' } @{$r}{qw(code end_reason)} }

# --- a consultative transfer: who was asked takes the call over from who asked
for ([$operator, $cloud, 'from the operator'], [$cloud, $operator, 'from the cloud']) {
    my ($caller, $callee, $from) = @$_;
    up($caller, $callee);
    my ($ours, $theirs) = ($caller->{dialog}, $callee->{dialog});
    my $replaces = 'to-tag=' . tag($theirs->{local}) . ';from-tag=' . tag($theirs->{remote});
    my $second = up($caller, $callee, 'Require: replaces', "Replaces: $ours->{id};$replaces");
    is($second->{headers}{replaces}[0], "$theirs->{id};$replaces", "$from: Replaces names the call as its callee knows it");
    isnt($theirs->{id}, $ours->{id}, "$from: which is not as its caller does");
    is($second->{headers}{require}[0], 'replaces', "$from: and is required");

    my @transferred = ($caller->{dialog}, $callee->{dialog});
    ($caller->{dialog}, $callee->{dialog}) = ($ours, $theirs);
    ok($callee->hang_up($caller), "$from: the replaced call ends");
    ($caller->{dialog}, $callee->{dialog}) = @transferred;
    ok($caller->hang_up($callee), "$from: the other one after it");
    is(ended($_->{id}), '200 bye', "$from: a record of its own") for $ours, $transferred[0];
}

# --- REFER by the operator, to a service that wants it
sql("UPDATE acg.service SET refer = 'to_cloud' WHERE name = 'zoom'");
rpc('acg.provision.resync');
END { sql("UPDATE acg.service SET refer = 'refused' WHERE name = 'zoom'"); rpc('acg.provision.resync') }
up($operator, $cloud);
my $gateway = 'sip:+498970000009@gateway';
$operator->request('REFER', headers => ["Refer-To: <$gateway>"]);
my $refer = $cloud->expect('REFER');
is($refer && $refer->{headers}{'refer-to'}[0], "<$gateway>", 'REFER goes on');
$cloud->respond($refer, 202) if $refer;
ok($operator->expect('202 REFER'), 'and is accepted');
$cloud->request('NOTIFY', headers => [ 'Event: refer', 'Subscription-State: terminated;reason=noresource' ]);
my $notify = $operator->expect('NOTIFY');
is($notify && $notify->{headers}{event}[0], 'refer', 'what became of it is told');
$operator->respond($notify, 200) if $notify;
ok($cloud->expect('200 NOTIFY'), 'and taken');
$operator->request('REFER', headers => ["Refer-To: <$gateway?Replaces=other-call%3Bto-tag%3Da%3Bfrom-tag%3Db>"]);
ok($operator->expect('405 REFER'), 'a REFER with a call that the cloud knows by another name is refused');
ok($cloud->hears_nothing_like('REFER', 1), 'and goes no further');
$operator->hang_up($cloud);
is(ended($operator->{dialog}{id}), '200 bye', 'the call goes on until its end');
done_testing;
