#!/usr/bin/env bash
# A refused handshake is one line in the log, of ours alone, and a flood of them is no flood in the
# log: at most 20 lines in 10 seconds and process.
# shellcheck source=tests/tls/client.sh
. "$(dirname "$0")/client.sh"
LOG=$(log_file kamailio)
# No lines are spent yet, whatever ran before.
"$STACK/part" kamailio restart || bail_out 'the gateway does not start'

# lines_from LINE: what the log says since then about connections, INFO left out.
lines_from() { tail -n +"$1" "$LOG" | grep -E 'NOTICE|WARNING|ERROR|CRITICAL'; }
next_line() { echo $(($(wc -l <"$LOG") + 1)); }

for who in cloud nobody stranger; do
  for version in tls1_2 tls1_3; do
    from=$(next_line)
    verdict "$who" "$ACG_OPERATOR_TLS" "-$version" >/dev/null
    said() { lines_from "$from" | grep -q 'TLS handshake from .* refused'; }
    poll_until 2 "$who, $version: it is in the log" said
    is "$(lines_from "$from" | wc -l)" 1 "$who, $version: as one line"
  done
done

from=$(next_line)
counted_before=$(rpc stats.fetch acg_provision.handshakes_refused | sed -n 's/.*handshakes_refused: //p')
storm cloud 8 3 >"$TEST_DIR/storm"
refused=$(sed -n 's/.* refused=\([0-9]*\) .*/\1/p' "$TEST_DIR/storm")
ok 'hundreds are refused' test "$refused" -gt 200
counted() { [ $(($(rpc stats.fetch acg_provision.handshakes_refused | sed -n 's/.*handshakes_refused: //p') - counted_before)) -ge "$refused" ]; }
poll_until 3 'each of them is counted' counted
workers=$(rpc core.psx | grep -c 'tcp receiver')
lines=$(lines_from "$from" | wc -l)
ok 'few of them are lines in the log' test "$lines" -gt 10 -a "$lines" -le $((workers * 2 * 21))
diag "$refused refused, $lines lines"
is "$(verdict operator "$ACG_OPERATOR_TLS")" answered 'others are served on'
done_testing
