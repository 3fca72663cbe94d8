#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# virt-twin-lua(7) has all that the types for editors declare, and no more;
# tests/unit/test_lua_types compares those with the program.
. "${srcdir:-.}/tests/shell/lib.sh"

types=$srcdir/lua/types/virt.d.lua
sh "$srcdir/tools/lua_manual.sh" "$types" "$srcdir/doc/virt-twin-lua.7.in" \
  >"$tmp/manual"

declared() {
  sed -n 's/^function \([A-Za-z._:]*\)(.*/\1/p' "$types" | LC_ALL=C sort
}

described() {
  sed -n 's/^\\fB\([A-Za-z._:]*\)\\fR(.*/\1/p' "$tmp/manual" | LC_ALL=C sort
}

is 'the manual has every function' "$(described)" "$(declared)"

fields() {
  sed -n 's/^---@field \([^ ]*\) .*/\1/p' "$types" | LC_ALL=C sort
}

described_fields() {
  sed -n 's/^\\fB\([^\\]*\)\\fR (.*/\1/p' "$tmp/manual" | LC_ALL=C sort
}

is 'the manual has every field' "$(described_fields)" "$(fields)"
if command -v man >/dev/null; then
  is 'it is a manual page without mistakes' \
    "$(LC_ALL=C.UTF-8 MANWIDTH=80 man --warnings -l "$tmp/manual" 2>&1 \
      >/dev/null)" ''
else
  skip 'it is a manual page without mistakes' 'man is not installed'
fi

done_testing
