#!/usr/bin/env perl
# rtpengine nodes: one that misbehaves takes no calls, with none left there is 503; of two,
# the other one takes the calls of one that is lost, new ones at once and old ones with their
# next re-INVITE.
use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/../lib/perl";
use Media;
use Phones;
use Test::More;

my $part = "$stack{ACG_TOP}/tests/stack/part";
my ($ng, $second, $fake) = (2223, 2224, 2225);
my %running;
END { kill 'KILL', values %running; system($part, 'rtpengine', 'start'); system($part, 'kamailio', 'restart') }

sub start {
    my ($name, @command) = @_;
    my $pid = fork // die;
    if (!$pid) {
        open STDOUT, '>', "$stack{ACG_RUN}/log/$name.log";
        open STDERR, '>&', \*STDOUT;
        exec @command or die;
    }
    $running{$name} = $pid;
}

sub stop { my ($name) = @_; my $pid = delete $running{$name} or return; kill 'KILL', $pid; waitpid $pid, 0 }

sub gateway {
    my (%env) = @_;
    local @ENV{ keys %env } = values %env;
    system($part, 'kamailio', 'restart') == 0 or BAIL_OUT('the gateway does not start');
}

sub node { my ($n) = @_; my @nodes = split /\{/, rpc('acg.media.nodes'); my %n = $nodes[$n] =~ /(\w+): (.*)/g; return \%n }
sub counter { my ($name) = @_; my ($n) = rpc('cnt.get', 'acg_provision', $name) =~ /(\d+)/; return $n }

sub wait_for {
    my ($name, $seconds, $check) = @_;
    for (1 .. $seconds * 10) { return pass($name) if $check->(); select undef, undef, undef, 0.1 }
    fail($name);
    diag(rpc('acg.media.nodes'));
}

provision('zoom');
my ($operator, $cloud) = (phone('operator', 'operator phone'), phone('cloud', 'cloud phone'));

# ---- a node that misbehaves -------------------------------------------------------
my %reasons = (silent => [silent => qr/does not answer/], old => [bad => qr/more than the one suite/],
    'no-crypto' => [bad => qr/required/], plain => [bad => qr/transport/],
    'same-key' => [bad => qr/one leg's key/], through => [bad => qr/pass a secure leg|tampered/]);
for my $mode (sort keys %reasons) {
    my ($state, $reason) = @{ $reasons{$mode} };
    start("fake-$mode", "$FindBin::Bin/fake-node", $stack{ACG_IP}, $fake, $ng, $mode);
    gateway(ACG_RTPENGINE => "udp:$stack{ACG_IP}:$fake");
    is(node(1)->{state}, $state, "a node that is $mode is out from the start");
    like(node(1)->{reason}, $reason, "and it is said why");
    $operator->call(sdp => sdp('m=audio 40000 RTP/SAVP 8', crypto(1, new_key())));
    my $reply = $operator->expect('[3-6].. INVITE');
    is($reply && $reply->{code}, 503, 'with none left a call gets 503');
    $operator->ack($reply) if $reply;
    stop("fake-$mode");
}
like(rpc('cnt.grp_get_all', 'acg_provision'), qr/media_probes_failed/, 'there is a counter of failed probes');

# ---- two nodes ---------------------------------------------------------------------
start('rtpengine-2', 'rtpengine', "--config-file=$stack{ACG_TOP}/rtpengine-conf/rtpengine.conf",
    '--config-section=rtpengine', "--interface=$stack{ACG_IP}", "--listen-ng=$stack{ACG_IP}:$second",
    '--port-min=30000', '--port-max=31999');
gateway(ACG_RTPENGINE_2 => "1 == udp:$stack{ACG_IP}:$second");
wait_for('the second node is proven', 10, sub { node(2)->{state} eq 'good' });

sub on_second { my ($call) = @_; return relay_port($call->{offer}) < 40000 ? 1 : 0 }

# Calls by Call-ID go to either; take one on the first node.
my ($call, %seen);
for (1 .. 40) {
    $call = connect_call($operator, $cloud) or last;
    $seen{ on_second($call) }++;
    last if keys %seen == 2 && !on_second($call);
    $operator->hang_up($cloud);
}
is(scalar keys %seen, 2, 'calls are spread over both nodes');
is(exchange('talk', 'a', 'b', 50)->{whole}, 50, 'a call on the first node has audio');

system($part, 'rtpengine', 'stop');
my $before = time;
my $again = reconnect($operator, $cloud);
ok($again, 're-INVITE after the first node is lost');
SKIP: {
    skip 'no re-INVITE', 4 if !$again;
    is(on_second($again), 1, 'the call is anchored at the other one');
    isnt(answer_key($again->{offer}), answer_key($call->{offer}), 'under new keys');
    is(exchange('talk', 'a', 'b', 50)->{whole}, 50, 'audio goes on, caller to callee');
    is(exchange('talk', 'b', 'a', 50)->{whole}, 50, 'and callee to caller');
}
ok($operator->hang_up($cloud), 'it is hung up');
cmp_ok(time - $before, '<', 8, 'all that within eight seconds');
my $on_second = 0;
for (1 .. 4) {
    my $new = connect_call($operator, $cloud) or do { fail('the call goes on'); next };
    $on_second += on_second($new);
    $operator->hang_up($cloud);
}
is($on_second, 4, 'new calls go to the other node');

stop('rtpengine-2');
my $lost = 0;
for (1 .. 2) {
    $operator->call(sdp => sdp('m=audio 40000 RTP/SAVP 8', crypto(1, new_key())));
    my $reply = $operator->expect('[3-6].. INVITE', 6);
    $lost++ if $reply && $reply->{code} == 503;
    $operator->ack($reply) if $reply;
}
is($lost, 2, 'with both lost calls get 503');
is(node(1)->{state}, 'silent', 'the first node is silent');
cmp_ok(counter('media_nodes_out'), '>=', 2, 'and counted');
system($part, 'rtpengine', 'start');
wait_for('the first node comes back by itself', 15, sub { node(1)->{state} eq 'good' });
ok(connect_call($operator, $cloud), 'and takes calls');
$operator->hang_up($cloud);
done_testing;
