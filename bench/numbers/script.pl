#!/usr/bin/env perl
# usage: script.pl IP WORKER COUNT ROUNDS CONTENDER=LOOP...
# Has the process WORKER of script.cfg look up random ones of the COUNT numbers that fill_database made, the
# contenders in turn, each with the numbers of the round, and the loops without a lookup. Each has
# some messages in a row, of which the first does not count: a server has one of these tables, so
# none is to be measured in the caches that another has left.
# Prints a line for each: its name, and the median of the worker's CPU time a lookup, net of its
# loop, in nanoseconds.
use strict;
use warnings;
use IO::Socket::INET;
use List::Util 'sum';

use constant PER_MESSAGE => 4000;    # 13 bytes each: below the size of a UDP packet
use constant IN_A_ROW => 5;

my ($ip, $worker, $count, $rounds, @pairs) = @ARGV;
my $socket = IO::Socket::INET->new(Proto => 'udp', LocalAddr => $ip, PeerAddr => $ip, PeerPort => 6000)
  or die "udp:$ip:6000: $!\n";
my $port = $socket->sockport;
my $serial = 0;
srand 1;

sub numbers {
    return join '', map {
        my $i = int rand $count;
        my $number =
            $ENV{ACG_BENCH_DENSE}
          ? int($i / 1000) * 7_919_777 % 900_000_000 * 1000 + $i % 1000
          : $i * 7_919_777_777 % 900_000_000_000;
        '+' . (100_000_000_000 + $number);
    } 1 .. PER_MESSAGE;
}

sub slurp { open my $file, '<', $_[0] or die "$_[0]: $!\n"; return scalar <$file> }

# CPU time of the worker so far, by the scheduler's count; exact when it has gone to sleep.
sub cpu_ns {
    1 until slurp("/proc/$worker/stat") =~ /\) S /;
    return (split ' ', slurp("/proc/$worker/schedstat"))[0];
}

# Nanoseconds of one run of a loop over `body`.
sub run {
    my ($loop, $body) = @_;
    my $id = "$$-" . ++$serial;
    my $message = join "\r\n", "OPTIONS sip:x\@$ip:6000 SIP/2.0", "Via: SIP/2.0/UDP $ip:$port;branch=z9hG4bK$id",
        "From: <sip:$loop\@bench>;tag=1", 'To: <sip:x@bench>', "Call-ID: $id", 'CSeq: 1 OPTIONS',
        'Max-Forwards: 70', 'Content-Type: text/plain', 'Content-Length: ' . length $body, '', $body;
    my $before = cpu_ns();
    $socket->send($message) or die "send: $!\n";
    local $SIG{ALRM} = sub { die "$loop: no answer\n" };
    alarm 30;
    $socket->recv(my $answer, 65535);
    alarm 0;
    my ($wrong) = $answer =~ m{^SIP/2.0 200 wrong (\d+)} or die "$loop: $answer\n";
    die "$loop: $wrong wrong\n" if $wrong;
    return (cpu_ns() - $before) / PER_MESSAGE;
}

sub run_in_a_row {
    my ($loop, @bodies) = @_;
    my (undef, @ns) = map { run($loop, $_) } @bodies;
    return sum(@ns) / @ns;
}

sub median { my @sorted = sort { $a <=> $b } @_; return $sorted[@sorted / 2] }

run('check', numbers());
my %net;
for my $round (0 .. $rounds - 1) {
    my @bodies = map { numbers() } 1 .. IN_A_ROW;
    my @order = $round % 2 ? reverse @pairs : @pairs;
    for (@order) {
        my ($contender, $loop) = split /=/;
        my $empty = run_in_a_row($loop, @bodies);
        push @{$net{$contender}}, run_in_a_row($contender, @bodies) - $empty;
    }
}
printf "%s %.1f\n", $_, median(@{$net{$_}}) for map { (split /=/)[0] } @pairs;
