#!/usr/bin/env perl
# CPU for concurrent calls (G.711, 20 ms, both ways) from the operator's phone to the cloud's:
# through the gateway, and through stock Kamailio (bare.cfg), round by round in turn.
#   usage: relay.pl RTP|SRTP ROUNDS CALLS SECONDS WAY=EDGE=RTPENGINE_PID=KAMAILIO_PID...
# RTP or SRTP is the operator's leg; EDGE is where the phones send to, empty for the gateway.
# For each way a line "WAY PERCENT SETUP_US" per round: % of a core that rtpengine and Kamailio
# take while 100 calls talk, and what rtpengine takes to set up and end one.
use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/../../tests/lib/perl";
use IPC::Open2;
use List::Util 'sum0';
use Media 'relay_port';
use Phones;
use Time::HiRes 'time';

my ($leg, $rounds, $calls, $seconds, @ways) = @ARGV;
my ($caller, $callee) = (phone('operator', 'caller'), phone('cloud', 'callee'));
my %edge = map { $_->{side} => $_->{edge} } $caller, $callee;
provision('zoom');

# Of a thread, which may be gone by now.
sub ns_of { my ($file) = @_; open my $f, '<', $file or return 0; return (split ' ', <$f> // 0)[0] }

# Nanoseconds by the scheduler's count, of all threads of all processes of that session.
sub cpu_of {
    my ($leader) = @_;
    my @pids = grep { /^\d+$/ } split ' ', qx(ps -o pid= -s $leader);
    return sum0(map { ns_of($_) } map { glob "/proc/$_/task/*/schedstat" } @pids);
}

sub audio {
    my ($port, $tag, $key) = @_;
    return sdp("m=audio $port RTP/" . ($key eq 'plain' ? 'AVP' : 'SAVP') . ' 8', 'a=rtpmap:8 PCMA/8000',
        $key eq 'plain' ? () : crypto($tag, $key));
}

# Call number $n: its two dialogs, and what media_load needs of its ends.
sub set_up {
    my ($n) = @_;
    my ($a, $b) = ({ port => 20000 + 4 * $n }, { port => 20002 + 4 * $n });
    $a->{key} = $leg eq 'RTP' ? 'plain' : new_key();
    $b->{key} = new_key();
    $caller->call(sdp => audio($a->{port}, 1, $a->{key}));
    my $invite = $callee->expect('INVITE') or die "call $n does not go on\n";
    my ($tag) = $invite->{body} =~ /^a=crypto:(\d+) AES_CM_128_HMAC_SHA1_80 /m or die "call $n: no such suite\n";
    $callee->respond($invite, 200, sdp => audio($b->{port}, $tag, $b->{key}));
    my $ok = $caller->expect('200 INVITE') or die "call $n is not answered\n";
    $caller->ack($ok);
    $callee->expect('ACK') or die "call $n: no ACK\n";
    $a->{relay} = relay_port($ok->{body});
    $b->{relay} = relay_port($invite->{body});
    return { ends => [$a, $b], dialogs => [ $caller->{dialog}, $callee->{dialog} ] };
}

sub hang_up {
    my ($call) = @_;
    ($caller->{dialog}, $callee->{dialog}) = @{ $call->{dialogs} };
    $caller->hang_up($callee) or die "a call is not hung up\n";
}

sub measure {
    my ($edge, $rtpengine, $kamailio) = @_;
    $_->{edge} = $edge || $edge{ $_->{side} } for $caller, $callee;
    my $before = cpu_of($rtpengine);
    my @calls = map { set_up($_) } 0 .. $calls - 1;
    my $setup = cpu_of($rtpengine) - $before;
    my $sender = open2(my $told, my $tell, "$stack{ACG_TOP}/build/tools/media_load", $stack{ACG_IP}, $seconds);
    print $tell "$_->{port} $_->{relay} $_->{key}\n" for map { @{ $_->{ends} } } @calls;
    close $tell;
    <$told>; # it has begun
    my ($cpu, $since) = (cpu_of($rtpengine) + cpu_of($kamailio), time);
    my $line = <$told>; # it has ended
    my $percent = (cpu_of($rtpengine) + cpu_of($kamailio) - $cpu) / 1e9 / (time - $since) * 100 / $calls * 100;
    waitpid $sender, 0;
    my ($sent, $received) = $line =~ /(\d+) (\d+)/;
    die "packets were lost: $line" if $received < $sent * 0.98;
    $before = cpu_of($rtpengine);
    hang_up($_) for @calls;
    return ($percent, ($setup + cpu_of($rtpengine) - $before) / 1e3 / $calls);
}

$| = 1;
for (1 .. $rounds) {
    for (@ways) {
        my ($way, @where) = split /=/;
        printf "%s %.2f %.1f\n", $way, measure(@where);
    }
}
