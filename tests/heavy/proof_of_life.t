#!/usr/bin/env perl
# Proof of life: the gateway asks both ends of a call by OPTIONS, and a phone that is killed and
# says nothing costs the call: the other end gets a BYE, whichever of them had called. A call
# whose ends answer goes on. Its least interval is dialog's, 30 seconds.
use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/../lib/perl";
use IO::Select;
use Phones;
use Test::More;

my $interval = 30;
my $within = $interval + 5 + 5 + 10 + 2; # and ka_timer, ACG_ANSWER_TIMEOUT, dialog's delay; timers tick
my $part = "$stack{ACG_TOP}/tests/stack/part";
{
    local $ENV{ACG_PROOF_OF_LIFE} = $interval;
    system($part, 'kamailio', 'restart') == 0 or BAIL_OUT('the gateway does not start');
}
END { system($part, 'kamailio', 'restart') }

provision('zoom');
my ($operator, $killed, $living) = (phone('operator', 'operator phone'), phone('cloud', 'killed phone'), phone('cloud', 'living phone', address => "$stack{ACG_IP}:5271"));
sub audio { return sdp('m=audio 40000 RTP/SAVP 8', crypto(1, new_key())) }

# up(CALLER, CALLEE [, WHO ANSWERS]): a call stands; the caller's dialog.
sub up {
    my ($caller, $callee, $answers) = @_;
    $answers //= $callee;
    $caller->call(sdp => audio(), headers => ['Privacy: id']);
    my $invite = $callee->expect('INVITE') or BAIL_OUT('no call');
    $answers->learn($invite);
    $answers->respond($invite, 200, sdp => audio());
    $caller->ack($caller->expect('200 INVITE'));
    $answers->expect('ACK');
    return $caller->{dialog};
}
my $called = up($operator, $killed);
my $lasting = up($operator, $killed, $living);
my $calling = up($killed, $operator);
my $from = $living->{dialog}{remote};
$killed->{socket}->close;

# What comes to the phones that live; both answer everything. {CALL-ID}{METHOD}: after how many seconds.
my (%came, %asked_as, $since);
$since = time;
while (time < $since + $within + 15 && keys(%{ $came{BYE} // {} }) < 2) {
    for my $socket (IO::Select->new($operator->{socket}, $living->{socket})->can_read(1)) {
        my ($phone) = grep { $_->{socket} == $socket } $operator, $living;
        my $m = $phone->receive(0) or next;
        my $id = $m->{headers}{'call-id'}[0];
        $came{ $m->{method} }{$id} //= time - $since;
        $asked_as{$id} = $m->{headers}{from}[0];
        $phone->respond($m, 200) if !$m->{code};
    }
}
my ($called_id, $calling_id, $lasting_id) = ($called->{id}, $operator->{dialog}{id}, $lasting->{id});
cmp_ok($came{BYE}{$called_id} // 999, '<=', $within, "who had called the killed phone gets a BYE within $within s");
cmp_ok($came{BYE}{$calling_id} // 999, '<=', $within, 'and whom it had called');
ok(defined $came{OPTIONS}{$_}, 'an end that lives was asked before') for $called_id, $calling_id, $lasting_id, $living->{dialog}{id};
is_deeply([ grep { defined $came{BYE}{$_} } $lasting_id, $living->{dialog}{id} ], [], 'the call of two that live goes on');
like($asked_as{ $living->{dialog}{id} }, qr/^\Q$from\E/, 'its callee is asked in the name it was shown');
my $record = record($called_id);
is_deeply([ @{$record}{qw(code end_reason)} ], [ 200, 'expired' ], 'the record says that no BYE came');
is_deeply([ @{ record($calling->{id}) }{qw(code end_reason)} ], [ 200, 'expired' ], 'so does the other one');

$operator->{dialog} = $lasting;
ok($operator->hang_up($living), 'and ends when it is hung up');
is(record($lasting_id)->{end_reason}, 'bye', 'with a BYE');
done_testing;
