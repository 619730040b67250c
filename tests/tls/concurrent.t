#!/usr/bin/env bash
# Eight clients do nothing but mutual handshakes for STORM_SECONDS (20), TLS 1.2 and 1.3 in
# turn, against four TCP workers, while four others try with another's certificate: none of
# the eight is refused or left without its answer, none of the four is let in, and no process
# of the gateway is lost.
#
# Can it fail? With the fork handler of acg_tls_fork_protect() taken out it did, seven times
# out of seven within 6 s: workers died of signal 11 after 73 to 423 handshakes, or once lived
# and refused 17. (Without the four others up to 2,800 handshakes went well: what the workers
# then share breaks soonest where OpenSSL notes errors.)
# shellcheck source=tests/tls/client.sh
. "$(dirname "$0")/client.sh"

seconds=${STORM_SECONDS:-20}

# Every process of the gateway, with the time it started.
processes() {
  local pid
  for pid in $(session_of kamailio); do echo "$pid $(start_time "$pid")"; done
}

is "$(rpc core.psx | grep -c 'tcp receiver (generic)')" 4 'there are four TCP workers'
had=$(processes)
ok 'the gateway runs' test -n "$had"

storm cloud 4 "$seconds" >"$TEST_DIR/cloud" &
storm operator 8 "$seconds" >"$TEST_DIR/operator"
is "$?" 0 'every handshake of the operator had its answer'
wait
like "$(<"$TEST_DIR/operator")" ' tls1\.2=[1-9][0-9]* tls1\.3=[1-9]' 'in both versions'
like "$(<"$TEST_DIR/cloud")" '^handshakes=0 refused=[1-9][0-9]* unanswered=0' 'every handshake of the cloud was refused'
is "$(processes)" "$had" 'the gateway has the processes it had'
diag "operator: $(<"$TEST_DIR/operator")"
diag "cloud: $(<"$TEST_DIR/cloud")"
done_testing
