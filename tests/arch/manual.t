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

# ---- and nothing that there is not ----------------------------------------

# section NAME: its terms (.TP), in plain text.
section() {
  sed -n "/^\.SH $1\$/,/^\.SH/p" "$manual" | sed -n '/^\.TP/{n;p;}' |
    sed 's/\\f[A-Z]//g; s/\\-/-/g'
}

section OPTIONS | grep -o -e '--[a-z][a-z-]*' | sort -u >"$tmp/told"
is 'each option of the manual is one of the program' \
  "$(diff "$tmp/options" "$tmp/told" | sed -n 's/^> //p')" ''
while read -r option; do
  is "the program knows $option" \
    "$("$vt" "$option" 2>&1 </dev/null | grep -c 'unsupported option')" 0
done <"$tmp/told"
sed -n '/^\.SH COMMANDS/,/^\.SH/s/^\.SS *//p' "$manual" |
  sed 's/\\f[A-Z]//g; s/\\-/-/g; s/"//g; s/[ ,].*//' | sort >"$tmp/told"
is 'each command of the manual is one of the program' \
  "$(cat "$tmp/told")" "$(LC_ALL=C sort "$tmp/commands")"

"$vt" -q set </dev/null | awk '{ print $1 }' | sort >"$tmp/settings"
section SETTINGS | sed 's/^\.[A-Z]* //; s/ .*//' | sort >"$tmp/told"
is 'the manual has the settings that there are' "$(cat "$tmp/told")" \
  "$(cat "$tmp/settings")"

# What the source asks of the environment, and which files it names.
if [ -d "$srcdir/src" ]; then
  find "$srcdir/src" -name '*.c' -exec cat {} + >"$tmp/source"
  # Those in lists, too.
  grep -o '"[A-Z_]*"' "$tmp/source" | tr -d '"' |
    grep -xE '(VIRT_TWIN|VIRSH|LIBVIRT|XDG)_.*|PAGER' >"$tmp/variables"
  grep -o 'getenv("[A-Z_]*")' "$tmp/source" | tr -dc 'A-Z_\n' |
    sort -u >>"$tmp/variables"
  sort -u -o "$tmp/variables" "$tmp/variables"
  section ENVIRONMENT | grep -o '[A-Z][A-Z_][A-Z_]*' | grep -v '^BR$' | sort -u \
    >"$tmp/told"
  is 'the manual has the variables that the program asks' \
    "$(cat "$tmp/told")" "$(cat "$tmp/variables")"
  grep -o '%s/virt-twin/[a-z.]*' "$tmp/source" | sed 's|.*/||' | grep . |
    sort -u >"$tmp/files"
  is 'the manual has the files that the program uses' \
    "$(section FILES | sed 's|/$||; s|.*/||' | grep -vx ops | sort -u)" \
    "$(cat "$tmp/files")"
  ok 'and the directory of its journals' grep -q '"ops' "$tmp/source"
else
  skip 'the manual has the variables that the program asks' 'there is no source'
fi

done_testing
