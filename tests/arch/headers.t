#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Each header compiles alone, and may be included twice.
. "${srcdir:-.}/tests/shell/lib.sh"

: "${CC:=cc}" "${CPPFLAGS:=-D_GNU_SOURCE -I$srcdir/src}"
: "${CFLAGS:=-std=gnu11 -Wall -Wextra -Wshadow -Wconversion}"

compile() {
  printf '#include "%s"\n#include "%s"\n' "$1" "$1" >"$tmp/alone.c"
  # shellcheck disable=SC2086  # words
  $CC $CPPFLAGS $CFLAGS -Werror -fsyntax-only "$tmp/alone.c"
}

for header in $(cd "$srcdir/src" && find . -name '*.h' | sort); do
  ok "${header#./} compiles alone" compile "${header#./}"
done

done_testing
