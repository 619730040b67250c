#!/usr/bin/env perl
# What crosses while a call moves from place to place: a caller who gives up, a place that
# rings or answers after the call has left it, forks, calls side by side. Three phones behind
# wires (sites.sh), so that each message that the gateway sends is seen, and none that it does
# not; a place is silent for as long as a second before it is left.
use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/../lib/perl";
use JSON::PP;
use Media;
use Phones;
use Test::More;
use Time::HiRes 'time';

($NUMBER) = @ARGV;
my ($caller, $first, $second) = (wired('cloud', 'caller', 5561), wired('operator', 'first', 5361), wired('operator', 'second', 5461));

sub wired {
    my ($side, $name, $port) = @_;
    my ($phone, $edge) = ($port + 2, $port + 1);
    return phone($side, $name, address => "$stack{ACG_IP}:$phone", edge => "$stack{ACG_IP}:$edge",
        contact => "sip:phone\@$stack{ACG_IP}:$port;transport=tls");
}

# ---- words of the tests below ------------------------------------------------------

sub audio { my ($port, $key) = @_; return sdp("m=audio $port RTP/SAVP 8", 'a=rtpmap:8 PCMA/8000', crypto(1, $key // new_key())) }

sub is_up { return rpc('acg.peers') =~ /name: $_[0]\n(?:(?!\s*name: ).*\n)*?\s*state: up/ }
sub both_up {
    my $end = time + 10;
    select undef, undef, undef, 0.1 until (is_up('first') && is_up('second')) || time > $end;
}

# The call has reached the first place.
sub calls {
    both_up();
    $caller->call(sdp => audio(40000));
    return $first->expect('INVITE');
}

sub moves_on {
    my ($invite) = @_;
    $first->respond($invite, 503);
    $first->expect('ACK');
    return $second->expect('INVITE');
}

# PHONE is told to stop ringing, and does.
sub is_cancelled {
    my ($phone, $invite, $name) = @_;
    my $cancel = $phone->expect('CANCEL', 3);
    ok($cancel, "$name: CANCEL") or return;
    $phone->respond($cancel, 200);
    $phone->respond($invite, 487);
    ok($phone->expect('ACK'), "$name: ACK of its 487");
}

# PHONE has answered, and is hung up on at once.
sub is_hung_up {
    my ($phone, $name) = @_;
    my ($ack, $bye) = ($phone->expect('ACK'), $phone->expect('BYE'));
    ok($ack, "$name: ACK");
    ok($bye, "$name: BYE") or return;
    is("$ack->{headers}{cseq}[0], $bye->{headers}{cseq}[0]", '1 ACK, 2 BYE', "$name: in that order");
    is($bye->{headers}{'call-id'}[0], $phone->{dialog}{id}, "$name: of its call");
    like($bye->{headers}{to}[0], qr/;tag=\Q$phone->{dialog}{tag}\E$/, "$name: and its dialog");
    $phone->respond($bye, 200);
}

sub ends_with {
    my ($code, $name) = @_;
    my $final = $caller->expect("$code INVITE", 6);
    ok($final, "$name: the caller gets $code") and $caller->ack($final);
    return $final;
}

sub nothing_more {
    my ($name, @phones) = @_;
    for my $phone (@phones) {
        ok($phone->hears_nothing_like($phone == $caller ? '[2-6]\d\d INVITE|BYE' : 'INVITE|CANCEL|BYE', 0.4), "$name: $phone->{name} gets nothing more");
    }
}

# The only record of the caller's call, with these values.
sub recorded {
    my ($name, $dialog, %wanted) = @_;
    record($dialog->{id});
    my @records = map { decode_json($_) } rpc('acg_retention.find', $dialog->{id}) =~ /^(\{".*)$/mg;
    is(scalar @records, 1, "$name: one record");
    is_deeply({ map { $_ => $records[0]{$_} // '' } keys %wanted }, \%wanted, "$name: which says so");
}

# ---- a caller who gives up ------------------------------------------------------------

{
    my $name = 'CANCEL while the second rings';
    my $invite = moves_on(calls());
    $second->respond($invite, 180);
    $caller->expect('180 INVITE');
    $caller->cancel;
    is_cancelled($second, $invite, "$name: the second");
    ends_with(487, $name);
    nothing_more($name, $caller, $first, $second);
    recorded($name, $caller->{dialog}, code => 487, end_reason => 'cancelled', peers_tried => 'first:503,second:487');
}
{
    my $name = 'CANCEL while the first is tried';
    my $invite = calls();
    $caller->cancel;
    ok($first->hears_nothing_like('CANCEL', 0.3), "$name: none for who has not answered yet");
    $first->respond($invite, 180);
    is_cancelled($first, $invite, "$name: but when it rings,");
    ends_with(487, $name);
    nothing_more($name, $caller, $first, $second);
    recorded($name, $caller->{dialog}, code => 487, end_reason => 'cancelled');
}
{
    my $name = 'CANCEL while the first says nothing';
    my $invite = calls();
    $caller->cancel;
    ends_with(487, $name);
    nothing_more($name, $caller, $first, $second);
    $first->respond($invite, 180);
    is_cancelled($first, $invite, "$name: when it rings after all,");
    recorded($name, $caller->{dialog}, code => 487, end_reason => 'cancelled');
}
{
    my $name = 'CANCEL, and an answer later';
    my $invite = calls();
    $caller->cancel;
    ends_with(487, $name);
    $first->respond($invite, 200, sdp => audio(40010));
    is_hung_up($first, "$name: the first");
    nothing_more($name, $caller, $second);
    recorded($name, $caller->{dialog}, code => 487, end_reason => 'cancelled');
}

# ---- a place that is late -------------------------------------------------------------

{
    my $name = 'the first answers when the second rings';
    my ($a, $b) = (new_key(), new_key());
    both_up();
    $caller->call(sdp => audio(40000, $a));
    my $late = $first->expect('INVITE');
    my $invite = $second->expect('INVITE');
    $second->respond($invite, 180);
    $caller->expect('180 INVITE');
    $first->respond($late, 200, sdp => audio(40010));
    is_hung_up($first, "$name: the first");
    nothing_more($name, $caller, $second);
    $second->respond($invite, 200, sdp => audio(40020, $b));
    my $ok = ends_with(200, $name);
    ok($second->expect('ACK'), "$name: the second has the call");
    endpoint('a', 40000, $a, $ok->{body});
    endpoint('b', 40020, $b, $invite->{body});
    is(exchange('talk', 'a', 'b', 30)->{whole} + exchange('talk', 'b', 'a', 30)->{whole}, 60, "$name: and its media");
    ok($caller->hang_up($second), "$name: until the caller hangs up");
    nothing_more($name, $caller, $first);
    recorded($name, $caller->{dialog}, code => 200, end_reason => 'bye', peer => 'second', peers_tried => 'first:408,second:200');
}
{
    my $name = 'the first rings when the second does';
    my $late = calls();
    my $invite = $second->expect('INVITE');
    $second->respond($invite, 180);
    $caller->expect('180 INVITE');
    $first->respond($late, 183, sdp => audio(40010));
    is_cancelled($first, $late, "$name: the first");
    ok($caller->hears_nothing_like('183 INVITE', 0.3), "$name: the caller hears nothing of it");
    $second->respond($invite, 486);
    ends_with(486, $name);
    recorded($name, $caller->{dialog}, code => 486, end_reason => 'failed', peers_tried => 'first:408,second:486');
}
{
    my $name = 'the first answers when the call is over';
    my $late = calls();
    ok($second->expect('INVITE'), "$name: the second says nothing, either");
    ends_with(408, $name);
    $first->respond($late, 200, sdp => audio(40010));
    is_hung_up($first, "$name: the first");
    nothing_more($name, $caller);
    recorded($name, $caller->{dialog}, code => 408, end_reason => 'failed', peers_tried => 'first:408,second:408');
}

{
    my $name = 'the second asks another call for time meanwhile';
    calls();
    my @slow = @$caller{qw(dialog branch)};
    $caller->call(sdp => audio(40000));
    my $invite = moves_on($first->expect('INVITE'));
    $second->respond($invite, 503, headers => ['Retry-After: 2']);
    $second->expect('ACK');
    ends_with(503, "$name: that");
    my $that = $caller->{dialog};
    @$caller{qw(dialog branch)} = @slow;
    ends_with(408, "$name: the one before");
    nothing_more($name, $second);
    recorded("$name: the one before", $caller->{dialog}, code => 408, peers_tried => 'first:408');
    recorded("$name: that", $that, code => 503, peers_tried => 'first:503,second:503');
}

# ---- forks, and calls side by side ----------------------------------------------------

{
    my $name = 'forks behind both places';
    my $invite = calls();
    $first->respond($invite, 180, tag => 'first-a');
    $first->respond($invite, 180, tag => 'first-b');
    $invite = moves_on($invite);
    $second->respond($invite, 180, tag => 'second-a');
    $second->respond($invite, 180, tag => 'second-b');
    $second->{dialog}{tag} = 'second-b';
    $second->{dialog}{local} =~ s/(;tag=.*)?$/;tag=second-b/;
    $second->respond($invite, 200, tag => 'second-b', sdp => audio(40020));
    my $ok = ends_with(200, $name);
    like($ok->{headers}{to}[0], qr/;tag=second-b$/, "$name: of the fork that answered");
    is(join(' ', @{ $caller->{passed} }), join(' ', ('180 INVITE') x 4), "$name: each fork is heard ringing");
    ok($second->expect('ACK'), "$name: it has the call");
    ok($caller->hang_up($second), "$name: until the caller hangs up");
    recorded($name, $caller->{dialog}, code => 200, end_reason => 'bye', peers_tried => 'first:503,second:200');
}
{
    my $name = 'eight calls to one number at once';
    both_up();
    my (%call, %code);
    my $caller_of = sub { $_[0]{headers}{from}[0] =~ /;tag=(.*)/; $1 };
    my $collect = sub {
        my ($phone, $what, $n) = @_;
        my %m;
        for (1 .. $n) { my $m = $phone->expect($what, 3) or last; $m{ $caller_of->($m) } = $m }
        return \%m;
    };
    for (1 .. 8) {
        $caller->call(sdp => audio(40000));
        $call{ $1 } = { dialog => $caller->{dialog}, branch => $caller->{branch} } if $caller->{dialog}{local} =~ /;tag=(.*)/;
    }
    my @tags = sort keys %call;
    my $at_first = $collect->($first, 'INVITE', 8);
    is_deeply([ sort keys %$at_first ], \@tags, "$name: each is tried at the first place, once");
    my %wanted = map { $tags[$_] => (qw(486 503 603 503 404 503 486 503))[$_] } 0 .. 7;
    $first->respond($at_first->{$_}, $wanted{$_}) for @tags;
    my @moved = grep { $wanted{$_} == 503 } @tags;
    my $at_second = $collect->($second, 'INVITE', 4);
    is_deeply([ sort keys %$at_second ], \@moved, "$name: those with 503 at the second, too");
    $second->respond($at_second->{$_}, $wanted{$_} = 480) for @moved;
    my $final = $collect->($caller, '[3-6]\d\d INVITE', 8);
    is_deeply({ map { $_ => $final->{$_}{code} } keys %$final }, \%wanted, "$name: each ends as its last place says");
    for (@tags) {
        @$caller{qw(dialog branch)} = @{ $call{$_} }{qw(dialog branch)};
        $caller->ack($final->{$_});
    }
    nothing_more($name, $caller);
    my %moved = map { $_ => 1 } @moved;
    recorded("$name, $wanted{$_}", $call{$_}{dialog}, code => $wanted{$_},
        peers_tried => $moved{$_} ? 'first:503,second:480' : "first:$wanted{$_}") for @tags;
}
done_testing;
