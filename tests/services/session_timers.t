#!/usr/bin/env perl
# Session timers (RFC 4028) are between the two ends: what they agree on passes as it is, and a
# call that is refreshed goes on, by UPDATE and by re-INVITE, from either side. SESSION_REFRESH
# seconds (2) after its beginning each; make long-call waits for 20 minutes.
use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/../lib/perl";
use IO::Select;
use Phones;
use Test::More;

my $refresh = $ENV{SESSION_REFRESH} // 2;
my $interval = 2 * $refresh < 90 ? 90 : 2 * $refresh;
provision('direct_routing');
my ($operator, $cloud) = (phone('operator', 'operator phone'), phone('cloud', 'cloud phone'));
sub audio { return sdp('m=audio 40000 RTP/SAVP 8', 'a=inactive', crypto(1, $_[0])) } # on hold: no media, no end
sub session { my ($m) = @_; return join ' ', map { $m->{headers}{$_}[0] // '-' } qw(session-expires min-se) }
sub timer { return ('Supported: timer', "Session-Expires: $interval;refresher=$_[0]", 'Min-SE: 90') }

# For that long both phones answer when they are asked for a sign of life; what else came.
sub live {
    my ($seconds) = @_;
    my $until = time + $seconds;
    my @other;
    while (time < $until) {
        for my $socket (IO::Select->new($operator->{socket}, $cloud->{socket})->can_read(1)) {
            my ($phone) = grep { $_->{socket} == $socket } $operator, $cloud;
            my $m = $phone->receive(0) or next;
            if ($m->{method} eq 'OPTIONS') { $phone->respond($m, 200) }
            else { push @other, $m->{line} }
        }
    }
    return "@other";
}

my ($ours, $theirs) = (new_key(), new_key());
$operator->call(sdp => audio($ours), headers => [ timer('uac') ]);
my $invite = $cloud->expect('INVITE') or BAIL_OUT('no call');
is(session($invite), "$interval;refresher=uac 90", 'the INVITE asks for session timers');
$cloud->respond($invite, 200, sdp => audio($theirs), headers => [ 'Require: timer', "Session-Expires: $interval;refresher=uac" ]);
my $ok = $operator->expect('200 INVITE');
is(session($ok) . ' ' . ($ok->{headers}{require}[0] // '-'), "$interval;refresher=uac - timer", 'its answer agrees');
$operator->ack($ok);
$cloud->expect('ACK');

for ([$operator, $cloud, 'the caller', $ours, $theirs], [$cloud, $operator, 'the callee', $theirs, $ours]) {
    my ($refresher, $other, $name, $key, $other_key) = @$_;
    for my $method (qw(UPDATE INVITE)) {
        is(live($refresh), '', "$refresh s later the call stands");
        my @sdp = $method eq 'INVITE' ? (sdp => audio($key)) : ();
        $refresher->request($method, @sdp, headers => [ timer('uac') ]);
        my $m = $other->expect($method) or do { fail("$name refreshes by $method"); next };
        is(session($m), "$interval;refresher=uac 90", "$name refreshes it by $method");
        $other->respond($m, 200, ($method eq 'INVITE' ? (sdp => audio($other_key)) : ()), headers => [ 'Require: timer', "Session-Expires: $interval;refresher=uac" ]);
        my $reply = $refresher->expect("200 $method");
        is($reply && session($reply), "$interval;refresher=uac -", 'which is agreed');
        if ($method eq 'INVITE') { $refresher->ack($reply); $other->expect('ACK') }
        last if $refresh > 60;
    }
}
is(live(1), '', 'the call stands');

# --- an end that gives up says so
$cloud->request('BYE', headers => ['Reason: SIP ;cause=408 ;text="session expired"']);
my $bye = $operator->expect('BYE');
ok($bye, 'an end that hears of no refresh ends it');
$operator->respond($bye, 200) if $bye;
ok($cloud->expect('200 BYE'), 'and it is over');
my $record = record($operator->{dialog}{id});
is("$record->{code} $record->{end_reason}", '200 bye', 'as its record says');
cmp_ok($record->{talk_ms}, '>=', 1000 * ($refresh > 60 ? 2 : 4) * $refresh, 'with the time that they talked');
done_testing;
