#!/usr/bin/env perl
# Transcoded calls at once: 5 % of the calls at once, of an account and of the deployment. What
# cannot be without transcoding gets 503 then; what can goes on with its own codecs alone. A
# call whose two ends agree on a codec gives its place back. Emergency calls are exempt.
use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/../lib/perl";
use Phones;
use Test::More;

my $part = "$stack{ACG_TOP}/tests/stack/part";
{
    local $ENV{ACG_CLOUD_CODECS} = 'PCMU,G722';
    local $ENV{ACG_OPERATOR_CODECS} = 'PCMU,G722';
    system($part, 'kamailio', 'restart') == 0 or BAIL_OUT('the gateway does not start');
}
END {
    sql("UPDATE acg.deployment SET max_transcoded = NULL; UPDATE acg.account SET users = NULL, max_transcoded = NULL WHERE name = 'contoso'");
    system($part, 'kamailio', 'restart');
}

provision('zoom');
my ($operator, $cloud) = (phone('operator', 'operator phone'), phone('cloud', 'cloud phone'));
my %name = (0 => 'PCMU', 8 => 'PCMA', 9 => 'G722');

sub set_up { sql("UPDATE $_[0]"); rpc('acg.provision.resync') }
sub counted { my ($n) = rpc('cnt.get', 'acg_provision', $_[0]) =~ /(\d+)/; return $n }
sub audio { my ($port, @formats) = @_; return sdp("m=audio $port RTP/SAVP @formats", crypto(1, new_key())) }

# The speech codecs of an SDP.
sub codecs {
    my ($formats) = $_[0]{body} =~ m{^m=audio \d+ RTP/SAVP (.*?)\r$}m;
    return join ' ', sort map { $name{$_} // () } split ' ', $formats // '';
}

# up(CODECS_OFFERED, CODEC_ANSWERED): a call from the operator stands; what the cloud was offered.
sub up {
    my ($offered, $answered) = @_;
    $operator->call(sdp => audio(40000, @$offered));
    my $invite = $cloud->expect('INVITE') or return 'no call';
    $cloud->respond($invite, 200, sdp => audio(40010, $answered));
    $operator->ack($operator->expect('200 INVITE') // return 'no answer');
    $cloud->expect('ACK');
    return codecs($invite);
}

# refused(REASON, NAME): a call that must be transcoded.
sub refused {
    my ($rule, $reason, $name) = @_;
    my $earlier = counted("refused_$rule");
    $operator->call(sdp => audio(40000, 8));
    my $reply = $operator->expect('503 INVITE') or return fail($name);
    like($reply->{headers}{'retry-after'}[0], qr/^\d+$/, "$name: 503 with Retry-After");
    is(counted("refused_$rule"), $earlier + 1, "$name: counted");
    is_deeply([ @{ record($operator->{dialog}{id}) }{qw(code code_from reason)} ], [ 503, 'gateway', $reason ], "$name: recorded with its reason");
}

# --- an account of 100 users: 15 calls at once, one of them transcoded
set_up("acg.account SET users = 100 WHERE name = 'contoso'");
is(up([8], 9), 'G722 PCMA PCMU', 'a call with PCMA is offered further codecs');
is(counted('transcoded_calls'), 1, 'its answer is another one: a transcoded call');
my $first = $operator->{dialog};
refused('account_transcoded', 'Too Many Transcoded Calls Of Account', 'a second one');
is(counted('calls'), 1, 'which takes no place');

my $withheld = counted('codecs_withheld');
is(up([8, 0], 0), 'PCMA PCMU', 'a call that has a codec of the other side goes on with its own');
is(counted('codecs_withheld'), $withheld + 1, 'which is counted');
$operator->hang_up($cloud);
is(up([8, 9, 0], 9), 'G722 PCMA PCMU', 'one that has all of them takes no place');
is(counted('transcoded_calls'), 1, 'whatever is answered');
$operator->hang_up($cloud);

# --- places given back
$operator->{dialog} = $first;
$operator->hang_up($cloud);
is(counted('transcoded_calls'), 0, 'its end frees the place');
is(up([8], 8), 'G722 PCMA PCMU', 'so does an answer with the same codec: the next call is offered all');
is(counted('transcoded_calls'), 0, 'and is not counted once it is answered');
is(counted('calls'), 1, 'although it goes on');
$operator->request('INVITE', sdp => audio(40000, 8));
my $again = $cloud->expect('INVITE');
is(counted('transcoded_calls'), 1, 'a re-INVITE takes a place anew');
$cloud->respond($again, 200, sdp => audio(40010, 0));
$operator->ack($operator->expect('200 INVITE'));
$cloud->expect('ACK');
is(counted('transcoded_calls'), 1, 'and keeps it when it is transcoded from then on');
$operator->hang_up($cloud);
is(counted('transcoded_calls'), 0, 'until its end');

# --- the deployment
set_up('acg.deployment SET max_transcoded = 0');
refused('transcoded', 'Too Many Transcoded Calls', 'none in the whole deployment');

# --- emergency calls
$cloud->call(sdp => audio(40000, 8), to => '112');
my $invite = $operator->expect('INVITE');
is($invite && codecs($invite), 'G722 PCMA PCMU', 'an emergency call may be transcoded all the same');
is(counted('transcoded_calls'), 0, 'and counts as none');
$operator->respond($invite, 486) if $invite;
$cloud->ack($cloud->expect('486 INVITE'));
done_testing;
