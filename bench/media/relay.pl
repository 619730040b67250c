#!/usr/bin/env perl
# CPU of rtpengine, as % of one core for 100 concurrent calls (G.711, 20 ms, both ways), for
# calls set up in the order of acg_media_relay() and, as the peer, by an offer and an answer.
#   usage: relay.pl CALLS SECONDS
use strict;
use warnings;
use FindBin;
use IO::Socket::INET;
use IPC::Open2;
use List::Util 'sum';
use Time::HiRes qw(sleep time);

my ($calls, $seconds) = @ARGV;
my $top = "$FindBin::Bin/../..";
my $ip = $ENV{ACG_IP} // '127.0.60.1';
my $ng = IO::Socket::INET->new(PeerAddr => $ip, PeerPort => 2223, Proto => 'udp') or die;
my ($serial, $port) = (0, 20000);
my @no = map { "no-$_" } qw(AEAD_AES_256_GCM AEAD_AES_128_GCM AES_256_CM_HMAC_SHA1_80 AES_256_CM_HMAC_SHA1_32
  AES_192_CM_HMAC_SHA1_80 AES_192_CM_HMAC_SHA1_32 AES_CM_128_HMAC_SHA1_32 F8_128_HMAC_SHA1_80 F8_128_HMAC_SHA1_32
  NULL_HMAC_SHA1_80 NULL_HMAC_SHA1_32);

sub encode {
    my ($v) = @_;
    return 'd' . join('', map { encode($_) . encode($v->{$_}) } sort keys %$v) . 'e' if ref $v eq 'HASH';
    return 'l' . join('', map { encode($_) } @$v) . 'e' if ref $v eq 'ARRAY';
    return length($v) . ":$v";
}

sub ng {
    my (%command) = @_;
    $ng->send(join ' ', "$$-" . $serial++, encode({ ICE => 'remove', DTLS => 'off', SDES => \@no, %command }));
    $ng->recv(my $reply, 65536);
    return $reply =~ /3:sdp(\d+):/ ? substr($reply, $+[0], $1) : '';
}

sub new_key { my @c = ('A' .. 'Z', 'a' .. 'z', 0 .. 9); return join '', map { $c[rand @c] } 1 .. 40 }

sub sdp {
    my ($p, $proto, $key) = @_;
    return join "\r\n", 'v=0', "o=- 1 1 IN IP4 $ip", 's=-', "c=IN IP4 $ip", 't=0 0', "m=audio $p RTP/$proto 8",
      ($key ? "a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:$key" : ()), '';
}

# One call; returns what its two ends need: own port, relay's port, the key they send under.
sub set_up {
    my ($secure_a, $ours) = @_;
    my $id = "bench-$$-" . $serial;
    my %end = map { $_ => { port => $port += 2, key => new_key() } } qw(a b);
    my $a_key = $secure_a ? $end{a}{key} : undef;
    my $proto = $secure_a ? 'SAVP' : 'AVP';
    my @call = ('call-id' => $id);
    my $offer = ng(@call, command => 'offer', 'from-tag' => 'a', 'transport-protocol' => 'RTP/SAVP',
        sdp => sdp($end{a}{port}, $proto, $secure_a && $ours ? new_key() : $a_key));
    my @answer = (@call, command => 'answer', 'from-tag' => 'a', 'to-tag' => 'b');
    if ($secure_a && $ours) {
        ng(@answer, sdp => sdp($end{b}{port}, 'SAVP'));
        ng(@call, command => 'answer', 'from-tag' => 'b', 'to-tag' => 'a', sdp => sdp($end{a}{port}, 'SAVP', $a_key));
    }
    my $answer = ng(@answer, sdp => sdp($end{b}{port}, 'SAVP', $end{b}{key}));
    ($end{b}{relay}) = $offer =~ /m=audio (\d+)/;
    ($end{a}{relay}) = $answer =~ /m=audio (\d+)/;
    return ([$end{a}{port}, $end{a}{relay}, $secure_a ? $a_key : 'plain'], [$end{b}{port}, $end{b}{relay}, $end{b}{key}]);
}

sub cpu_of { my ($pid) = @_; open my $f, '<', "/proc/$pid/stat" or die; my @s = split ' ', <$f> =~ s/^.*\) //r; return ($s[11] + $s[12]) / 100 }

# % of a core that rtpengine takes for 100 such calls.
sub measure {
    my ($secure_a, $ours, $config) = @_;
    my $pid = fork // die;
    if (!$pid) {
        open STDERR, '>', '/dev/null';
        exec 'rtpengine', "--config-file=$config", '--config-section=rtpengine',
          "--interface=$ip", "--listen-ng=$ip:2223" or die;
    }
    my $up;
    for (1 .. 100) {
        $ng->send("x$_ d7:command4:pinge");
        my $bits = '';
        vec($bits, fileno $ng, 1) = 1;
        last if select($bits, undef, undef, 0.1) && ($up = defined $ng->recv(my $pong, 4096));
        sleep 0.1;
    }
    if (!$up) { kill 'KILL', $pid; die "rtpengine does not start\n" }
    my @ends = map { set_up($secure_a, $ours) } 1 .. $calls;
    my $sender = open2(my $told, my $tell, "$top/build/tools/media_load", $ip, $seconds);
    print $tell join(' ', @$_), "\n" for @ends;
    close $tell;
    <$told>; # it has begun
    my ($cpu, $since) = (cpu_of($pid), time);
    my $line = <$told>; # it has ended
    my $percent = (cpu_of($pid) - $cpu) / (time - $since) * 100 / $calls * 100;
    waitpid $sender, 0;
    kill 'KILL', $pid;
    waitpid $pid, 0;
    my ($sent, $received) = $line =~ /(\d+) (\d+)/;
    die "packets were lost: $line" if $received < $sent * 0.98;
    return $percent;
}

sub report {
    my ($metric, $value, $peer) = @_;
    printf qq({"bench":"media","metric":"%s","value":%.1f,"unit":"%% of a core per 100 calls","peer":"rtpengine without the policy","peer_value":%.1f,"ratio":%.2f}\n),
      $metric, $value, $peer, $value / $peer;
}

# Ours, and the same without what makes 10.5 verify packets.
my $ours = "$top/rtpengine-conf/rtpengine.conf";
my $plain = "$top/build/bench/rtpengine-plain.conf";
system("grep -v dtmf-log-ng-tcp $ours > $plain") == 0 or die;
report('rtp_srtp_cpu', measure(0, 1, $ours), measure(0, 0, $plain));
report('srtp_srtp_cpu', measure(1, 1, $ours), measure(1, 0, $plain));
