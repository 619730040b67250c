#!/usr/bin/env perl
# On the wire each leg's packets decrypt under that leg's key and no other; and no key is in
# any log, in the database, in the journal, in a core file or anywhere else on disk.
use strict;
use warnings;
use File::Find;
use FindBin;
use lib "$FindBin::Bin/../lib/perl";
use Media;
use MIME::Base64;
use Phones;
use Test::More;

provision('zoom');
my ($operator, $cloud) = (phone('operator', 'operator phone'), phone('cloud', 'cloud phone'));
my $part = "$stack{ACG_TOP}/tests/stack/part";
my $capture = "/dev/shm/acg-keys-$$.pcap"; # not where the search goes
END { unlink $capture if $capture }
my @keys;

# ---- the wire ---------------------------------------------------------------------
my $tshark = fork // die;
if (!$tshark) {
    open STDERR, '>', "$stack{ACG_RUN}/log/tshark.log";
    open STDOUT, '>&', \*STDERR;
    exec 'tshark', '-i', 'lo', '-q', '-f', "udp and host $stack{ACG_IP} and greater 180", '-w', $capture or die;
}
for (1 .. 100) { last if -s $capture; select undef, undef, undef, 0.1 }
my $call = connect_call($operator, $cloud) or BAIL_OUT('no call');
exchange('talk', 'a', 'b', 30);
exchange('talk', 'b', 'a', 30);
my %key = ('from a' => $operator->{media}{key}, 'to a' => answer_key($call->{answer}),
    'from b' => $cloud->{media}{key}, 'to b' => answer_key($call->{offer}));
push @keys, values %key;
my %port = (a => 40000, b => 40010);
my %relay = (a => relay_port($call->{answer}), b => relay_port($call->{offer}));
my %direction = map { ("from $_" => "$port{$_} $relay{$_}", "to $_" => "$relay{$_} $port{$_}") } qw(a b);

# The packets of each direction, once all are in the file.
sub captured {
    my %seen;
    open my $read, '-|', "tshark -r $capture -T fields -e udp.srcport -e udp.dstport -e udp.payload 2>/dev/null" or die;
    while (<$read>) {
        chomp;
        my ($from, $to, $payload) = split /\t/;
        next if !$payload;
        for my $name (keys %direction) { push @{ $seen{$name} }, $payload if $direction{$name} eq "$from $to" }
    }
    return \%seen;
}
my $seen;
for (1 .. 50) {
    $seen = captured();
    last if 4 == grep { @{ $seen->{$_} // [] } >= 30 } keys %direction;
    select undef, undef, undef, 0.2;
}
kill 'TERM', $tshark;
waitpid $tshark, 0;
for my $name (sort keys %direction) {
    my @packets = @{ $seen->{$name} // [] }[0 .. 9];
    is(scalar(grep { defined } @packets), 10, "$name: packets were captured") or next;
    my @with = grep { my $k = $_; 10 == grep { exchange('decrypt', $key{$k}, $_)->{whole} } @packets } sort keys %key;
    is("@with", $name, "$name: they decrypt under the key of that direction, and no other");
}

# ---- and what goes wrong, which is when things get logged ----------------------------
system($part, 'rtpengine', 'restart');
$operator->{media}{key} = new_key();
push @keys, $operator->{media}{key};
my $again = reconnect($operator, $cloud);
ok($again, 're-INVITE after the node was restarted');
is(exchange('talk', 'a', 'b', 30)->{whole}, 30, 'audio goes on, caller to callee');
is(exchange('talk', 'b', 'a', 30)->{whole}, 30, 'and callee to caller');
push @keys, answer_key($again->{offer}), answer_key($again->{answer}) if $again;
# rtpengine knows nothing of the call that it is given the answer for, and complains of it.
my $lost = new_key();
push @keys, $lost;
$operator->request('INVITE', sdp => sdp('m=audio 40000 RTP/SAVP 8', crypto(1, $operator->{media}{key})));
my $asked = $cloud->expect('INVITE') or BAIL_OUT('no re-INVITE');
system($part, 'rtpengine', 'restart');
$cloud->respond($asked, 200, sdp => sdp('m=audio 40010 RTP/SAVP 8', crypto(1, $lost)));
my $without = $operator->expect('200 INVITE');
is($without && $without->{body}, '', 'an answer that rtpengine does not take is not passed on');
$operator->ack($without);
$_->respond($_->expect('BYE'), 200) for $operator, $cloud;
my $refused = new_key();
push @keys, $refused;
$operator->call(sdp => sdp('m=audio 40000 RTP/SAVP 8', crypto(1, $refused) . ' UNENCRYPTED_SRTP'));
$operator->ack($operator->expect('488 INVITE'));
my $bad = new_key();
push @keys, $bad;
$operator->call(sdp => sdp('m=audio 40000 RTP/SAVP 8', crypto(1, new_key())));
my $invite = $cloud->expect('INVITE');
$cloud->respond($invite, 200, sdp => sdp('m=audio 40010 RTP/SAVP 8', crypto(2, $bad)));
$operator->ack($operator->expect('200 INVITE'));
$_->respond($_->expect('BYE', 2), 200) for $operator, $cloud;

@keys = grep { $_ ne 'plain' } @keys;

# ---- the search ---------------------------------------------------------------------
my $id = $operator->{dialog}{id};
ok(record($id)->{call_id}, 'the call is recorded');
sql('checkpoint');
my @needles = map { my $raw = decode_base64($_); (substr($_, 0, 20), substr($raw, 0, 16), unpack('H*', $raw), uc unpack('H*', $raw)) } @keys;
my ($files, @found) = (0);
find({ no_chdir => 1, wanted => sub {
    return if !-f $_ || $_ =~ m{/tests/};
    open my $file, '<:raw', $_ or return;
    local $/;
    $files++;
    my $content = <$file> // '';
    push @found, $_ if grep { index($content, $_) >= 0 } @needles;
} }, $stack{ACG_RUN}, grep { -d } '/var/lib/rtpengine', '/var/spool/rtpengine', '/var/log', '/run/rtpengine');
cmp_ok($files, '>', 20, "searched $files files: logs, database, journal");
is("@found", '', 'none holds a key');
ok(-s "$stack{ACG_RUN}/log/kamailio.log" && -s "$stack{ACG_RUN}/log/rtpengine.log", 'the logs were among them');
done_testing;
