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
sub correlation { my ($id) = @_; return record($id)->{correlation} }

# Both ends of the call that these two are in; and back to it.
sub kept { return map { $_->{dialog} } @_ }
sub back_to { my ($phones, @dialogs) = @_; $phones->[$_]{dialog} = $dialogs[$_] for 0, 1; return @$phones }

# --- a consultative transfer: who was asked takes the call over from who asked. The call that
# is replaced went from caller to callee; "back" is an INVITE from its callee's side to its caller's.
for my $side ([$operator, $cloud, 'from the operator'], [$cloud, $operator, 'from the cloud']) {
    for my $back (0, 1) {
        my ($caller, $callee, $from) = @$side;
        $from .= ' and back' if $back;
        up($caller, $callee);
        my @first = kept($caller, $callee);
        my ($sender, $getter) = $back ? ($callee, $caller) : ($caller, $callee);
        my ($ours, $theirs) = kept($sender, $getter);
        my $replaces = 'to-tag=' . tag($theirs->{local}) . ';from-tag=' . tag($theirs->{remote});
        my $second = up($sender, $getter, 'Require: replaces', "Replaces: $ours->{id};$replaces");
        is($second->{headers}{replaces}[0], "$theirs->{id};$replaces", "$from: Replaces names the call as who gets it knows it");
        isnt($theirs->{id}, $ours->{id}, "$from: which is not as who sends it does");
        is($second->{headers}{require}[0], 'replaces', "$from: and is required");

        my @second = kept($sender, $getter);
        back_to([ $caller, $callee ], @first);
        ok($callee->hang_up($caller), "$from: the replaced call ends");
        back_to([ $sender, $getter ], @second);
        ok($sender->hang_up($getter), "$from: the other one after it");
        is(ended($first[0]{id}), '200 transferred', "$from: the record says that it was transferred");
        is(ended($second[0]{id}), '200 bye', "$from: and of the other that it was not");
        is(correlation($second[0]{id}), record($first[0]{id})->{record_id}, "$from: the two are told to belong together");
    }
}

# --- what is no transfer after all
up($operator, $cloud);
my @stays = kept($operator, $cloud);
$operator->call(sdp => audio(), headers => [ "Replaces: $stays[0]{id};to-tag=" . tag($stays[1]{local}) . ';from-tag=' . tag($stays[0]{local}) ]);
$cloud->respond($cloud->expect('INVITE'), 603);
my $declined = $operator->expect('603 INVITE');
ok($declined, 'an INVITE with Replaces is declined');
$operator->ack($declined) if $declined;
my ($declined_id) = $operator->{dialog}{id};
back_to([ $operator, $cloud ], @stays);
$operator->hang_up($cloud);
is(ended($stays[0]{id}), '200 bye', 'the call that it named ends as any other');
is(correlation($declined_id), record($stays[0]{id})->{record_id}, 'but the two are told to belong together');
for ([ 'other tags', "$stays[0]{id};to-tag=a;from-tag=b" ], [ 'no tags', $stays[0]{id} ], [ 'no call', ';;=;to-tag' ],
    [ 'a masked name that is none', "!!:\xff\xfe;to-tag=a;from-tag=b" ]) {
    up($operator, $cloud, "Replaces: $_->[1]");
    my ($id) = $operator->{dialog}{id};
    $operator->hang_up($cloud);
    is(correlation($id), record($id)->{record_id}, "Replaces with $_->[0]: a call of its own");
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

# told(SIPFRAG): what became of it.
sub told {
    my ($fragment) = @_;
    $cloud->request('NOTIFY', headers => [ 'Event: refer', 'Subscription-State: active;expires=60' ], sdp => $fragment, type => 'message/sipfrag;version=2.0');
    my $notify = $operator->expect('NOTIFY');
    is($notify && $notify->{body}, $fragment, "it is told: $fragment");
    $operator->respond($notify, 200) if $notify;
    ok($cloud->expect('200 NOTIFY'), 'and taken');
}
told('SIP/2.0 100 Trying');
$operator->request('REFER', headers => ["Refer-To: <$gateway?Replaces=other-call%3Bto-tag%3Da%3Bfrom-tag%3Db>"]);
ok($operator->expect('405 REFER'), 'a REFER with a call that the cloud knows by another name is refused');
ok($cloud->hears_nothing_like('REFER', 1), 'and goes no further');
$operator->hang_up($cloud);
is(ended($operator->{dialog}{id}), '200 bye', 'the call goes on until its end');

up($operator, $cloud);
$operator->request('REFER', headers => ["Refer-To: <$gateway>"]);
$cloud->respond($cloud->expect('REFER'), 202);
$operator->expect('202 REFER');
told($_) for 'SIP/2.0 180 Ringing', 'SIP/2.0 200 OK';
$operator->hang_up($cloud);
is(ended($operator->{dialog}{id}), '200 transferred', 'a REFER that succeeded: the record says so');
done_testing;
