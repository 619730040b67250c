#!/usr/bin/env bash
# What a module exports is what its README documents: each modparam, function, RPC command,
# pseudo-variable and counter has a heading there, and each heading is exported.
set -uo pipefail
cd "$(dirname "$0")/../.." || exit 1
# shellcheck source=tests/lib/tap.sh
. tests/lib/tap.sh

# exported MODULE PATTERN: the names in the export tables; the pattern's group is the name.
exported() { cat modules/"$1"/{,*/}*.c | tr '\n' ' ' | grep -oP "$2" | sort -u; }

# documented MODULE SECTION: the headings "### `name`" of a section of its README.
documented() {
  # shellcheck disable=SC2016  # the back quotes are Markdown's
  awk -v section="## $2" '/^## /{inside = $0 == section} inside && /^### `/' \
    "modules/$1/README.md" | sed 's/^### `\([^`(]*\).*/\1/' | sort -u
}

same() { is "$(documented "$1" "$2")" "$(exported "$1" "$3")" "$1: $2"; }

for module in acg_provision acg_retention; do
  same "$module" Parameters '\{"\K\w+(?=",\s*(INT_PARAM|PARAM_))'
  same "$module" Functions '\{"\K\w+(?=",\s*\(cmd_function\))'
  same "$module" 'RPC Commands' '\{"\K[\w.]+(?=",\s*\w+,\s*\w+_doc)'
  same "$module" Counters '\{&\w+\[\w+\],\s*"\K\w+(?=")'
done
is "$(documented acg_provision Pseudo-Variables | xargs)" "\$acg \$acg_lookup \$acg_peer" 'acg_provision: Pseudo-Variables'
done_testing
