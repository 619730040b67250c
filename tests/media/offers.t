#!/usr/bin/env perl
# Which offers are let through and which are refused, in both directions, by the caller and,
# within a call, by either side. What is refused reaches nobody, and the answer names the
# rule; what is let through arrives as SRTP with the one suite, under a key of the gateway's.
use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/../lib/perl";
use Phones;
use Test::More;

my $key = 'WVNfX19zZW1jdGwgKCkgewkyMjA7fQp9CnVubGVz';
my $key2 = 'd0RmdmcmVCspeEc3QGZiNWpVLFJhQX1cfHAwJSoj';
# The callee's: a key that the other leg has is refused.
my %callee_key = ($key => reverse($key) . '', $key2 => reverse($key2) . '');
my $savp = 'm=audio 40000 RTP/SAVP 8 0 101';
my @map = ('a=rtpmap:8 PCMA/8000', 'a=rtpmap:101 telephone-event/8000');
my $s80 = crypto(1, $key);
my $s32 = "a=crypto:2 AES_CM_128_HMAC_SHA1_32 inline:$key2";
my $gcm = "a=crypto:3 AEAD_AES_256_GCM inline:${key2}abcdabcdabcdabcd";
my $prefix = 'a=crypto:1 AES_CM_128_HMAC_SHA1_80';

# name, rule (ok: let through), lines
my @rows = (
    ['the suite alone', 'ok', $savp, @map, $s80],
    ['the suite first', 'ok', $savp, @map, $s80, $s32],
    ['the suite last', 'ok', $savp, @map, $s32, crypto(9, $key)],
    ['GCM, S32, then the suite', 'ok', $savp, @map, $gcm, $s32, $s80],
    ['Zoom: four suites, ours third', 'ok', $savp, @map, "a=crypto:1 AEAD_AES_256_GCM inline:${key}abcdabcdabcdabcd",
        "a=crypto:2 AES_256_CM_HMAC_SHA1_80 inline:${key}abcdabcdabcdabcdabcdab", crypto(3, $key),
        "a=crypto:4 AES_CM_128_HMAC_SHA1_32 inline:$key2"],
    ['Teams: S32 as tag 0, rtcp-mux, lifetime', 'ok', $savp, @map, 'a=rtcp-mux', 'a=rtcp:40001',
        "a=crypto:0 AES_CM_128_HMAC_SHA1_32 inline:$key2|2^31", crypto(1, "$key|2^31")],
    ['lifetime 2^20', 'ok', $savp, @map, crypto(1, "$key|2^20")],
    ['lifetime 2^48', 'ok', $savp, @map, crypto(1, "$key|2^48")],
    ['lifetime 1048576', 'ok', $savp, @map, crypto(1, "$key|1048576")],
    ['MKI', 'ok', $savp, @map, crypto(1, "$key|1:4")],
    ['lifetime and MKI', 'ok', $savp, @map, crypto(1, "$key|2^20|1:4")],
    ['tag 0', 'ok', $savp, @map, crypto(0, $key)],
    ['tag 999999999', 'ok', $savp, @map, crypto(999999999, $key)],
    ['a bad line before a good one', 'ok', $savp, @map, "$s80 UNENCRYPTED_SRTP", crypto(2, $key2)],
    ['a short key before a good one', 'ok', $savp, @map, "$prefix inline:WVNfX19zZW1jdGwgKCkgew==", crypto(2, $key2)],
    ['two good lines', 'ok', $savp, @map, $s80, crypto(2, $key2)],
    ['video that is off', 'ok', $savp, @map, $s80, 'm=video 0 RTP/AVP 96'],
    ['fax that is off', 'ok', $savp, @map, $s80, 'm=image 0 udptl t38'],
    ['hold: inactive', 'ok', $savp, @map, $s80, 'a=inactive'],
    ['hold: sendonly', 'ok', $savp, @map, $s80, 'a=sendonly'],
    ['comfort noise', 'ok', 'm=audio 40000 RTP/SAVP 8 13', 'a=rtpmap:8 PCMA/8000', 'a=rtpmap:13 CN/8000', $s80],
    ['S32 alone', 'crypto-suite', $savp, @map, $s32],
    ['GCM alone', 'crypto-suite', $savp, @map, $gcm],
    ['NULL alone', 'crypto-suite', $savp, @map, "a=crypto:1 NULL_HMAC_SHA1_80 inline:$key"],
    ['F8 alone', 'crypto-suite', $savp, @map, "a=crypto:1 F8_128_HMAC_SHA1_80 inline:$key"],
    ['AES-256 alone', 'crypto-suite', $savp, @map, "a=crypto:1 AES_256_CM_HMAC_SHA1_80 inline:${key}abcdabcdabcdabcdabcdab"],
    ['an unknown suite', 'crypto-suite', $savp, @map, "a=crypto:1 ROT13 inline:$key"],
    ['lower-case suite', 'crypto-syntax', $savp, @map, "a=crypto:1 aes_cm_128_hmac_sha1_80 inline:$key"],
    ['SAVP without crypto', 'no-crypto', $savp, @map],
    ['plain RTP', 'transport', 'm=audio 40000 RTP/AVP 8'],
    ['opportunistic SRTP (RFC 8643)', 'transport', 'm=audio 40000 RTP/AVP 8', $s80],
    ['SAVPF', 'transport', 'm=audio 40000 RTP/SAVPF 8', $s80],
    ['AVPF', 'transport', 'm=audio 40000 RTP/AVPF 8', $s80],
    ['DTLS transport', 'transport', 'm=audio 40000 UDP/TLS/RTP/SAVP 8', $s80],
    ['fingerprint beside the suite', 'other-keying', $savp, $s80, 'a=fingerprint:SHA-1 00:11:22', 'a=setup:actpass'],
    ['setup alone', 'other-keying', $savp, $s80, 'a=setup:actpass'],
    ['ZRTP', 'other-keying', $savp, $s80, 'a=zrtp-hash:1.10 00112233'],
    ['MIKEY', 'other-keying', $savp, $s80, 'a=key-mgmt:mikey AQAFgM0XflABAAAAAAAAAAAAAAsAyONQ6gAAAAAGA'],
    ['k= line', 'other-keying', $savp, 'k=clear:secret', $s80],
    ['capability negotiation', 'other-keying', $savp, $s80, 'a=tcap:1 RTP/AVP'],
    ['crypto at session level', 'crypto-session-level', $s80, $savp, $s80],
    ['lifetime 2^49', 'crypto-lifetime', $savp, crypto(1, "$key|2^49")],
    ['lifetime 0', 'crypto-lifetime', $savp, crypto(1, "$key|0")],
    ['empty lifetime', 'crypto-lifetime', $savp, crypto(1, "$key|")],
    ['MKI of 300 bytes', 'crypto-mki', $savp, crypto(1, "$key|1:300")],
    ['MKI of 0 bytes', 'crypto-mki', $savp, crypto(1, "$key|1:0")],
    ['UNENCRYPTED_SRTP', 'crypto-parameter', $savp, "$s80 UNENCRYPTED_SRTP"],
    ['UNENCRYPTED_SRTCP', 'crypto-parameter', $savp, "$s80 UNENCRYPTED_SRTCP"],
    ['UNAUTHENTICATED_SRTP', 'crypto-parameter', $savp, "$s80 UNAUTHENTICATED_SRTP"],
    ['KDR=1', 'crypto-parameter', $savp, "$s80 KDR=1"],
    ['WSH=64', 'crypto-parameter', $savp, "$s80 WSH=64"],
    ['FEC_ORDER', 'crypto-parameter', $savp, "$s80 FEC_ORDER=FEC_SRTP"],
    ['an unknown mandatory parameter', 'crypto-parameter', $savp, "$s80 FUTURE=1"],
    ['two keys', 'crypto-second-key', $savp, crypto(1, "$key;inline:$key2")],
    ['two keys with MKI', 'crypto-second-key', $savp, crypto(1, "$key|2^20|1:4;inline:$key2|2^20|2:4")],
    ['a key of zeros', 'crypto-zero-key', $savp, crypto(1, 'A' x 40)],
    ['key of 16 bytes', 'crypto-key', $savp, crypto(1, 'WVNfX19zZW1jdGwgKCkgew==')],
    ['key of 29 bytes', 'crypto-key', $savp, crypto(1, substr($key, 0, 39) . '=')],
    ['key of 31 bytes', 'crypto-key', $savp, crypto(1, "${key}QQ==")],
    ['key of 46 bytes', 'crypto-key', $savp, crypto(1, "${key}abcdabcdabcdabcdabcdab==")],
    ['bad base64', 'crypto-key', $savp, crypto(1, substr($key, 0, 39) . '*')],
    ['uri: key method', 'crypto-key', $savp, "$prefix uri:https://keys.example/1"],
    ['INLINE in capitals', 'crypto-key', $savp, "$prefix INLINE:$key"],
    ['two spaces', 'crypto-parameter', $savp, "$prefix  inline:$key"],
    ['a tag of eleven digits', 'crypto-syntax', $savp, crypto(99999999999, $key)],
    ['a tag that is no number', 'crypto-syntax', $savp, crypto('x', $key)],
    ['the same tag twice', 'crypto-tag', $savp, $s80, crypto(1, $key2)],
    ['video in clear beside it', 'not-audio', $savp, $s80, 'm=video 40002 RTP/AVP 96'],
    ['video with SRTP beside it', 'not-audio', $savp, $s80, 'm=video 40002 RTP/SAVP 96', crypto(1, $key2)],
    ['a second audio without crypto', 'no-crypto', $savp, $s80, 'm=audio 40002 RTP/SAVP 8'],
    ['a second audio in clear', 'transport', $savp, $s80, 'm=audio 40002 RTP/AVP 8'],
    ['BFCP', 'not-audio', $savp, $s80, 'm=application 40004 UDP/BFCP *'],
    ['T.38 beside audio', 'not-audio', $savp, $s80, 'm=image 40004 udptl t38'],
    ['T.38 instead of audio', 'not-audio', 'm=audio 0 RTP/SAVP 8', 'm=image 40004 udptl t38'],
    ['everything off', 'no-audio', 'm=audio 0 RTP/SAVP 8'],
    ['no media at all', 'no-audio'],
    ['an empty line within', 'sdp-malformed', $savp, '', $s80],
);

cmp_ok(scalar @rows, '>=', 60, 'the table has ' . @rows . ' rows');
provision('zoom');
my %other = (operator => 'cloud', cloud => 'operator');
my %phone = map { $_ => phone($_, "$_ phone") } keys %other;

# What arrives keeps the profile: one line, our suite, not the sender's key.
sub is_secure {
    my ($sdp) = @_;
    my @lines = $sdp =~ /^(a=crypto:.*?)\r?$/mg;
    return @lines == 1 && $lines[0] =~ /^a=crypto:\d+ AES_CM_128_HMAC_SHA1_80 inline:[A-Za-z0-9+\/]{40}$/
      && !grep({ $lines[0] =~ /\Q$_\E/ } %callee_key) && $sdp =~ /^m=audio \d+ RTP\/SAVP /m && $sdp !~ /RTP\/AVP (?!96)/;
}

# A call attempt with that offer.
sub attempt {
    my ($from, $rule, @lines) = @_;
    my ($caller, $callee) = @phone{ $from, $other{$from} };
    $caller->call(sdp => sdp(@lines));
    if ($rule ne 'ok') {
        my $reply = $caller->expect('[2-6].. INVITE') or return 'no reply';
        $caller->ack($reply);
        return "$reply->{code} " . Phones::rule($reply);
    }
    my $invite = $callee->expect('INVITE') or return 'did not arrive';
    $callee->respond($invite, 486);
    $callee->expect('ACK');
    $caller->ack($caller->expect('486 INVITE') // return 'no 486');
    return is_secure($invite->{body}) ? '486 ok' : "insecure: $invite->{body}";
}

# A call between them, with SRTP.
sub established {
    my ($caller, $callee) = @_;
    $caller->call(sdp => sdp($savp, @map, crypto(1, new_key())));
    my $invite = $callee->expect('INVITE') or return;
    $callee->respond($invite, 200, sdp => sdp('m=audio 40010 RTP/SAVP 8', 'a=rtpmap:8 PCMA/8000', crypto(1, new_key())));
    $caller->ack($caller->expect('200 INVITE') // return);
    return $callee->expect('ACK');
}

sub of_callee {
    return map { my $line = $_; $line =~ s/\Q$_\E/$callee_key{$_}/g for keys %callee_key; $line } @_;
}

# The same as an offer within the call.
sub again {
    my ($self, $peer, $rule, @lines) = @_;
    $self->request('INVITE', sdp => sdp(@lines));
    if ($rule ne 'ok') {
        my $reply = $self->expect('[2-6].. INVITE') or return 'no reply';
        $self->ack($reply);
        return "$reply->{code} " . Phones::rule($reply);
    }
    my $invite = $peer->expect('INVITE') or return 'did not arrive';
    $peer->respond($invite, 486);
    $peer->expect('ACK');
    $self->ack($self->expect('486 INVITE') // return 'no 486');
    return is_secure($invite->{body}) ? '486 ok' : "insecure: $invite->{body}";
}

for my $from (qw(operator cloud)) {
    for (@rows) {
        my ($name, $rule, @lines) = @$_;
        is(attempt($from, $rule, @lines), $rule eq 'ok' ? '486 ok' : "488 $rule", "from the $from: $name");
    }
    my ($caller, $callee) = @phone{ $from, $other{$from} };
    ok(established($caller, $callee), "a call from the $from is up");
    for (@rows) {
        my ($name, $rule, @lines) = @$_;
        my $wanted = $rule eq 'ok' ? '486 ok' : "488 $rule";
        is(again($caller, $callee, $rule, @lines), $wanted, "re-INVITE of the caller, $from: $name");
        is(again($callee, $caller, $rule, of_callee(@lines)), $wanted, "re-INVITE of the callee, $other{$from}: $name");
    }
    ok($caller->hang_up($callee), 'and it is hung up as any other');
}
done_testing;
