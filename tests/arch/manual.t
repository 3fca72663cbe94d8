#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# The manual page names every command and every option of the program.
. "${srcdir:-.}/tests/shell/lib.sh"

for manual in "$builddir/doc/virt-twin.1" "$srcdir/doc/virt-twin.1"; do
  [ ! -f "$manual" ] || break
done
[ -f "$manual" ] || skip_all 'there is no manual page yet'
[ -x "$vt" ] || skip_all 'there is no program yet'

# The manual as words: without font changes and escaped dashes.
sed 's/\\f[A-Z]//g; s/\\-/-/g; s/[^A-Za-z0-9_-]/\n/g' "$manual" |
  sort -u >"$tmp/words"

# The words of standard input that the manual does not have.
lacking() {
  while read -r word; do
    grep -qxF -e "$word" "$tmp/words" || echo "$word"
  done
}

commands() {
  "$vt" -q help </dev/null | sed -n 's/^    \([a-z][a-z-]*\) .*/\1/p'
}

options() {
  "$vt" -q help "$1" </dev/null |
    sed -n '/^  OPTIONS/,$s/^    \[\{0,1\}\(--[a-z-]*\).*/\1/p'
}

commands >"$tmp/commands"
ok 'help lists commands' test -s "$tmp/commands"
is 'the manual names every command' "$(lacking <"$tmp/commands")" ''
while read -r command; do
  is "the manual names every option of $command" \
    "$(options "$command" | lacking)" ''
done <"$tmp/commands"
"$vt" --help </dev/null | grep -o -e '--[a-z][a-z-]*' | sort -u >"$tmp/options"
is 'the manual names every option of the program' \
  "$(lacking <"$tmp/options")" ''

done_testing
