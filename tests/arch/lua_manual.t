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
# The examples of the manual, as a newcomer would copy them.
awk '/^\.nf/ { text = ""; next } /^\.fi/ { printf "%s", text; next }
     /^\.R[SE]/ { next } { text = text $0 "\n" }' \
  "$srcdir/doc/virt-twin-lua.7.in" |
  sed -e 's/\\-/-/g' |
  awk '/^virt\./ { keep = 1 } keep { print } /^}$|^end\)$/ { keep = 0 }
       /^virt\.prompt/ { keep = 0 }' >"$tmp/examples.lua"
if [ -x "$vt" ]; then
  ok 'its examples have commands, columns and ways to copy' \
    sh -c "grep -c '^virt\.' '$tmp/examples.lua' | grep -qx 5"
  HOME=$tmp XDG_CONFIG_HOME=$tmp XDG_STATE_HOME=$tmp \
    run "$vt" -q --hook "$tmp/examples.lua" 'help lab'
  like 'and work' "$status:$errors$out" '0:*lab <source>*'
else
  skip 'its examples' 'there is no program'
fi
if command -v luacheck >/dev/null; then
  sh "$srcdir/tools/lua_std.sh" "$types" >"$tmp/luacheckrc"
  ok 'hooks that come with the program are clean for luacheck' \
    luacheck --config "$tmp/luacheckrc" "$srcdir/lua/hooks.avail"
  ok 'so are the examples' luacheck --config "$tmp/luacheckrc" \
    "$tmp/examples.lua"
  echo 'virt.hok {} virt.json.encod(1)' >"$tmp/wrong.lua"
  run luacheck --no-color --config "$tmp/luacheckrc" "$tmp/wrong.lua"
  like 'and it knows what there is not' "$out" "*'hok'*'json.encod'*"
else
  skip 'luacheck knows it' 'luacheck is not installed'
fi
if command -v man >/dev/null; then
  is 'it is a manual page without mistakes' \
    "$(LC_ALL=C.UTF-8 MANWIDTH=80 man --warnings -l "$tmp/manual" 2>&1 \
      >/dev/null)" ''
else
  skip 'it is a manual page without mistakes' 'man is not installed'
fi

done_testing
