#!/usr/bin/env perl
# A call that lasts: from the operator to the cloud, and packets both ways until there is a
# file STOP; then the caller hangs up. The last line says what became of it, in packets that
# were sent and came through whole, each way.
#   usage: talk.pl STOP
use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/../lib/perl";
use Media;
use Phones;

$| = 1;
my ($stop) = @ARGV;
my ($caller, $callee) = (phone('operator', 'caller'), phone('cloud', 'callee'));
my %got = (sent => 0, a => 0, b => 0);
connect_call($caller, $callee) or die "no call\n";
print "talking $caller->{dialog}{id}\n";
until (-e $stop) {
    $got{sent} += 50;
    $got{b} += exchange('talk', 'a', 'b', 50)->{whole};
    $got{a} += exchange('talk', 'b', 'a', 50)->{whole};
    select undef, undef, undef, 0.1;
}
my $end = $caller->hang_up($callee) ? 'hung up' : 'not hung up';
print "$end, of $got{sent} each way: $got{b} and $got{a}\n";
