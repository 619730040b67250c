#!/usr/bin/env perl
# Place calls to each NUMBER at once, all over one socket, and print "NUMBER CODE", the final
# response of each, in the order of the arguments; one that never ends has code 0.
#   usage: call.pl IP EDGE FROM LABEL NUMBER...      Call-ID of a call: LABEL@peers for one
#                                                    number, LABEL-NUMBER@peers for several
use strict;
use warnings;
use IO::Select;
use IO::Socket::INET;
use Time::HiRes qw(time sleep);

my ($ip, $edge, $from, $label, @numbers) = @ARGV;
my $socket = IO::Socket::INET->new(LocalAddr => $ip, PeerAddr => $edge, Proto => 'udp') or die "$edge: $!\n";
my $port = $socket->sockport;
my $select = IO::Select->new($socket);
my %code;

sub call_id { return @numbers > 1 ? "$label-$_[0]\@peers" : "$label\@peers" }

sub request {
    my ($method, $number, $to, $body) = @_;
    return join "\r\n", "$method sip:$number\@$edge SIP/2.0",
      "Via: SIP/2.0/UDP $ip:$port;rport;branch=z9hG4bK$label-$number",
      "From: <sip:$from\@$ip>;tag=$label", "To: $to", 'Call-ID: ' . call_id($number),
      "CSeq: 1 $method", "Contact: <sip:$from\@$ip:$port>", 'Max-Forwards: 70',
      'Content-Type: application/sdp', 'Content-Length: ' . length $body, '', $body;
}

my $sdp = join "\r\n", 'v=0', "o=- 1 1 IN IP4 $ip", 's=-', "c=IN IP4 $ip", 't=0 0', 'm=audio 20000 RTP/SAVP 8',
  'a=rtpmap:8 PCMA/8000', 'a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:PS1uQCVeeCFCanVmcjkpPywjNWhcYD0mXXtxaVBR', '';

sub receive {
    my ($wait) = @_;
    while ($select->can_read($wait)) {
        $socket->recv(my $message, 65536) // next;
        my ($status) = $message =~ m{^SIP/2\.0 (\d+)} or next;
        my ($number) = $message =~ /^To:[^<]*<sip:([^@]+)@/mi or next;
        next if $status < 200;
        my ($to) = $message =~ /^To:\s*(.*?)\r$/mi;
        $socket->send(request('ACK', $number, $to, ''));
        $code{$number} //= $status;
        $wait = 0;
    }
}

for my $number (@numbers) {
    $socket->send(request('INVITE', $number, "<sip:$number\@$edge>", $sdp));
    receive(0.02);
}
my $end = time + 30;
receive(0.1) while keys %code < @numbers && time < $end;
print "$_ ", $code{$_} // 0, "\n" for @numbers;
