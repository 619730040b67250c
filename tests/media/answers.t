#!/usr/bin/env perl
# Which answers become a call, in a 200, a 183, to a re-INVITE, an UPDATE, in the ACK of a
# late offer and in a PRACK. One that breaks the policy reaches nobody, both sides are hung
# up, and the record says which rule it was.
use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/../lib/perl";
use Phones;
use Test::More;

my ($key, $key2) = (new_key(), new_key());
my $savp = 'm=audio 40010 RTP/SAVP 8';
my $map = 'a=rtpmap:8 PCMA/8000';
my $offered; # the line that the answering phone was offered

my @rows = (
    ['the suite', 'ok', $savp, $map, crypto(1, $key)],
    ['with lifetime 2^31', 'ok', $savp, $map, crypto(1, "$key|2^31")],
    ['with MKI, as Teams', 'ok', $savp, $map, crypto(1, "$key|1:1")],
    ['with rtcp-mux', 'ok', $savp, $map, 'a=rtcp-mux', crypto(1, $key)],
    ['inactive', 'ok', $savp, $map, 'a=inactive', crypto(1, $key)],
    ['plain RTP', 'transport', 'm=audio 40010 RTP/AVP 8', $map],
    ['plain RTP with crypto', 'transport', 'm=audio 40010 RTP/AVP 8', $map, crypto(1, $key)],
    ['SAVPF', 'transport', 'm=audio 40010 RTP/SAVPF 8', $map, crypto(1, $key)],
    ['DTLS', 'transport', 'm=audio 40010 UDP/TLS/RTP/SAVP 8', $map, 'a=fingerprint:SHA-1 00:11'],
    ['SAVP without crypto', 'no-crypto', $savp, $map],
    ['another suite', 'crypto-suite', $savp, $map, "a=crypto:1 AES_CM_128_HMAC_SHA1_32 inline:$key"],
    ['NULL', 'crypto-suite', $savp, $map, "a=crypto:1 NULL_HMAC_SHA1_80 inline:$key"],
    ['a tag that was not offered', 'crypto-tag', $savp, $map, crypto(2, $key)],
    ['two lines', 'crypto-answers', $savp, $map, crypto(1, $key), crypto(2, $key2)],
    ['UNENCRYPTED_SRTP', 'crypto-parameter', $savp, $map, crypto(1, $key) . ' UNENCRYPTED_SRTP'],
    ['UNENCRYPTED_SRTCP', 'crypto-parameter', $savp, $map, crypto(1, $key) . ' UNENCRYPTED_SRTCP'],
    ['UNAUTHENTICATED_SRTP', 'crypto-parameter', $savp, $map, crypto(1, $key) . ' UNAUTHENTICATED_SRTP'],
    ['short key', 'crypto-key', $savp, $map, crypto(1, 'WVNfX19zZW1jdGwgKCkgew==')],
    ['a key of zeros', 'crypto-zero-key', $savp, $map, crypto(1, 'A' x 40)],
    ['the key that it was offered', 'crypto-foreign-key', $savp, $map, sub { $offered }],
    ['fingerprint beside it', 'other-keying', $savp, $map, crypto(1, $key), 'a=fingerprint:SHA-1 00:11'],
    ['ZRTP beside it', 'other-keying', $savp, $map, crypto(1, $key), 'a=zrtp-hash:1.10 0011'],
    ['one section more', 'sections', $savp, $map, crypto(1, $key), 'm=audio 0 RTP/SAVP 8'],
    ['video', 'not-audio', 'm=video 40010 RTP/SAVP 96', crypto(1, $key)],
    ['nothing but port 0', 'no-audio', 'm=audio 0 RTP/SAVP 8'],
);

provision('zoom');
my %other = (operator => 'cloud', cloud => 'operator');
my %phone = map { $_ => phone($_, "$_ phone") } keys %other;

sub offer { return sdp('m=audio 40000 RTP/SAVP 8', $map, crypto(1, new_key())) }
sub good { return sdp($savp, $map, crypto(1, new_key())) }
sub lines { return sdp(map { ref ? $_->() : $_ } @_) }
sub reason { my ($phone) = @_; return $phone->{dialog}{id} }

sub remember_offer { ($offered) = $_[0]{body} =~ /^(a=crypto:.*?)\r?$/m; return $_[0] }

# Both are hung up on.
sub ended {
    my ($a, $b) = @_;
    for my $phone ($a, $b) {
        next if grep { $_ eq 'BYE' } @{ $phone->{passed} };
        my $bye = $phone->expect('BYE', 6) or return "$phone->{name} is not hung up on";
        $phone->respond($bye, 200);
    }
    return 'ended';
}

# An answer in the 200 of a new call.
sub in_200 {
    my ($caller, $callee, @lines) = @_;
    $caller->call(sdp => offer());
    my $invite = remember_offer($callee->expect('INVITE') // return 'no INVITE');
    $callee->respond($invite, 200, sdp => lines(@lines));
    my $ok = $caller->expect('200 INVITE') or return 'no 200';
    $caller->ack($ok);
    $callee->expect('ACK');
    return ended($caller, $callee) if $ok->{body} eq '';
    $caller->hang_up($callee);
    return 'ok';
}

# The same in the 200 of a re-INVITE, asked by $asks.
sub in_reinvite {
    my ($caller, $callee, $asks, @lines) = @_;
    $caller->call(sdp => offer());
    my $invite = $callee->expect('INVITE') or return 'no INVITE';
    $callee->respond($invite, 200, sdp => good());
    $caller->ack($caller->expect('200 INVITE') // return 'no 200');
    $callee->expect('ACK');
    my $answers = $asks == $caller ? $callee : $caller;
    $asks->request('INVITE', sdp => offer());
    $invite = remember_offer($answers->expect('INVITE') // return 'no re-INVITE');
    $answers->respond($invite, 200, sdp => lines(@lines));
    my $ok = $asks->expect('200 INVITE') or return 'no 200';
    $asks->ack($ok);
    $answers->expect('ACK');
    return ended($caller, $callee) if $ok->{body} eq '';
    $caller->hang_up($callee);
    return 'ok';
}

# A late offer of the callee, answered in the ACK.
sub in_ack {
    my ($caller, $callee, @lines) = @_;
    $caller->call();
    my $invite = $callee->expect('INVITE') or return 'no INVITE';
    $callee->respond($invite, 200, sdp => offer());
    my $ok = remember_offer($caller->expect('200 INVITE') // return 'no 200');
    $caller->ack($ok, sdp => lines(@lines));
    my $ack = $callee->expect('ACK') or return 'no ACK';
    return ended($caller, $callee) if $ack->{body} eq '';
    $caller->hang_up($callee);
    return 'ok';
}

# A late offer in a reliable 183, answered in the PRACK: refused there, the call is given up.
sub in_prack {
    my ($caller, $callee, @lines) = @_;
    $caller->call(headers => ['Supported: 100rel']);
    my $invite = $callee->expect('INVITE') or return 'no INVITE';
    $callee->respond($invite, 183, sdp => offer(), headers => ['Require: 100rel', 'RSeq: 1']);
    my $ringing = remember_offer($caller->expect('183 INVITE') // return 'no 183');
    $caller->request('PRACK', sdp => lines(@lines), headers => ["RAck: 1 $ringing->{cseq} INVITE"]);
    my ($prack, $no);
    for (1 .. 40) {
        last if ($prack = $callee->receive(0.05)) || ($no = $caller->receive(0.05));
    }
    if (!$prack) {
        return 'no 488' if !$no || "$no->{code} $no->{method}" ne '488 PRACK';
        $callee->respond($invite, 480);
        $callee->expect('ACK');
        $caller->ack($caller->expect('480 INVITE') // return 'no 480');
        return 'ended';
    }
    $callee->respond($prack, 200);
    $caller->expect('200 PRACK');
    $callee->respond($invite, 200);
    $caller->ack($caller->expect('200 INVITE') // return 'no 200');
    $callee->expect('ACK');
    $caller->hang_up($callee);
    return $prack->{body} =~ /a=crypto/ ? 'ok' : 'PRACK without SDP';
}

sub in_update {
    my ($caller, $callee, @lines) = @_;
    $caller->call(sdp => offer());
    my $invite = $callee->expect('INVITE') or return 'no INVITE';
    $callee->respond($invite, 200, sdp => good());
    $caller->ack($caller->expect('200 INVITE') // return 'no 200');
    $callee->expect('ACK');
    $callee->request('UPDATE', sdp => offer());
    my $update = remember_offer($caller->expect('UPDATE') // return 'no UPDATE');
    $caller->respond($update, 200, sdp => lines(@lines));
    my $ok = $callee->expect('200 UPDATE') or return 'no 200';
    return ended($caller, $callee) if $ok->{body} eq '';
    $caller->hang_up($callee);
    return 'ok';
}

my %recorded;
for my $from (qw(operator cloud)) {
    my ($caller, $callee) = @phone{ $from, $other{$from} };
    for (@rows) {
        my ($name, $rule, @lines) = @$_;
        my $wanted = $rule eq 'ok' ? 'ok' : 'ended';
        is(in_200($caller, $callee, @lines), $wanted, "from the $from, in a 200: $name");
        $recorded{ reason($caller) } = $rule if $rule ne 'ok';
        is(in_reinvite($caller, $callee, $caller, @lines), $wanted, "to a re-INVITE of the caller: $name");
        is(in_reinvite($caller, $callee, $callee, @lines), $wanted, "to a re-INVITE of the callee: $name");
        is(in_ack($caller, $callee, @lines), $wanted, "in the ACK of a late offer: $name");
        is(in_update($caller, $callee, @lines), $wanted, "to an UPDATE of the callee: $name");
        is(in_prack($caller, $callee, @lines), $wanted, "in a PRACK: $name");
    }
}

# The records of the calls whose first answer was bad.
my %rows = map { $_ => record($_)->{reason} } keys %recorded;
is_deeply(\%rows, { map { $_ => "Answer Broke The Media Policy: $recorded{$_}" } keys %recorded }, 'each record names the rule');
done_testing;
