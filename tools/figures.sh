#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
#   figures.sh [OBJECT...]
#
# Measure the source in the present directory against the aims, and name what
# misses them. It informs; it does not judge: the exit status is 0. Mutable
# globals are counted in the objects, where nothing is overlooked.
set -eu
LC_ALL=C.UTF-8
export LC_ALL

tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
find src -name '*.[ch]' | sort >"$tmp/code"
grep '\.c$' "$tmp/code" >"$tmp/c"
grep '\.h$' "$tmp/code" >"$tmp/h"

# The P-th percentile of the numbers on standard input.
percentile() {
  sort -n | awk -v p="$1" '
    { v[NR] = $1 }
    END { i = int(NR * p / 100 + 0.5); print NR ? v[i < 1 ? 1 : i] : 0 }'
}

# row WHAT AIM VALUE [FILE]: FILE lists what misses the aim.
row() {
  printf '%-34s %-14s %s\n' "$1" "$2" "$3"
  [ -z "${4:-}" ] || sed 's/^/    /' "$4"
}

# Functions: LENGTH PARAMETERS FILE:LINE NAME.
functions() {
  xargs ctags --languages=C --kinds-C=f --fields=+neS -o - <"$tmp/c" |
    grep -v '^!' | awk -F '\t' '{
      start = end = 0
      signature = ""
      for (i = 4; i <= NF; i++) {
        if ($i ~ /^line:/) start = substr($i, 6)
        if ($i ~ /^end:/) end = substr($i, 5)
        if ($i ~ /^signature:/) signature = substr($i, 12)
      }
      gsub(/\([^()]*\)\)/, ")", signature)
      n = gsub(/,/, ",", signature) + (signature !~ /^\((void)?\)$/)
      print end - start + 1, n, $2 ":" start, $1
    }'
}

lines() {
  xargs wc -l <"$1" | awk '$2 != "total"'
}

# The variables of objects that are not constant.
globals() {
  objdump -t "$@" 2>/dev/null | awk '
    / O \.(data|bss)/ && !/\.data\.rel\.ro|__/ { print $NF }'
}

functions >"$tmp/functions"
awk '$1 > 60 { print $3, $4 ": " $1 " lines" }' "$tmp/functions" >"$tmp/long"
awk '$2 > 4 { print $3, $4 ": " $2 }' "$tmp/functions" >"$tmp/parameters"
lines "$tmp/c" | awk '$1 > 500 { print $2 ": " $1 }' >"$tmp/files"
lines "$tmp/h" | awk '$1 > 120 { print $2 ": " $1 }' >"$tmp/headers"
xargs grep -nw 'goto' <"$tmp/code" >"$tmp/goto" || :
xargs grep -lE 'include[[:blank:]]*[<"](lua|lauxlib|lualib)\.h' <"$tmp/code" \
  >"$tmp/lua" || :
{
  cat "$tmp/code"
  find lua tests tools bootstrap .ci -type f \
    \( -name '*.[ch]' -o -name '*.lua' -o -name '*.t' -o -name '*.sh' \
    -o -name bootstrap -o -name run \) 2>/dev/null
} | xargs grep -nE '^.{81,}' | cut -d : -f 1,2 >"$tmp/wide" || :
: >"$tmp/subjects"
[ ! -e .git ] || git log --no-merges --format='%h %s' |
  awk '{ s = $0; sub(/^[^ ]* /, "", s) }
    length(s) > 60 || s !~ /^[^ :]+(, [^ :]+)*: / { print }' >"$tmp/subjects"
: >"$tmp/globals"
[ $# -eq 0 ] || globals "$@" >"$tmp/globals"

count() {
  wc -l <"$tmp/$1"
}

row figure aim now
lengths=$(cut -d ' ' -f 1 "$tmp/functions")
row 'functions' '' "$(count functions)"
row 'function length, median' '<= 12' "$(echo "$lengths" | percentile 50)"
row 'function length, 90th percentile' '<= 25' \
  "$(echo "$lengths" | percentile 90)"
row 'function length, longest' '<= 60' \
  "$(echo "$lengths" | percentile 100)" "$tmp/long"
row 'file length, median' '<= 150' \
  "$(lines "$tmp/c" | percentile 50)"
row 'files over 500 lines' 0 "$(count files)" "$tmp/files"
row 'headers over 120 lines' 0 "$(count headers)" "$tmp/headers"
row 'functions with over 4 parameters' 0 "$(count parameters)" \
  "$tmp/parameters"
row 'goto' 0 "$(count goto)" "$tmp/goto"
row 'mutable globals' 'readline, pipe' "$(count globals)" "$tmp/globals"
row 'files that include lua.h' 1 "$(count lua)"
row 'lines over 80 columns' 0 "$(count wide)" "$tmp/wide"
row 'commit subjects not as agreed' 0 "$(count subjects)" "$tmp/subjects"
