#!/usr/bin/env perl
# Every field of the records that the gateway writes as it is shipped: real calls, TLS on both
# sides, media through rtpengine. Numbers come in the operator's national form, so that what
# was received and what it means differ.
use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/../lib/perl";
use Media;
use Phones;
use Test::More;
use Time::HiRes qw(sleep time);
use Time::Local qw(timegm);

my $edge_log = "$stack{ACG_RUN}/log/%s-edge.log";
my $plan_shipped = q(country_code = NULL, national_prefix = '', international_prefix = '', output_form = 'e164');
END {
    local $?;
    sql("UPDATE acg.number_plan SET $plan_shipped WHERE peer = 'operator'; UPDATE acg.service SET refer = 'refused' WHERE name = 'zoom'");
    rpc('acg.provision.resync');
}
sql(q(UPDATE acg.number_plan SET country_code = '49', national_prefix = '0', international_prefix = '00',
  output_form = 'national' WHERE peer = 'operator'; UPDATE acg.service SET refer = 'to_cloud' WHERE name = 'zoom'));
provision('zoom');
my ($operator, $cloud) = (phone('operator', 'operator phone'), phone('cloud', 'cloud phone'));
my ($OURS, $OTHERS) = ($NUMBER, $STRANGER);
my ($OURS_AT_HOME, $OTHERS_AT_HOME) = map { s/^\+49/0/r } $OURS, $OTHERS;
@$operator{qw(from to)} = ($OTHERS_AT_HOME, $OURS_AT_HOME);

sub tag_of { return $_[0] =~ /;tag=([^;]+)/ ? $1 : 'none' }
sub instant {
    my ($y, $m, $d, $h, $min, $s, $fraction) = ($_[0] // '') =~ /^(\d+)-(\d+)-(\d+)T(\d+):(\d+):(\d+)(\.\d+)?\+00:00$/ or return -1;
    return timegm($s, $min, $h, $d, $m - 1, $y) + ($fraction // 0);
}

# What the far end of a side logged of the connection a call came or went by.
sub tls_of {
    my ($side, $event, $call_id) = @_;
    open my $log, '<', sprintf $edge_log, $side or return 'no log';
    for (reverse <$log>) { return "$1 $2" if /event=$event call-id=\Q$call_id\E tls=(\S+) cipher=(\S+)/ }
    return 'not logged';
}

# record_is(NAME, CALL_ID, {FIELD => VALUE...}): one record, and these fields have these values,
# undef is null.
sub record_is {
    my ($name, $call_id, $wanted) = @_;
    my $row = record($call_id);
    is_deeply({ map { $_ => $row->{$_} } keys %$wanted }, $wanted, $name);
    is(scalar(() = rpc('acg_retention.find', $call_id) =~ /^\{"/mg), 1, "$name: once");
    return $row;
}

sub between {
    my ($value, $from, $to, $name) = @_;
    # The wall clock of the record is read in microseconds.
    ok($value >= $from - 1e-6 && $value <= $to + 1e-6, $name) or diag("$value is not between $from and $to");
}

# What is true of every call of ours with the service.
my %ours = (node => $stack{ACG_NODE}, account => 'contoso', service => 'zoom', emergency => JSON::PP::false,
    cancel_crossed => JSON::PP::false, number => $OURS, other => $OTHERS);
my %of = (
    operator => { %ours, direction => 'to_cloud', caller => $OTHERS_AT_HOME, callee => $OURS_AT_HOME, inbound_media => 'SRTP AES_CM_128_HMAC_SHA1_80' },
    cloud => { %ours, direction => 'to_operator', caller => $OURS, callee => $OTHERS, inbound_media => 'SRTP AES_CM_128_HMAC_SHA1_80' },
);
my %unanswered = (answered_at => undef, talk_ms => 0, outbound_media => undef, codec => undef, map { $_ => undef } qw(mos jitter_ms loss_percent));

# --- answered, with media that both sides report on, each way

for ([$operator, $cloud], [$cloud, $operator]) {
    my ($caller, $callee) = @$_;
    my ($from, $to) = ($caller->{side}, $callee->{side});
    my %at = (begin => time);
    peer('open', 'a', $stack{ACG_IP}, 40000);
    peer('open', 'b', $stack{ACG_IP}, 40010);
    $caller->{media} = { name => 'a', port => 40000, key => new_key(), lines => ['a=rtcp-mux'] };
    $callee->{media} = { name => 'b', port => 40010, key => new_key(), lines => ['a=rtcp-mux'] };
    $caller->call(sdp => Media::description($caller));
    my $invite = $callee->expect('INVITE');
    $at{received} = time;
    $callee->respond($invite, 180);
    $caller->expect('180 INVITE');
    sleep 0.4;
    $at{answers} = time;
    $callee->respond($invite, 200, sdp => Media::description($callee));
    my $answer = $caller->expect('200 INVITE');
    $at{answered} = time;
    $caller->ack($answer);
    $callee->expect('ACK');
    Media::wire($callee, $invite->{body});
    Media::wire($caller, $answer->{body});
    exchange('talk', 'a', 'b', 50);
    exchange('talk', 'b', 'a', 50);
    for (1 .. 3) { peer('sender-report', $_, 0, 8) for qw(a b) }
    sleep 0.5;
    $at{hangs_up} = time;
    $caller->hang_up($callee);
    $at{over} = time;

    my $id = $caller->{dialog}{id};
    my $row = record_is("from the $from, answered", $id, { %{ $of{$from} }, code => 200, code_from => 'far_end', end_reason => 'bye',
        reason => 'Whatever', peer => $to, peers_tried => "$to:200", call_id => $id,
        from_tag => tag_of($caller->{dialog}{local}), to_tag => tag_of($callee->{dialog}{local}),
        inbound_tls => tls_of($from, 200, $id), outbound_tls => tls_of($to, 'INVITE', $callee->{dialog}{id}),
        outbound_media => 'SRTP AES_CM_128_HMAC_SHA1_80', codec => 'PCMA', packets => 106, mos => 4.4, loss_percent => 0, jitter_ms => 1,
        outbound_address => $stack{ 'ACG_' . uc($to) . '_PEER' } });
    like($row->{inbound_tls}, qr/^TLSv1\.3 TLS_AES_(?:128|256)_GCM_SHA(?:256|384)$/, 'the TLS is one of the policy');
    like($row->{inbound_address}, qr/^127\.\d+\.\d+\.\d+:\d+$/, 'the address it came from');
    like($row->{record_id}, qr/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/, 'a random UUID');
    is($row->{correlation}, $row->{record_id}, 'a call of one record correlates with itself');
    my ($started, $answered, $ended) = map { instant($row->{$_}) } qw(started_at answered_at ended_at);
    between($started, @at{qw(begin received)}, 'it started when the INVITE came');
    between($answered, @at{qw(answers answered)}, 'it was answered when the 200 came');
    between($ended, @at{qw(hangs_up over)}, 'it ended with the BYE');
    between($row->{ring_ms}, ($answered - $started) * 1000 - 5, ($answered - $started) * 1000 + 5, 'it rang in between');
    between($row->{talk_ms}, ($ended - $answered) * 1000 - 5, ($ended - $answered) * 1000 + 5, 'and talked');
    my $found = () = rpc('acg_retention.find', $OTHERS) =~ /"call_id":"\Q$id\E"/g;
    is($found, 1, 'it is found by the number at the other end, however that was written');
}

# --- refused by the far end

my $offer = sdp('m=audio 40000 RTP/SAVP 8', 'a=rtpmap:8 PCMA/8000', crypto(1, new_key()));
$operator->call(sdp => $offer);
my $invite = $cloud->expect('INVITE');
$cloud->respond($invite, 486);
my $reply = $operator->expect('486 INVITE');
$operator->ack($reply);
my $id = $operator->{dialog}{id};
record_is('refused by the far end', $id, { %{ $of{operator} }, %unanswered, code => 486, code_from => 'far_end', end_reason => 'failed',
    reason => 'Whatever', peer => 'cloud', packets => 0, peers_tried => 'cloud:486', from_tag => tag_of($operator->{dialog}{local}),
    to_tag => tag_of($cloud->{dialog}{local}), 
    outbound_tls => tls_of('cloud', 'INVITE', $cloud->{dialog}{id}), outbound_address => $stack{ACG_CLOUD_PEER} });

# --- cancelled while it rings

$operator->call(sdp => $offer);
$invite = $cloud->expect('INVITE');
$cloud->respond($invite, 180);
$operator->expect('180 INVITE');
$operator->request('CANCEL', cseq => $operator->{dialog}{cseq});
$cloud->respond($cloud->expect('CANCEL'), 200);
$cloud->respond($invite, 487);
$operator->ack($operator->expect('487 INVITE'));
my $row = record_is('cancelled', $operator->{dialog}{id}, { %{ $of{operator} }, %unanswered, code => 487, end_reason => 'cancelled',
    peer => 'cloud', packets => 0, peers_tried => 'cloud:487', outbound_tls => tls_of('cloud', 'INVITE', $cloud->{dialog}{id}) });
ok($row->{ring_ms} > 0 && instant($row->{ended_at}) > 0, 'it rang, and ended');

# --- refused here: the rule, and what was known by then

@$cloud{qw(from to)} = ('+4930199123', $OTHERS);
$cloud->call(sdp => $offer);
$cloud->ack($cloud->expect('403 INVITE'));
$row = record_is('refused here, for who calls', $cloud->{dialog}{id}, { %unanswered, node => $stack{ACG_NODE}, code => 403, code_from => 'gateway', end_reason => 'failed',
    reason => 'Calling Number Not Allowed', direction => 'to_operator', number => '+4930199123', other => $OTHERS, account => undef,
    service => undef, peer => undef, packets => undef, peers_tried => undef, outbound_tls => undef, outbound_address => undef,
    inbound_media => undef, caller => '+4930199123', callee => $OTHERS });
like($row->{to_tag}, qr/\S/, 'with the tag that the gateway answered with');
delete @$cloud{qw(from to)};
$cloud->call(sdp => sdp('m=audio 40000 RTP/AVP 8', 'a=rtpmap:8 PCMA/8000'));
$cloud->ack($cloud->expect('488 INVITE'));
record_is('refused here, for its media', $cloud->{dialog}{id}, { %{ $of{cloud} }, %unanswered, code => 488, code_from => 'gateway',
    end_reason => 'failed', reason => 'Media Not Acceptable Here', packets => undef, peer => undef, peers_tried => undef, outbound_tls => undef });

# --- an emergency call

$cloud->{to} = '112';
$cloud->call(sdp => $offer);
$operator->respond($operator->expect('INVITE'), 486);
$cloud->ack($cloud->expect('486 INVITE'));
record_is('an emergency call', $cloud->{dialog}{id}, { %{ $of{cloud} }, %unanswered, emergency => JSON::PP::true, reason => 'Emergency Call',
    callee => '112', other => '112', code => 486, code_from => 'far_end', packets => 0, peers_tried => 'operator:486' });
delete $cloud->{to};

# --- transferred: the operator's REFER reaches the cloud, which calls in the operator's
# target with Replaces

my $talk = connect_call($operator, $cloud);
my %first = (call => $operator->{dialog}{id}, at_cloud => $cloud->{dialog}{id}, to_tag => tag_of($cloud->{dialog}{local}),
    from_tag => tag_of($cloud->{dialog}{remote}));
$operator->request('REFER', headers => ["Refer-To: <sip:$OTHERS_AT_HOME\@$stack{ACG_IP}>"]);
$cloud->respond($cloud->expect('REFER'), 202);
ok($operator->expect('202 REFER'), 'a transfer is accepted');
my %kept_dialogs = map { $_->{side} => $_->{dialog} } $operator, $cloud;
$cloud->call(sdp => $offer, headers => ["Replaces: $first{at_cloud};to-tag=$first{from_tag};from-tag=$first{to_tag}"]);
$invite = $operator->expect('INVITE');
like($invite->{headers}{replaces}[0], qr/^\Q$first{call}\E;/, 'the call that replaces it names it by its own Call-ID');
$operator->respond($invite, 200, sdp => sdp('m=audio 40010 RTP/SAVP 8', 'a=rtpmap:8 PCMA/8000', crypto(1, new_key())));
$cloud->ack($cloud->expect('200 INVITE'));
$operator->expect('ACK');
my $second = $cloud->{dialog}{id};
$cloud->hang_up($operator);
$operator->{dialog} = $kept_dialogs{operator};
$cloud->{dialog} = $kept_dialogs{cloud};
$operator->hang_up($cloud);
record_is('the transferred call', $first{call}, { %{ $of{operator} }, code => 200, end_reason => 'transferred', peers_tried => 'cloud:200' });
record_is('the one that replaced it', $second, { %{ $of{cloud} }, code => 200, end_reason => 'bye', peers_tried => 'operator:200' });

is(sql('select count(*) from acg.cdr_open') + 0, 0, 'no call stands');
done_testing;
