#!/usr/bin/env perl
# Records of calls on stdin, one JSON object a line; TAP about them. KILLED is when one of three
# places was, in seconds since 1970.
#   usage: judge.pl CALLS KILLED FIRST-TEST-NUMBER
use strict;
use warnings;
use JSON::PP;
use Time::Local 'timegm';

my ($calls, $killed, $number) = @ARGV;
sub ok { my ($holds, $name) = @_; printf "%s %d - %s\n", $holds ? 'ok' : 'not ok', $number++, $name }

my (%seen, %count, @wrong_before, @wrong_after);
while (my $line = <STDIN>) {
    my $record = decode_json($line);
    $seen{ $record->{call_id} }++;
    my ($y, $mo, $d, $h, $mi, $s) = $record->{started_at} =~ /^(\d+)-(\d+)-(\d+)[T ](\d+):(\d+):([\d.]+)/ or die $line;
    my $started = timegm(int $s, $mi, $h, $d, $mo - 1, $y) + $s - int $s;
    my $tried = $record->{peers_tried} // '';
    my $at_first_try = $record->{code} == 200 && $record->{end_reason} eq 'bye' && $tried =~ /^[^,]*:200$/;
    my $when = $started >= $killed + 2 ? 'after' : $started >= $killed - 2 ? 'about' : 'before';
    push @wrong_after, $line if $when eq 'after' && !$at_first_try;
    push @wrong_before, $line if $when eq 'before' && !$at_first_try;
    $count{$when}++;
    $count{"$record->{end_reason} $record->{code} $tried"}++ if $when eq 'about' && !$at_first_try;
}
print "# $_: $count{$_}\n" for sort keys %count;
print "# $_" for @wrong_before, @wrong_after;
my @twice = grep { $seen{$_} != 1 } keys %seen;
ok(keys %seen == $calls && !@twice, "each of the $calls calls has one record");
ok($count{before} && !@wrong_before, ($count{before} // 0) . ' calls before the kill succeed at first try');
ok($count{after} && !@wrong_after, ($count{after} // 0) . ' calls started two seconds after it, or later, too');
