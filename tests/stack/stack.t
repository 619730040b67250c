#!/usr/bin/env bash
# The stack starts where it is put, says what is wrong with it, and stops what is its own
# and nothing else. Tried in the most awkward place: below a closed directory, with a path
# too long for a socket.
set -u
here=$(cd "$(dirname "$0")" && pwd)
# shellcheck source=tests/lib/tap.sh
. "$here/../lib/tap.sh"

closed=$(mktemp -d /tmp/closed.XXXXXX)
ACG_RUN=$closed/$(printf 'a-long-name-%.0s' 1 2 3 4 5 6 7 8)
export ACG_RUN ACG_IP=127.0.32.1
stack() { "$here/$1" "${@:2}" 2>&1; }
quietly() { "$@" >/dev/null; }
trap 'stack down >/dev/null; rm -rf "$closed"' EXIT

mine() { pgrep -f "$ACG_RUN" || pgrep -f "$ACG_IP:"; }
answers_outside() {
  (
    # shellcheck source=/dev/null
    . "$ACG_RUN/stack.env"
    openssl s_client -connect "$ACG_OPERATOR_TLS" -CAfile "$ACG_CA" -cert "$ACG_OPERATOR_CERT" \
      -key "$ACG_OPERATOR_KEY" -verify_hostname "$ACG_SERVER_NAME" -verify_return_error </dev/null &&
      $ACG_RPC core.uptime | grep -q uptime &&
      psql -h "$PGHOST" -p "$PGPORT" -d "$PGDATABASE" -c 'select * from acg.number'
  ) >/dev/null 2>&1
}

output=$(stack up)
is $? 0 'the stack starts below a closed directory, with a long name' || diag "$output"
passed || bail_out 'without a stack there is nothing to try'
like "$(stack up)" 'already up' 'starting it again is harmless'
ok 'what stack.env says works from outside' answers_outside
ok 'status is content' quietly stack status
sockets=$(<"$ACG_RUN/sockets")
memory=/dev/shm/acg${ACG_RUN//\//.}
ok 'its journal has a directory in memory' test -d "$memory"

kill -9 "$(stack part rtpengine pid)"
output=$(stack status)
is $? 1 'with a part killed, status fails'
like "$output" 'not running as they should: rtpengine' 'and names it'
stack up >/dev/null
is "$(stack status | grep -c ready)" 5 'up starts what is missing'

# A pid file left by a part that is long gone, whose number somebody else has now.
sleep 300 &
stranger=$!
stack part rtpengine stop
echo "$stranger 1" >"$ACG_RUN/pid/rtpengine"
nok 'a stranger with the pid of a part is no part' stack part rtpengine pid
stack down >/dev/null
ok 'and is not stopped with the others' kill -0 "$stranger"
kill "$stranger"
nok 'down leaves nothing running' mine
nok 'nor the short directory for the sockets' test -e "$sockets"
nok "nor its journal's in memory" test -e "$memory"
ok 'down again is harmless' quietly stack down

# The last to start finds its port taken.
perl -MIO::Socket::INET -e '$s = IO::Socket::INET->new(LocalAddr => shift, Listen => 1) or die; sleep 60' \
  "$ACG_IP:5261" &
squatter=$!
poll_until 5 'somebody else listens on a port of the cloud-edge' \
  bash -c "exec 3<>/dev/tcp/$ACG_IP/5261"
output=$(stack up)
is $? 1 'then the stack does not start'
like "$output" "cloud-edge: tcp $ACG_IP:5261 is already in use" 'says why'
nok 'and stops what had started' pgrep -f "$ACG_RUN/pgdata"
kill "$squatter"

before=$(<"$ACG_RUN/pki/gateway.pem")
cp "$ACG_RUN/pki/stranger.pem" "$ACG_RUN/pki/operator.pem"
stack up >/dev/null
isnt "$(<"$ACG_RUN/pki/gateway.pem")" "$before" 'certificates that do not fit together are made again'
ok 'and work' answers_outside
done_testing
