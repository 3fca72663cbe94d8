#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Makefile.am names every file, once, in order; and each says its licence.
. "${srcdir:-.}/tests/shell/lib.sh"

# Each list's files: LIST FILE. Flags and variables are left out.
lists() {
  awk '
    /^[A-Za-z_]+ \+?= \\$/ { list = $1; next }
    list && /^\t[A-Za-z.][A-Za-z0-9_.\/-]* \\$/ { print list, $1 }
    !/\\$/ { list = "" }
  ' "$srcdir/Makefile.am"
}

unsorted() {
  lists | LC_ALL=C awk '
    $1 == list && $2 <= last { print $1 ": " $2 " stands after " last }
    { list = $1; last = $2 }'
}

# A program of the tests is listed as itself; its source has the same name.
named() {
  lists | sed 's/^\(UNIT_TESTS\|TEST_HELPERS\|EXTRA_PROGRAMS\) \(.*\)/\2.c/; s/.* //'
}

is 'every list is sorted and has nothing twice' "$(unsorted)" ''

# What the build makes need not be there.
is 'every file that is named exists' "$(named | while read -r file; do
  case $file in
  src/lua/prelude.inc | libtwin.a | luacheckrc | doc/*.[17]) continue ;;
  esac
  [ -e "$srcdir/$file" ] || echo "$file"
done)" ''

licence() {
  head -n 2 "$srcdir/$1" | grep -q 'SPDX-License-Identifier: GPL-3.0-or-later'
}

is 'every file with code says its licence' "$(named | while read -r file; do
  case $file in *.[ch] | *.lua | *.sh | *.t | bootstrap) ;; *) continue ;; esac
  licence "$file" || echo "$file"
done)" ''

# What only a clone has, and what automake knows by itself.
unnamed='\.[a-z]+|\.ci/run|\.clang-(format|tidy)|COPYING|Makefile\.am|NEWS'
unnamed="$unnamed|README\.md|configure\.ac"

if [ -e "$srcdir/.git" ] && command -v git >/dev/null; then
  named | LC_ALL=C sort -u >"$tmp/named"
  (cd "$srcdir" && git ls-files) | grep -vxE "$unnamed" |
    LC_ALL=C sort >"$tmp/tracked"
  is 'every file that git knows is named' \
    "$(LC_ALL=C comm -13 "$tmp/named" "$tmp/tracked")" ''
else
  skip 'every file that git knows is named' 'this is not a git clone'
fi

done_testing
