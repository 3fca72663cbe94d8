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

# It owns libguestfs, which may not be there.
can_compile() {
  [ "$1" != ./guest/fs_priv.h ] || echo '#include <guestfs.h>' |
    ${CC} -E - >"$tmp/guestfs" 2>&1
}

for header in $(cd "$srcdir/src" && find . -name '*.h' | sort); do
  can_compile "$header" || {
    skip "${header#./} compiles alone" 'there is no guestfs.h'
    continue
  }
  ok "${header#./} compiles alone" compile "${header#./}"
done

done_testing
