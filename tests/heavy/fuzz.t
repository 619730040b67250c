#!/usr/bin/env bash
# FUZZ_TRIES (10,000) broken handshakes at the operator's listener while calls run: mutated
# ClientHellos, noise, early ends, and some that say a byte now and then. No process dies, no
# call fails, memory does not grow, and whoever says nothing is gone within 5 s.
# shellcheck source=tests/tls/client.sh
. "$(dirname "$0")/../tls/client.sh"
# shellcheck source=tests/heavy/processes.sh
. "$(dirname "$0")/processes.sh"
tries=${FUZZ_TRIES:-10000}
had=$(processes)
number=+4930100097
provision "$number" contoso direct_routing
reload >/dev/null

sipp -i "$ACG_IP" -p "${ACG_CLOUD_PHONE#*:}" -sf "$(scenario uas-refuse CODE=486)" -nostdin >/dev/null 2>&1 &
phone=$!
sipp -i "$ACG_IP" -sf "$(scenario uac-refused CODE=486)" -s "$number" -key from_user "$STRANGER" \
  -key extra 'X-Test: none' -m 100000 -r 10 -l 100 -nostdin -trace_stat -stf "$TEST_DIR/calls.csv" -fd 1 \
  "$(edge_address operator)" >"$TEST_DIR/sipp.out" 2>&1 &
caller=$!
trap 'kill "$phone" "$caller" 2>/dev/null' EXIT
poll 10 test -s "$TEST_DIR/calls.csv"

# broken COUNT SEED: that many, made from a real ClientHello. Prints the longest life of one.
broken() {
  perl -MIO::Socket::INET -MIO::Select -MTime::HiRes=time,sleep -e '
    my ($address, $count, $seed) = @ARGV;
    srand $seed;
    open my $file, "<:raw", $ENV{HELLO} or die; local $/; my $hello = <$file>;
    my $longest = 0;
    for my $i (1 .. $count) {
      my $socket = IO::Socket::INET->new(PeerAddr => $address, Timeout => 5) or next;
      my ($began, $kind) = (time, $i % 500 == 0 ? 9 : int rand 5);
      my $bytes = $hello;
      if ($kind < 2) { substr($bytes, rand length $bytes, 1) = chr rand 256 for 1 .. 1 + rand 8 }
      elsif ($kind == 2) { $bytes = substr $bytes, 0, rand length $bytes }
      elsif ($kind == 3) { $bytes = join "", map { chr rand 256 } 1 .. 1 + rand 600 }
      elsif ($kind == 4) { $bytes .= join "", map { chr rand 256 } 1 .. 1 + rand 2000 }
      local $SIG{PIPE} = "IGNORE";
      if ($kind == 9) { # slowly, for as long as it is let
        for my $byte (split //, $bytes) {
          syswrite($socket, $byte) or last;
          last if IO::Select->new($socket)->can_read(0.5);
        }
      } else {
        syswrite $socket, $bytes;
        IO::Select->new($socket)->can_read(0.02) if $kind != 2;
      }
      my $life = time - $began;
      $longest = $life if $life > $longest;
      close $socket;
    }
    printf "%.1f\n", $longest' "$ACG_OPERATOR_TLS" "$1" "$2"
}

# A real one, from s_client to nobody.
hello_port=5990
perl -MIO::Socket::INET -e '
  my $server = IO::Socket::INET->new(LocalAddr => $ARGV[0], Listen => 1, ReuseAddr => 1) or die;
  my $client = $server->accept; sysread $client, my $hello, 4096;
  open my $out, ">:raw", $ARGV[1]; print $out $hello' "$ACG_IP:$hello_port" "$TEST_DIR/hello" &
listener=$!
poll 5 listening tcp "$ACG_IP" "$hello_port"
openssl s_client -connect "$ACG_IP:$hello_port" </dev/null >/dev/null 2>&1
wait "$listener"
ok 'there is a ClientHello to break' test -s "$TEST_DIR/hello"
export HELLO=$TEST_DIR/hello

broken $((tries / 10)) 1 >/dev/null # what is made once is made
used=$(shm_used)
clients=()
for seed in 2 3 4 5; do
  broken $((tries / 4)) "$seed" >"$TEST_DIR/longest-$seed" &
  clients+=($!)
done
wait "${clients[@]}"
settled() { [ "$(rpc core.tcp_info | awk '$1 == "opened_tls_connections:" { print $2 }')" -lt 20 ]; }
poll_until 15 'no broken connection stays' settled
after=$(shm_used)
kill -USR1 "$caller"
wait "$caller"
column() { awk -F';' -v want="$1" 'NR == 1 { for (i = 1; i <= NF; i++) if ($i == want) at = i } END { print $at }' "$TEST_DIR/calls.csv"; }
is "$(processes)" "$had" 'the gateway has the processes it had'
is "$(column 'FailedCall(C)')" 0 'no call failed'
ok 'there were calls' test "$(column 'SuccessfulCall(C)')" -gt 50
ok 'shared memory grew by less than 256 KiB' test $((after - used)) -lt 262144
diag "$tries tries, $((after - used)) bytes more, $(column 'SuccessfulCall(C)') calls"
longest=$(sort -n "$TEST_DIR"/longest-* | tail -n 1)
ok 'the slowest was cut off within 6 s' awk -v s="$longest" 'BEGIN { exit !(s > 3 && s < 6) }'
diag "the slowest lived $longest s"
is "$(verdict operator "$ACG_OPERATOR_TLS")" answered 'the operator is answered'
done_testing
