#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Completion of what hooks have: their names, and their parameters.
. "${srcdir:-.}/tests/shell/lib.sh"

HOME=$tmp XDG_CONFIG_HOME=$tmp XDG_STATE_HOME=$tmp XDG_CACHE_HOME=$tmp
export HOME XDG_CONFIG_HOME XDG_STATE_HOME XDG_CACHE_HOME
mkdir -p "$tmp/virt-twin/hooks.d"
cat >"$tmp/virt-twin/hooks.d/e.lua" <<'LUA'
virt.hook { name = "tune", plan = function() end, params = {
  mode = { "enum", values = { "fast", "slow" } }, on = { "bool" },
  size = { "size" } } }
virt.hook { name = "guard", on = "start", check = function() end }
LUA

# words NAME WANTED WORD...
words() {
  words_name=$1 words_want=$2
  shift 2
  run "$vt" -q -c test:///default complete -- "$@"
  is "$words_name" "$(echo "$out" | paste -s -d ' ' -):$errors" "$words_want:"
}

words 'parameters are completed' 'tune.mode= tune.on= tune.size=' \
  clone base web --set ''
words 'of a hook as well' 'tune.on=' clone base web --set tune.o
words 'and the values of an enum' 'tune.mode=fast tune.mode=slow' \
  clone base web --set tune.mode=
words 'and of a bool' '--set=tune.on=no --set=tune.on=yes' \
  clone base web --set=tune.on=
words 'and nothing where all is possible' '' clone base web --set tune.size=1
words 'hooks are, with those of the program' 'core/mac' \
  clone base web --no-hook core/m
words 'also those to run alone' 'tune' clone base web --only-hook t
words 'the command hook knows them' 'guard tune' hook disable ''
words 'to show them, all of them' 'core/mac' hook show core/m
words 'a parameter to test with' 'tune.mode=slow' hook test --set tune.mode=s

echo 'error "no"' >"$tmp/virt-twin/hooks.d/e.lua"
words 'broken files break nothing' '' clone base web --set ''

done_testing
