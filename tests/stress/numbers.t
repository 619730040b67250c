#!/usr/bin/env bash
# The number table under readers and a writer, for a moment; see numbers.c, `make stress`.
set -uo pipefail
cd "$(dirname "$0")/../.." || exit 1
# shellcheck source=tests/lib/tap.sh
. tests/lib/tap.sh

for program in numbers numbers-tsan; do
  operations=600000
  [ "$program" = numbers ] || operations=60000
  answer=$("build/stress/$program" "$operations" 4 2>&1)
  is "$?" 0 "$program ends well"
  like "$answer" ' 0 violations, 0 differences' "$program: $(printf '%s\n' "$answer" | tail -n 1)"
done
done_testing
