#!/usr/bin/env bash
# clang-tidy (clang's static analyser and the bugprone checks) finds nothing in the
# modules, compiled as they really are.
set -uo pipefail
cd "$(dirname "$0")/../.." || exit 1
# shellcheck source=tests/lib/tap.sh
. tests/lib/tap.sh
# shellcheck source=tests/lint/at_once.sh
. tests/lint/at_once.sh

export checks='-*,clang-analyzer-*,bugprone-*,-bugprone-easily-swappable-parameters,-clang-analyzer-security.insecureAPI.strcpy,-clang-analyzer-security.insecureAPI.DeprecatedOrUnsafeBufferHandling,-bugprone-reserved-identifier,-bugprone-implicit-widening-of-multiplication-result,-bugprone-narrowing-conversions'

# With the flags that make compiles it with. One file a run: given several, clang 14
# takes the va_list of all but the first for uninitialised.
tidy() {
  local module
  local -a flags
  module=$(cut -d/ -f1,2 <<<"$1")
  eval "flags=($(make -s --no-print-directory -C "$module" compile-command |
    sed 's/^[^ ]* //; s/-MMD -MP//; s/-Werror//'))"
  (cd "$module" && clang-tidy --quiet '--warnings-as-errors=*' "--checks=$checks" \
    "${1#"$module"/}" -- "${flags[@]}") 2>/dev/null
}

at_once tidy 'clang-tidy finds nothing in ' < <(printf '%s\n' modules/*/*.c modules/*/*/*.c)
done_testing
