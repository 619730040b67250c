#!/usr/bin/env bash
# cppcheck finds nothing in our C.
set -uo pipefail
cd "$(dirname "$0")/../.." || exit 1
# shellcheck source=tests/lib/tap.sh
. tests/lib/tap.sh

check() {
  cppcheck --quiet --std=c11 --error-exitcode=1 --inline-suppr \
    --enable=warning,performance,portability --suppress=missingInclude \
    -I "$1" "$1" 2>&1 | grep -v '^$' && return 1
  return 0
}

for dir in modules/acg_provision modules/acg_retention tests/tools; do
  ok "cppcheck finds nothing in $dir" check "$dir"
done
done_testing
