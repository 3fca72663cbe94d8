#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# A file includes headers of its own folder and of earlier ones only.
. "${srcdir:-.}/tests/shell/lib.sh"

order='base virt store guest clone shell lua cmd main'

# The includes of FOLDER's files that are not from one of the other words:
# FILE:LINE:TEXT.
foreign() {
  case $1 in
  main) set -- "$srcdir/src/main.c" "$2" ;;
  *) set -- "$srcdir/src/$1" "$2" ;;
  esac
  [ -e "$1" ] || return 0
  grep -rnE --include='*.[ch]' \
    '^[[:blank:]]*#[[:blank:]]*include[[:blank:]]*"' "$1" |
    grep -vE "include[[:blank:]]*\"($2)/[a-z0-9_]+\.(h|inc)\"" |
    cut -c "$((${#srcdir} + 2))-"
}

allowed=
for folder in $order; do
  allowed=${allowed:+$allowed|}$folder
  is "$folder includes only: $(echo "$allowed" | tr '|' ' ')" \
    "$(foreign "$folder" "$allowed")" ''
done

unknown=$(cd "$srcdir/src" && for path in */ *.[ch]; do
  case " $order main.c *.[ch] " in
  *" ${path%/} "*) ;;
  *) echo "$path" ;;
  esac
done)
is 'every folder has its place in the order' "$unknown" ''

depth=$(cd "$srcdir" && find src -mindepth 3 -name '*.[ch]')
is 'folders have no subfolders' "$depth" ''

done_testing
