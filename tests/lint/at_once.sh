# shellcheck shell=bash
# The same check of many files, on all processors, after whoever else needs them. Source
# after tap.sh.

# at_once COMMAND NAME: COMMAND, a function, of each file named on stdin, as many at a
# time as there are processors; one check for each, NAME and the file.
at_once() {
  local results file said
  local -a files
  mapfile -t files
  results=$(mktemp -d)
  export -f "${1?}"
  # shellcheck disable=SC2016  # expanded by the inner shell
  printf '%s\0' "${files[@]}" | nice -n 10 xargs -0 -P "$(nproc)" -I{} \
    bash -c '"$1" "$2" >"$3/${2//\//_}" 2>&1 && touch "$3/${2//\//_}.ok"' - "$1" {} "$results"
  for file in "${files[@]}"; do
    said=$results/${file//\//_}
    [ -e "$said.ok" ] || diag "$(<"$said")"
    ok "$2$file" test -e "$said.ok"
  done
  rm -rf "$results"
}
