#!/usr/bin/env bash
# Dependencies in the modules point one way: a file includes from its own folder and from
# those that docs/architecture.md names before it.
set -uo pipefail
cd "$(dirname "$0")/../.." || exit 1
# shellcheck source=tests/lib/tap.sh
. tests/lib/tap.sh

# folders MODULE: in the order of its table.
folders() {
  sed -n "/^## $1\$/,/^## /s/^| \`\([a-z]*\)\` .*/\1/p" docs/architecture.md
}

# upward MODULE FOLDER ALLOWED...: includes from any other folder.
upward() {
  local module=$1 folder=$2 allowed
  shift 2
  allowed=$(IFS='|' && echo "$*")
  grep -n '^#include "[a-z_]*/' "modules/$module/$folder"/*.[ch] |
    grep -Ev "#include \"($allowed|core|modules|lib)/"
}

for module in acg_provision acg_retention; do
  allowed=()
  for folder in $(folders "$module"); do
    allowed+=("$folder")
    is "$(upward "$module" "$folder" "${allowed[@]}")" '' "$module/$folder includes only from ${allowed[*]}"
  done
  is "$(find "modules/$module" -mindepth 1 -maxdepth 1 -type d -printf '%f\n' | sort | xargs)" \
    "$(printf '%s\n' "${allowed[@]}" | sort | xargs)" "$module: each folder is in the table"
done
done_testing
