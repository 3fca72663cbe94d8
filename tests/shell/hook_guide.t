#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# The guide for authors of hooks: all that it says to type works.
. "${srcdir:-.}/tests/shell/lib.sh"
. "$srcdir/tests/shell/hooks.sh"

guide=$srcdir/doc/hooks.md
XDG_CONFIG_HOME=$tmp/.config
LIBVIRT_DEFAULT_URI=test://$tmp/host.xml
PATH=$tmp/bin:$PATH
export XDG_CONFIG_HOME LIBVIRT_DEFAULT_URI PATH
mkdir "$tmp/bin" "$tmp/work"
ln -s "$vt" "$tmp/bin/virt-twin"
cd "$tmp/work" || exit 99

# The blocks that have a language, each as a line KIND [FILE], its text, "```".
awk '/^```[a-z]/ { on = 1; print substr($0, 4); next }
  /^```/ { if (on) print "```"; on = 0 } on' "$guide" >blocks

# type_in LINE: a command of the guide; "# fails with N" says that it does.
type_in() {
  want=0
  case $1 in *'# fails with '*) want=${1##*# fails with } ;; esac
  run sh -c "${1%%  #*}"
  [ "$status" -eq "$want" ]
  result $? "${1#virt-twin }" ||
    { echo "status $status"; cat "$tmp/.out" "$tmp/.err"; } | note
}

# put FILE: the block's text becomes the file.
put() {
  case $1 in '~'*) file=$HOME${1#'~'} ;; *) file=$1 ;; esac
  while IFS= read -r line && [ "$line" != '```' ]; do
    printf '%s\n' "$line"
  done >"$file"
}

while IFS= read -r head <&3; do
  case $head in
  sh)
    while IFS= read -r line <&3 && [ "$line" != '```' ]; do
      type_in "${line#\$ }"
    done ;;
  *) put "${head#* }" <&3 ;;
  esac
done 3<blocks
ok 'there were commands' test "$tests_run" -ge 20
ok 'and files' test -s "$HOME/.config/virt-twin/hooks.conf"

if command -v luacheck >/dev/null; then
  ok 'its Lua is clean' luacheck --no-config --no-color -q --std lua54 \
    --read-globals virt -- owner.lua owner_test.lua \
    "$HOME/.config/virt-twin/hooks.d/90-note.lua"
else
  skip 'its Lua is clean' 'luacheck is not installed'
fi

done_testing
