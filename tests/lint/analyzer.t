#!/usr/bin/env bash
# clang-tidy (clang's static analyser and the bugprone checks) finds nothing in the
# modules, compiled as they really are.
set -uo pipefail
cd "$(dirname "$0")/../.." || exit 1
# shellcheck source=tests/lib/tap.sh
. tests/lib/tap.sh

checks='-*,clang-analyzer-*,bugprone-*,-bugprone-easily-swappable-parameters,-clang-analyzer-security.insecureAPI.strcpy,-clang-analyzer-security.insecureAPI.DeprecatedOrUnsafeBufferHandling,-bugprone-reserved-identifier,-bugprone-implicit-widening-of-multiplication-result,-bugprone-narrowing-conversions'

# tidy MODULE FILE: with the flags that make compiles it with. One file a run: given
# several, clang 14 takes the va_list of all but the first for uninitialised.
tidy() {
  local -a flags
  eval "flags=($(make -s --no-print-directory -C "modules/$1" compile-command |
    sed 's/^[^ ]* //; s/-MMD -MP//; s/-Werror//'))"
  (cd "modules/$1" && clang-tidy --quiet '--warnings-as-errors=*' "--checks=$checks" \
    "$2" -- "${flags[@]}") 2>/dev/null
}

for module in acg_provision acg_retention; do
  for file in modules/"$module"/*.c; do
    ok "clang-tidy finds nothing in $file" tidy "$module" "$(basename "$file")"
  done
done
done_testing
