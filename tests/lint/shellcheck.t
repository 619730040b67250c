#!/usr/bin/env bash
# No shell script of ours gives shellcheck anything to say.
set -uo pipefail
cd "$(dirname "$0")/../.." || exit 1
# shellcheck source=tests/lib/tap.sh
. tests/lib/tap.sh
# shellcheck source=tests/lint/at_once.sh
. tests/lint/at_once.sh

# Scripts by name or by first line.
scripts() {
  {
    git ls-files '*.sh' '*.t'
    git grep -lI -m1 -E '^#!(/bin/sh|/usr/bin/env bash|/bin/bash)'
  } | sort -u | while read -r file; do
    head -n1 "$file" | grep -q perl || printf '%s\n' "$file"
  done
}

# SC2317: it does not see that `ok NAME FUNCTION` calls the function.
check() { shellcheck -x -e SC2317 "$1"; }

at_once check '' < <(scripts)
done_testing
