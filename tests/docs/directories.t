#!/usr/bin/env bash
# tmpfiles.conf makes each directory that defaults.cfg names and the gateway writes to, for
# nobody else to look into.
set -uo pipefail
cd "$(dirname "$0")/../.." || exit 1
# shellcheck source=tests/lib/tap.sh
. tests/lib/tap.sh

default() { sed -n "s/^#!trydef $1 \"\(\/[^\"]*\)\"\$/\1/p" kamailio-cfg/defaults.cfg; }
made() { awk -v path="$1" '$1 == "d" && $2 == path { print $3, $4, $5 }' kamailio-cfg/tmpfiles.conf; }

for name in ACG_JOURNAL ACG_JOURNAL_MEMORY ACG_CRL_DIR; do
  is "$(made "$(default "$name")")" '0700 kamailio kamailio' "$name"
done
for name in ACG_KEY_FILE ACG_SNAPSHOT ACG_PEER_LIST; do
  is "$(made "$(dirname "$(default "$name")")")" '0700 kamailio kamailio' "the directory of $name"
done
like "$(made /run/kamailio-acg)" '^0755 root root$' 'nobody else can make the one in /run'
done_testing
