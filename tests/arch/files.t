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

named() {
  lists | cut -d ' ' -f 2
  # a unit test is listed as its program
  lists | sed -n 's/^UNIT_TESTS \(.*\)/\1.c/p'
}

is 'every list is sorted and has nothing twice' "$(unsorted)" ''

# What the build makes need not be there.
is 'every file that is named exists' "$(named | while read -r file; do
  case $file in
  src/lua/prelude.inc | libtwin.a) continue ;;
  *.c) ;;
  tests/unit/test_*) continue ;;
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

if [ -e "$srcdir/.git" ] && command -v git >/dev/null; then
  named | sort -u >"$tmp/named"
  (cd "$srcdir" && git ls-files src lua doc tests tools) | sort >"$tmp/tracked"
  is 'every file that git knows is named' \
    "$(comm -13 "$tmp/named" "$tmp/tracked")" ''
else
  skip 'every file that git knows is named' 'this is not a git clone'
fi

done_testing
