#!/usr/bin/env bash
# All C is formatted as .clang-format says (make fmt does it).
set -uo pipefail
cd "$(dirname "$0")/../.." || exit 1
# shellcheck source=tests/lib/tap.sh
. tests/lib/tap.sh

for file in $(git ls-files '*.c' '*.h'); do
  ok "$file is formatted" clang-format --dry-run -Werror "$file"
done
done_testing
