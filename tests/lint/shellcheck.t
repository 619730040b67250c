#!/usr/bin/env bash
# No shell script of ours gives shellcheck anything to say.
set -uo pipefail
cd "$(dirname "$0")/../.." || exit 1
# shellcheck source=tests/lib/tap.sh
. tests/lib/tap.sh

# Scripts by name or by first line.
scripts() {
  git ls-files '*.sh' '*.t'
  git grep -lI -m1 -E '^#!(/bin/sh|/usr/bin/env bash|/bin/bash)' | sort -u
}

for file in $(scripts | sort -u); do
  head -n1 "$file" | grep -q perl && continue
  # SC2317: it does not see that `ok NAME FUNCTION` calls the function.
  ok "$file" shellcheck -x -e SC2317 "$file"
done
done_testing
