#!/usr/bin/env bash
# The demo places both calls, says what happened to each, and leaves nothing running.
set -u
here=$(cd "$(dirname "$0")" && pwd)
# shellcheck source=tests/lib/tap.sh
. "$here/../lib/tap.sh"

ACG_DEMO_RUN=${ACG_RUN:-$(cd "$here/../.." && pwd)/build/check}/good-demo
export ACG_DEMO_RUN ACG_DEMO_IP=127.0.33.1
mkdir -p "$ACG_DEMO_RUN"
output=$ACG_DEMO_RUN.out

placed() { "$here/demo" >"$output" 2>&1; }
ok 'the demo ends with status 0' placed || diag "$(tail -n 5 "$output")"
for line in 'header received +X-MS-Operator-Content: \(absent\)' \
  'header received +X-MS-Operator-Content: [A-Za-z0-9_-]+ ' 'TLS from operator +TLSv1\.3' \
  'SRTP of cloud +AES_CM_128_HMAC_SHA1_80' 'tone of 440 Hz heard' 'tone of 1000 Hz heard' \
  'record +.* to_cloud' 'record +.* to_operator'; do
  like "$(<"$output")" "$line" "it prints: $line"
done
nok 'and leaves nothing running' pgrep -f "$ACG_DEMO_RUN/"
done_testing
